import { Account } from '../../models-example';
import { describeEachEngine, itNeeds } from '../support/engines';
import { statementsOf } from '../support/statements-of';

let next = 0;

function owner(): string {
  next += 1;
  return `batch refresh ${next}`;
}

describeEachEngine('save({ refresh: true }) in a batch', (engine) => {
  engine.useModels(Account);

  test('takes over what is stored once the batch has come to pass', async () => {
    const fresh = Account.build({ owner: owner(), balance: 1 });
    const changed = await Account.create({ owner: owner(), balance: 1 });
    await engine.engine.batch(async () => {
      await fresh.save({ refresh: true });
      changed.balance = 2;
      await changed.save({ refresh: true });
      // Later writes of the batch are seen as well.
      await Account.updateMany({ owner: { $in: [fresh.owner, changed.owner] } }, { balance: 7 });
    });
    expect([fresh.balance, fresh.isDirty(), changed.balance, changed.isDirty()]).toEqual([7, false, 7, false]);
    expect(fresh).toEqual(await Account.get(fresh.owner));
    expect(changed).toEqual(await Account.get(changed.owner));
  });

  test('reads the row though there was nothing to write', async () => {
    const one = await Account.create({ owner: owner(), balance: 1 });
    await engine.engine.batch(async () => {
      await one.save({ refresh: true });
      await Account.updateMany({ owner: one.owner }, { balance: 9 });
    });
    expect(one.balance).toBe(9);
  });

  test('reads nothing when the batch throws', async () => {
    const one = await Account.create({ owner: owner(), balance: 1 });
    const statements = await statementsOf(engine.engine, async () => {
      const running = engine.engine.batch(async () => {
        one.balance = 2;
        await one.save({ refresh: true });
        throw new Error('no');
      });
      await expect(running).rejects.toThrow('no');
    });
    expect(statements).toEqual([]);
    expect([one.balance, one.isDirty()]).toEqual([2, true]);
  });

  itNeeds('savepoint', 'reads in the transaction that the batch was addressed to', async () => {
    const one = await Account.create({ owner: owner(), balance: 1 });
    const tx = await engine.engine.transaction().start();
    one.balance = 5;
    await engine.engine.batch(() => one.save({ refresh: true }), { session: tx });
    expect([one.balance, one.rev]).toEqual([5, 2]);
    await tx.abort();
    expect([one.rev, (await Account.get(one.owner)).balance]).toEqual([1, 1]);
  });
});
