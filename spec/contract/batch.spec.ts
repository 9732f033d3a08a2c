import { DuplicateKeyError, SessionStateError, UnsupportedCapabilityError } from '../../lib';
import { Account } from '../../models-example';
import { describeEachEngine, itNeeds, itRefuses } from '../support/engines';
import { expectError } from '../support/expect-error';
import { statementsOf } from '../support/statements-of';

let next = 0;

function owner(): string {
  next += 1;
  return `batch ${next}`;
}

describeEachEngine('batches', (engine) => {
  engine.useModels(Account);

  test('send nothing before their end, and then everything', async () => {
    const changed = await Account.create({ owner: owner(), balance: 1 });
    const doomed = await Account.create({ owner: owner(), balance: 2 });
    const fresh = Account.build({ owner: owner(), balance: 3 });
    const outcome = await engine.engine.batch(async (batch) => {
      changed.balance = 10;
      await changed.save({ batch });
      await doomed.delete();
      await fresh.insert();
      expect(await Account.exists({ owner: fresh.owner })).toBe(false);
    });
    expect(outcome).toEqual({ applied: true, existing: [] });
    expect((await Account.get(changed.owner)).balance).toBe(10);
    expect(await Account.exists({ owner: doomed.owner })).toBe(false);
    expect(await Account.exists({ owner: fresh.owner })).toBe(true);
    expect([changed.isDirty(), changed.rev, fresh.isNew, doomed.isNew]).toEqual([false, 2, false, true]);
  });

  test('send nothing when they are empty', async () => {
    const statements = await statementsOf(engine.engine, async () => {
      expect(await engine.engine.batch(() => undefined)).toEqual({ applied: true, existing: [] });
    });
    expect(statements).toEqual([]);
  });

  test('send nothing when the callback throws, and give documents back their state', async () => {
    const one = await Account.create({ owner: owner(), balance: 1 });
    const fresh = Account.build({ owner: owner(), balance: 1 });
    const statements = await statementsOf(engine.engine, async () => {
      const running = engine.engine.batch(async () => {
        await one.update({ balance: 2 });
        await fresh.insert();
        throw new Error('no');
      });
      await expect(running).rejects.toThrow('no');
    });
    expect(statements).toEqual([]);
    expect([one.balance, one.isDirty(), fresh.isNew]).toEqual([1, false, true]);
  });

  itNeeds('batch.atomic', 'are all or nothing', async () => {
    const existing = await Account.create({ owner: owner(), balance: 1 });
    const first = Account.build({ owner: owner(), balance: 1 });
    const running = engine.engine.batch(async () => {
      await first.insert();
      await Account.build({ owner: existing.owner, balance: 2 }).insert();
    });
    await expectError(running, DuplicateKeyError);
    expect(first.isNew).toBe(true);
    expect(await Account.exists({ owner: first.owner })).toBe(false);
  });

  itNeeds(
    'write.ifConditions',
    'with a condition that does not hold write nothing and give the rows in the way',
    async () => {
      const one = await Account.create({ owner: owner(), balance: 1 });
      const two = await Account.create({ owner: owner(), balance: 2 });
      const fresh = Account.build({ owner: owner(), balance: 3 });
      const outcome = await engine.engine.batch(async () => {
        await fresh.insert();
        expect(await one.update({ balance: 5 }, { ifConditions: { balance: 99 } })).toBeNull();
        expect(await two.update({ balance: 6 }, { ifConditions: { balance: 98 } })).toBeNull();
      });
      expect(outcome.applied).toBe(false);
      expect(outcome.existing).toEqual([
        expect.objectContaining({ owner: one.owner, balance: 1 }),
        expect.objectContaining({ owner: two.owner, balance: 2 }),
      ]);
      expect(await Account.exists({ owner: fresh.owner })).toBe(false);
      expect([fresh.isNew, one.balance]).toEqual([true, 1]);
    },
  );

  itNeeds('savepoint', 'in a transaction that goes on are whole or not at all', async () => {
    const one = await Account.create({ owner: owner(), balance: 1 });
    const lost = owner();
    await engine.engine.transaction(async () => {
      const running = engine.engine.batch(async () => {
        await Account.create({ owner: lost, balance: 1 });
        await Account.create({ owner: one.owner, balance: 1 });
      });
      await expectError(running, DuplicateKeyError);
      await engine.engine.batch(() => one.update({ balance: 2 }));
    });
    expect((await Account.get(one.owner)).balance).toBe(2);
    expect(await Account.exists({ owner: lost })).toBe(false);
  });

  itNeeds('savepoint', 'in a transaction that fails are taken back with it, documents included', async () => {
    const one = await Account.create({ owner: owner(), balance: 1 });
    const running = engine.engine.transaction(async () => {
      await engine.engine.batch(() => one.update({ balance: 2 }));
      expect(one.balance).toBe(2);
      throw new Error('no');
    });
    await expect(running).rejects.toThrow('no');
    expect([one.balance, (await Account.get(one.owner)).balance]).toEqual([1, 1]);
  });

  test('take nothing after their end', async () => {
    const one = await Account.create({ owner: owner(), balance: 1 });
    let late: Promise<unknown> = Promise.resolve();
    await engine.engine.batch((batch) => {
      late = new Promise((resolve) => setTimeout(resolve, 20)).then(() => one.update({ balance: 2 }, { batch }));
      late.catch(() => undefined);
    });
    await expectError(late, SessionStateError);
    expect((await Account.get(one.owner)).balance).toBe(1);
  });

  itRefuses('write.timestamp', 'have no write time of their own', async () => {
    await expectError(
      engine.engine.batch(() => undefined, { timestamp: 1n }),
      UnsupportedCapabilityError,
      { capability: 'write.timestamp' },
    );
  });
});
