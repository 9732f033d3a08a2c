import { SessionStateError } from '../../lib';
import { Account } from '../../models-example';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';

let next = 0;

async function account(): Promise<Account> {
  next += 1;
  return Account.create({ owner: `session ${next}`, balance: 100 });
}

describeEachEngine('sessions', (engine) => {
  engine.useModels(Account);

  test('have bound operations', async () => {
    await using session = await engine.engine.session().start();
    const made = await session.insert(Account.build({ owner: 'bound 1', balance: 1 }));
    const others = ['bound 2', 'bound 3'].map((owner) => Account.build({ owner, balance: 2 }));
    expect(await session.saveAll(others)).toEqual(others);
    expect((await session.get(Account, 'bound 1')).balance).toBe(1);
    expect((await session.findOne(Account, { owner: 'bound 2' }))?.owner).toBe('bound 2');
    expect(await session.findOne(Account, { owner: 'nobody' })).toBeNull();
    expect(await session.find(Account, { owner: { $in: ['bound 1', 'bound 3'] } })).toHaveLength(2);
    expect(await session.count(Account, { owner: 'bound 1' })).toBe(1);
    expect(await session.delete(made)).toBe(made);
    made.balance = 9;
    expect(await session.save(made)).toBe(made);
    expect(await session.remove(Account, { owner: { $in: ['bound 1', 'bound 2', 'bound 3'] } })).toBe(3);
  });

  test('are ambient inside `run` and inside `engine.session(fn)`, which ends them', async () => {
    const one = await account();
    const kept = await engine.engine.session(async (session) => {
      expect(session.isStarted).toBe(true);
      expect((await Account.get(one.owner)).balance).toBe(100);
      return session;
    });
    expect(kept.isStarted).toBe(false);
    const failing = engine.engine.session(() => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await using session = await engine.engine.session({ timeoutMs: 5_000 }).start();
    expect(await session.run(() => Account.count({ owner: one.owner }))).toBe(1);
  });

  itNeeds('transaction', 'are reused by their transactions, and stay open', async () => {
    const one = await account();
    await using session = await engine.engine.session().start();
    await session.transaction(async (tx) => {
      await one.update({ balance: 1 });
      await tx.save(Account.build({ owner: 'on a session', balance: 1 }));
    });
    const tx = await session.transaction().start();
    await one.update({ balance: 2 }, { session });
    await tx.abort();
    expect(one.balance).toBe(1);
    expect(session.isStarted).toBe(true);
    expect((await session.get(Account, one.owner)).balance).toBe(1);
  });

  itNeeds('transaction', 'that are ambient are what a transaction joins', async () => {
    const one = await account();
    await engine.engine.session(async (session) => {
      await engine.engine.transaction(() => one.update({ balance: 3 }));
      expect(session.isStarted).toBe(true);
      expect((await session.get(Account, one.owner)).balance).toBe(3);
    });
  });

  test('refuse what their state does not allow', async () => {
    const session = engine.engine.session();
    expect(() => session.getDriverSession()).toThrow(SessionStateError);
    await expectError(session.end(), SessionStateError);
    await expectError(session.count(Account), SessionStateError);
    await expectError(
      session.run(() => 1),
      SessionStateError,
    );
    await expectError(Account.count({}, { session }), SessionStateError);
    await session.start();
    await expectError(session.start(), SessionStateError);
    expect(typeof session.getDriverSession()).toBe('object');
    await session.end();
    await expectError(session.end(), SessionStateError);
    await expectError(session.start(), SessionStateError);
    await expectError(session.count(Account), SessionStateError);
  });

  itNeeds('transaction', 'begin transactions only when they are started', async () => {
    await expectError(
      engine.engine.session().transaction(() => 1),
      SessionStateError,
    );
    await expectError(engine.engine.session().transaction().start(), SessionStateError);
  });

  test('of one engine are of no use to another', async () => {
    const other = await engine.connect();
    await using session = await other.session().start();
    await expectError(Account.count({}, { session }), SessionStateError);
  });
});
