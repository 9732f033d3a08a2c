import { InvalidQueryError, SessionStateError } from '../../lib';
import { Account } from '../../models-example';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { statementsOf } from '../support/statements-of';

let next = 0;

function owner(): string {
  next += 1;
  return `nested batch ${next}`;
}

function account(balance = 1): Account {
  return Account.build({ owner: owner(), balance });
}

describeEachEngine('a batch inside a batch', (engine) => {
  engine.useModels(Account);

  const exists = (...accounts: readonly Account[]): Promise<boolean[]> =>
    Promise.all(accounts.map((one) => engine.engine.outside(() => Account.exists({ owner: one.owner }))));

  test('joins it: all is sent at the end of the outer one', async () => {
    const [first, inner, last] = [account(), account(), account()];
    const outcome = await engine.engine.batch(async () => {
      await first.save();
      expect(await engine.engine.batch(() => inner.insert())).toEqual({ applied: true, existing: [] });
      await last.save();
      expect(await exists(first, inner, last)).toEqual([false, false, false]);
    });
    expect(outcome.applied).toBe(true);
    expect(await exists(first, inner, last)).toEqual([true, true, true]);
    expect([first.isNew, inner.isNew, last.isNew]).toEqual([false, false, false]);
  });

  test('is not sent when the outer one throws, and its documents get back their state', async () => {
    const inner = account();
    const statements = await statementsOf(engine.engine, async () => {
      const running = engine.engine.batch(async () => {
        await engine.engine.batch(() => inner.insert());
        throw new Error('no');
      });
      await expect(running).rejects.toThrow('no');
    });
    expect(statements).toEqual([]);
    expect(inner.isNew).toBe(true);
  });

  test('that throws takes its own writes back, and no others', async () => {
    const stored = await account(1).save();
    const [before, inside, after] = [account(), account(), account()];
    await engine.engine.batch(async () => {
      await before.save();
      stored.balance = 2;
      const running = engine.engine.batch(async () => {
        await inside.save();
        await stored.save();
        stored.balance = 3;
        throw new Error('inner');
      });
      await expect(running).rejects.toThrow('inner');
      expect(stored.balance).toBe(2);
      await after.save();
    });
    expect(await exists(before, inside, after)).toEqual([true, false, true]);
    expect([inside.isNew, stored.isDirty(), (await Account.get(stored.owner)).balance]).toEqual([true, true, 1]);
  });

  itNeeds('write.ifConditions', 'has its conditions answered by the outer one', async () => {
    const stored = await account(1).save();
    const other = account();
    const outcome = await engine.engine.batch(async () => {
      await other.save();
      await engine.engine.batch(() => stored.update({ balance: 5 }, { ifConditions: { balance: 99 } }));
    });
    expect(outcome).toMatchObject({ applied: false, existing: [{ owner: stored.owner, balance: 1 }] });
    expect(await exists(other)).toEqual([false]);
    expect([other.isNew, stored.balance]).toEqual([true, 1]);
  });

  test('takes nothing after its end, though the outer one goes on', async () => {
    const late = account();
    await engine.engine.batch(async () => {
      const inner = await new Promise<Parameters<Parameters<typeof engine.engine.batch>[0]>[0]>((resolve) => {
        engine.engine.batch(resolve).catch(resolve);
      });
      await new Promise((resolve) => setImmediate(resolve));
      await expectError(late.save({ batch: inner }), SessionStateError);
    });
    expect(await exists(late)).toEqual([false]);
  });

  test('has no type of its own', async () => {
    const statements = await statementsOf(engine.engine, async () => {
      await engine.engine.batch(async () => {
        await expectError(
          engine.engine.batch(() => account().save(), { type: 'unlogged' }),
          InvalidQueryError,
          { path: 'type' },
        );
      });
    });
    expect(statements).toEqual([]);
  });

  test('outside of it is one of its own', async () => {
    const inner = account();
    await expect(
      engine.engine.batch(async () => {
        await engine.engine.outside(() => engine.engine.batch(() => inner.save()));
        expect(await exists(inner)).toEqual([true]);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect([inner.isNew, await Account.exists({ owner: inner.owner })]).toEqual([false, true]);
  });
});
