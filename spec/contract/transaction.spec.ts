import { setTimeout as sleep } from 'node:timers/promises';
import { AfterCommitError, DuplicateKeyError, ReadOnlyError, SessionStateError, TimeoutError } from '../../lib';
import { Account } from '../../models-example';
import { describeEachEngine, itNeeds, itRefuses } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Member } from '../support/models/member';
import { statementsOf } from '../support/statements-of';

let next = 0;

async function account(balance = 100): Promise<Account> {
  next += 1;
  return Account.create({ owner: `owner ${next}`, balance });
}

async function balanceOf({ owner }: Account): Promise<number> {
  return (await Account.get(owner)).balance;
}

/** Breaks a rule of the store itself: the statement fails, and with it the transaction around it. */
async function breakStatement(email: string): Promise<void> {
  await Member.create({ id: `first ${email}`, email });
  await Member.create({ id: `second ${email}`, email });
}

describeEachEngine('transactions by callback', (engine) => {
  engine.useModels(Account, Member);

  itNeeds('transaction', 'commit when the callback returns, ambient or explicit', async () => {
    const from = await account();
    const to = await account();
    const answer = await engine.engine.transaction(async (tx) => {
      const ambient = await Account.get(from.owner);
      ambient.balance -= 30;
      await ambient.save();
      const explicit = await tx.get(Account, to.owner);
      explicit.balance += 30;
      await tx.save(explicit);
      expect(await tx.count(Account, { owner: { $in: [from.owner, to.owner] } })).toBe(2);
      return 'moved';
    });
    expect(answer).toBe('moved');
    expect([await balanceOf(from), await balanceOf(to)]).toEqual([70, 130]);
  });

  itNeeds('transaction', 'take everything back when the callback throws, documents included', async () => {
    const loaded = await account();
    const fresh = Account.build({ owner: 'never stored', balance: 1 });
    const doomed = await account();
    const failure = new Error('no');
    const running = engine.engine.transaction(async () => {
      loaded.balance = 1;
      await loaded.save();
      await loaded.update({ balance: 2 });
      await fresh.insert();
      await doomed.delete();
      throw failure;
    });
    await expect(running).rejects.toBe(failure);
    expect([loaded.balance, loaded.rev, loaded.isDirty(), loaded.changes()]).toEqual([
      1,
      1,
      true,
      { balance: { old: 100, new: 1 } },
    ]);
    expect([fresh.isNew, doomed.isNew]).toEqual([true, false]);
    expect(await balanceOf(loaded)).toBe(100);
    expect(await Account.exists({ owner: fresh.owner })).toBe(false);
    expect(await Account.exists({ owner: doomed.owner })).toBe(true);
  });

  itNeeds('transaction', 'never lose an update of a read-modify-write', async () => {
    const shared = await account(0);
    const conflicts: number[] = [];
    const stop = engine.engine.on('retry', (event) => conflicts.push(event.attempt));
    const increment = (): Promise<unknown> =>
      engine.engine.transaction(
        async () => {
          const current = await Account.get(shared.owner);
          await sleep(2);
          current.balance += 1;
          await Account.updateMany({ owner: shared.owner }, { balance: current.balance });
        },
        { maxAttempts: 50 },
      );
    await Promise.all(Array.from({ length: 6 }, increment));
    stop();
    expect(await balanceOf(shared)).toBe(6);
  });

  itNeeds('transaction', 'queue what Promise.all starts', async () => {
    const accounts = await Promise.all([account(), account(), account()]);
    await engine.engine.transaction(() => Promise.all(accounts.map((one) => one.update({ $inc: { balance: 1 } }))));
    expect(await Promise.all(accounts.map(balanceOf))).toEqual([101, 101, 101]);
  });

  itNeeds(
    ['transaction', 'index.unique'],
    'cannot be committed after a statement that failed, even if the error was caught',
    async () => {
      const other = await account();
      const error = await expectError(
        engine.engine.transaction(async () => {
          await other.update({ balance: 1 });
          await expectError(breakStatement('caught'), DuplicateKeyError);
        }),
        SessionStateError,
      );
      expect(error.cause).toBeInstanceOf(DuplicateKeyError);
      expect(await balanceOf(other)).toBe(100);
    },
  );

  itNeeds(['savepoint', 'index.unique'], 'go on after a savepoint that failed', async () => {
    const other = await account();
    await engine.engine.transaction(async () => {
      await other.update({ balance: 1 });
      const inner = engine.engine.transaction(() => breakStatement('savepoint'), { propagation: 'savepoint' });
      await expectError(inner, DuplicateKeyError);
      await other.update({ balance: 2 });
    });
    expect(await balanceOf(other)).toBe(2);
  });

  itNeeds('savepoint', 'keep what a savepoint wrote only if they are committed', async () => {
    const other = await account();
    const running = engine.engine.transaction(async () => {
      await engine.engine.transaction(() => other.update({ balance: 1 }), { propagation: 'savepoint' });
      throw new Error('no');
    });
    await expect(running).rejects.toThrow('no');
    expect(other.balance).toBe(100);
    expect(await balanceOf(other)).toBe(100);
  });

  itNeeds('transaction', 'that join leave the outer one nothing but a rollback when they fail', async () => {
    const other = await account();
    const inner = new Error('inner');
    const running = engine.engine.transaction(async () => {
      await other.update({ balance: 1 });
      await engine.engine
        .transaction(() => {
          throw inner;
        })
        .catch(() => undefined);
    });
    const error = await expectError(running, SessionStateError);
    expect(error.cause).toBe(inner);
    expect(await balanceOf(other)).toBe(100);
  });

  itNeeds('transaction.readOnly', 'refuse writes when they are read-only', async () => {
    const one = await account();
    const statements = await statementsOf(engine.engine, () =>
      expectError(
        engine.engine.transaction(() => one.update({ balance: 1 }), { readOnly: true }),
        ReadOnlyError,
      ),
    );
    expect(statements).toEqual([]);
    expect(one.balance).toBe(100);
  });

  itNeeds('transaction', 'end with the reason of their signal, or when their time is up', async () => {
    const one = await account();
    const reason = new Error('enough');
    const controller = new AbortController();
    const aborted = engine.engine.transaction(
      async () => {
        await one.update({ balance: 1 });
        controller.abort(reason);
        await sleep(5_000, undefined, { ref: false });
      },
      { signal: controller.signal },
    );
    await expect(aborted).rejects.toBe(reason);
    const late = engine.engine.transaction(
      async () => {
        await one.update({ balance: 2 });
        await sleep(5_000, undefined, { ref: false });
      },
      { timeoutMs: 200 },
    );
    await expectError(late, TimeoutError);
    expect([one.balance, await balanceOf(one)]).toEqual([100, 100]);
  });

  itNeeds('transaction', 'call what waits for the outcome in order, and rethrow what it throws', async () => {
    const one = await account();
    const told: string[] = [];
    await engine.engine.transaction(async (tx) => {
      tx.afterCommit(async () => {
        await one.update({ balance: 7 });
        told.push('first');
      });
      tx.afterCommit(() => told.push('second'));
      tx.afterRollback(() => told.push('never'));
    });
    expect(told).toEqual(['first', 'second']);
    expect(await balanceOf(one)).toBe(7);
    const failing = engine.engine.transaction((tx) => {
      tx.afterRollback(() => told.push('rolled back'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(told).toEqual(['first', 'second', 'rolled back']);
    const careless = engine.engine.transaction(async (tx) => {
      await one.update({ balance: 8 });
      tx.afterCommit(() => {
        throw new Error('mail');
      });
    });
    await expectError(careless, AfterCommitError, { committed: true });
    expect(await balanceOf(one)).toBe(8);
  });

  itNeeds('transaction', 'refuse work left running in the background, and do not run it outside', async () => {
    const one = await account();
    let late: Promise<unknown> = Promise.resolve();
    await engine.engine.transaction(() => {
      late = sleep(10).then(() => one.update({ balance: 1 }));
      late.catch(() => undefined);
    });
    await expectError(late, SessionStateError);
    expect(await balanceOf(one)).toBe(100);
  });

  itRefuses('transaction', 'are refused', () => {
    expect(() => engine.engine.transaction()).toThrow('transaction');
  });
});

describeEachEngine('transactions by handle', (engine) => {
  engine.useModels(Account);

  itNeeds('transaction', 'commit what is addressed to them, and are never ambient', async () => {
    const one = await account();
    const tx = await engine.engine.transaction().start();
    expect(tx.isStarted).toBe(true);
    await one.update({ balance: 5 }, { session: tx });
    expect((await tx.find(Account, { owner: one.owner })).map((found) => found.balance)).toEqual([5]);
    const made = await tx.insert(Account.build({ owner: 'by handle', balance: 1 }));
    expect(await tx.remove(Account, { owner: made.owner })).toBe(1);
    await tx.commit();
    expect(tx.isStarted).toBe(false);
    expect(await balanceOf(one)).toBe(5);
  });

  itNeeds('transaction', 'roll back unless committed when they are disposed of', async () => {
    const one = await account();
    {
      await using tx = await engine.engine.transaction().start();
      one.balance = 5;
      await tx.save(one);
    }
    expect([one.balance, one.isDirty(), await balanceOf(one)]).toEqual([5, true, 100]);
    await using unused = engine.engine.transaction();
    expect(unused.isStarted).toBe(false);
  });

  itNeeds('transaction', 'refuse what their state does not allow', async () => {
    const one = await account();
    const tx = engine.engine.transaction();
    expect(() => tx.getDriverSession()).toThrow(SessionStateError);
    await expectError(tx.commit(), SessionStateError);
    await expectError(tx.abort(), SessionStateError);
    await expectError(tx.get(Account, one.owner), SessionStateError);
    await expectError(one.update({ balance: 1 }, { session: tx }), SessionStateError);
    await tx.start();
    await expectError(tx.start(), SessionStateError);
    expect(typeof tx.getDriverSession()).toBe('object');
    await tx.commit();
    await expectError(tx.commit(), SessionStateError);
    await expectError(tx.abort(), SessionStateError);
    await expectError(tx.start(), SessionStateError);
    await expectError(tx.count(Account), SessionStateError);
    await expectError(one.update({ balance: 1 }, { session: tx }), SessionStateError);
    const aborted = await engine.engine.transaction().start();
    await aborted.abort();
    await expectError(aborted.start(), SessionStateError);
    await expectError(aborted.abort(), SessionStateError);
    expect([one.balance, await balanceOf(one)]).toEqual([100, 100]);
  });

  itNeeds('transaction', 'are what a model bound to them uses', async () => {
    const one = await account();
    const tx = await engine.engine.transaction().start();
    const Bound = Account.using(tx);
    const bound = await Bound.get(one.owner);
    expect(bound).toBeInstanceOf(Account);
    bound.balance = 1;
    await bound.save();
    await Bound.create({ owner: 'bound to a transaction', balance: 2 });
    await tx.abort();
    expect(await balanceOf(one)).toBe(100);
    expect(await Account.exists({ owner: 'bound to a transaction' })).toBe(false);
    await expectError(bound.save(), SessionStateError);
  });
});
