import assert from 'node:assert/strict';
import type { Capability } from '../../../capability/capability';
import { ReadOnlyError, SessionStateError } from '../../../errors/usage-errors';
import type { ContractSuite } from './contract-suite';
import { ContractItem } from './models/contract-item';
import { rejection } from './rejection';

const TRANSACTION: readonly Capability[] = ['transaction'];

/** Transactions: outcome, nesting, repetition, misuse. */
export function checkTransactions(suite: ContractSuite): void {
  suite.describe('transactions', () => {
    outcomes(suite);
    afterwards(suite);
    nesting(suite);
    propagation(suite);
    conflicts(suite);
    handles(suite);
  });
}

async function labelOf({ id }: ContractItem): Promise<unknown> {
  return (await ContractItem.get(id)).label;
}

function outcomes(suite: ContractSuite): void {
  suite.it(
    'commit when the callback returns, ambient and explicit',
    async () => {
      const [one, two] = [await suite.item(), await suite.item()];
      const answer = await suite.engine.transaction(async (tx) => {
        await one.update({ label: 'b' });
        const other = await tx.get(ContractItem, two.id);
        other.label = 'c';
        await tx.save(other);
        return 'done';
      });
      assert.deepEqual([answer, await labelOf(one), await labelOf(two)], ['done', 'b', 'c']);
    },
    TRANSACTION,
  );

  suite.it(
    'roll back when the callback throws, documents in memory included',
    async () => {
      const item = await suite.item();
      const fresh = ContractItem.build({ id: suite.unique(), batch: 'x' });
      const failure = new Error('no');
      const failing = suite.engine.transaction(async () => {
        await item.update({ label: 'b' });
        await fresh.insert();
        throw failure;
      });
      assert.equal(await rejection(() => failing, Error), failure);
      assert.deepEqual([item.label, await labelOf(item), fresh.isNew], ['a', 'a', true]);
      assert.equal(await ContractItem.exists({ id: fresh.id }), false);
    },
    TRANSACTION,
  );
}

function afterwards(suite: ContractSuite): void {
  suite.it(
    'call back after the outcome',
    async () => {
      const told: string[] = [];
      await suite.engine.transaction((tx) => {
        tx.afterCommit(() => told.push('committed'));
        tx.afterRollback(() => told.push('never'));
      });
      const failing = suite.engine.transaction((tx) => {
        tx.afterRollback(() => told.push('rolled back'));
        throw new Error('no');
      });
      await rejection(() => failing, Error);
      assert.deepEqual(told, ['committed', 'rolled back']);
    },
    TRANSACTION,
  );

  suite.it('refuse writes when they are read-only', async () => {
    const item = await suite.item();
    const writing = suite.engine.transaction(() => item.update({ label: 'b' }), { readOnly: true });
    await rejection(() => writing, ReadOnlyError);
    assert.equal(await labelOf(item), 'a');
  }, ['transaction.readOnly']);
}

function nesting(suite: ContractSuite): void {
  suite.it(
    'that join cannot fail alone',
    async () => {
      const item = await suite.item();
      const running = suite.engine.transaction(async () => {
        await item.update({ label: 'b' });
        const inner = suite.engine.transaction(() => Promise.reject(new Error('inner')));
        await rejection(() => inner, Error);
      });
      const error = await rejection(() => running, SessionStateError);
      assert.ok(error.cause instanceof Error);
      assert.equal(await labelOf(item), 'a');
    },
    TRANSACTION,
  );
}

function propagation(suite: ContractSuite): void {
  suite.it('with a savepoint can', async () => {
    const [item, other] = [await suite.item(), await suite.item()];
    await suite.engine.transaction(async () => {
      await item.update({ label: 'b' });
      const inner = suite.engine.transaction(
        async () => {
          await other.update({ label: 'lost' });
          throw new Error('inner');
        },
        { propagation: 'savepoint' },
      );
      await rejection(() => inner, Error);
    });
    assert.deepEqual([await labelOf(item), await labelOf(other), other.label], ['b', 'a', 'a']);
  }, ['savepoint']);

  suite.it(
    'never happen where `never` says so',
    async () => {
      const running = suite.engine.transaction(() =>
        suite.engine.transaction(() => undefined, { propagation: 'never' }),
      );
      await rejection(() => running, SessionStateError);
    },
    TRANSACTION,
  );
}

function conflicts(suite: ContractSuite): void {
  suite.it('never lose an update of a read-modify-write', async () => {
    const item = await suite.item({ rank: 0 });
    const add = (): Promise<void> =>
      suite.engine.transaction(
        async () => {
          const current = await ContractItem.get(item.id);
          current.rank = (current.rank ?? 0) + 1;
          await current.save();
        },
        { maxAttempts: 50 },
      );
    await Promise.all(Array.from({ length: 5 }, add));
    assert.equal((await ContractItem.get(item.id)).rank, 5);
  }, ['transaction', 'isolation.snapshot']);

  suite.it(
    'queue what Promise.all starts inside them',
    async () => {
      const items = [await suite.item(), await suite.item(), await suite.item()];
      await suite.engine.transaction(() => Promise.all(items.map((item) => item.update({ label: 'b' }))));
      assert.deepEqual(await Promise.all(items.map(labelOf)), ['b', 'b', 'b']);
    },
    TRANSACTION,
  );
}

function handles(suite: ContractSuite): void {
  suite.it(
    'by handle are committed or rolled back by hand, and are not ambient',
    async () => {
      const item = await suite.item();
      const tx = await suite.engine.transaction().start();
      await item.update({ label: 'b' }, { session: tx });
      await tx.commit();
      assert.equal(await labelOf(item), 'b');
      const second = await suite.engine.transaction().start();
      await item.update({ label: 'c' }, { session: second });
      await second.abort();
      assert.deepEqual([item.label, await labelOf(item)], ['b', 'b']);
    },
    TRANSACTION,
  );

  suite.it(
    'refuse what their state does not allow',
    async () => {
      const tx = suite.engine.transaction();
      await rejection(() => tx.commit(), SessionStateError);
      await rejection(() => tx.getDriverSession(), SessionStateError);
      await tx.start();
      await rejection(() => tx.start(), SessionStateError);
      await tx.commit();
      await rejection(() => tx.abort(), SessionStateError);
      await rejection(() => tx.findOne(ContractItem), SessionStateError);
    },
    TRANSACTION,
  );
}
