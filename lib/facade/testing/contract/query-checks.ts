import assert from 'node:assert/strict';
import type { Capability } from '../../../capability/capability';
import { InvalidQueryError } from '../../../errors/usage-errors';
import { queryCount } from '../query-count';
import type { ContractSuite } from './contract-suite';
import { ContractItem } from './models/contract-item';
import { rejection } from './rejection';

const ANY_FIELD: readonly Capability[] = ['query.anyField'];

/** Ordering, limits, and the forms of results. */
export function checkQueries(suite: ContractSuite): void {
  suite.describe('queries', () => {
    orders(suite);
    limits(suite);
    results(suite);
    computations(suite);
    streams(suite);
  });
  suite.describe('set-based writes', () => setWrites(suite));
}

async function ranksOf(query: PromiseLike<readonly ContractItem[]>): Promise<unknown[]> {
  return (await query).map((item) => item.rank);
}

function orders(suite: ContractSuite): void {
  suite.it(
    'sort null as the smallest, unless told otherwise',
    async () => {
      const all = ContractItem.find({ batch: await suite.ranked([2, null, -1, 3]) });
      assert.deepEqual(await ranksOf(all.orderBy('rank')), [null, -1, 2, 3]);
      assert.deepEqual(await ranksOf(all.orderBy('-rank')), [3, 2, -1, null]);
      assert.deepEqual(await ranksOf(all.orderBy({ rank: { dir: 'asc', nulls: 'last' } })), [-1, 2, 3, null]);
      assert.deepEqual(await ranksOf(all.orderBy({ rank: { dir: 'desc', nulls: 'first' } })), [null, 3, 2, -1]);
    },
    ANY_FIELD,
  );

  suite.it(
    'break ties by key, and sort text by code point',
    async () => {
      const batch = await suite.ranked([5, 5, 5]);
      const tied = await ContractItem.find({ batch }).orderBy('rank');
      assert.deepEqual(
        tied.map((item) => item.id),
        [0, 1, 2].map((index) => `${batch}-${index}`),
      );
      const labels = ['b', 'a', 'B', 'ä', 'Z'];
      const texts = suite.unique();
      for (const label of labels) await ContractItem.create({ id: `${texts}${label}`, batch: texts, label });
      const sorted = await ContractItem.find({ batch: texts }).orderBy('label');
      assert.deepEqual(
        sorted.map((item) => item.label),
        ['B', 'Z', 'a', 'b', 'ä'],
      );
    },
    ANY_FIELD,
  );
}

function limits(suite: ContractSuite): void {
  suite.it(
    'take no more than their limit, and a limit of 0 sends nothing',
    async () => {
      const all = ContractItem.find({ batch: await suite.ranked([1, 2, 3]) }).orderBy('rank');
      assert.deepEqual(await ranksOf(all.limit(2)), [1, 2]);
      assert.equal((await all.first())?.rank, 1);
      assert.equal(await queryCount(suite.engine, () => all.limit(0).all()), 0);
      await rejection(() => all.limit(-1), InvalidQueryError);
      await rejection(() => all.limit(1.5), InvalidQueryError);
    },
    ANY_FIELD,
  );

  suite.it('skip rows, and give numbered pages', async () => {
    const all = ContractItem.find({ batch: await suite.ranked([1, 2, 3, 4, 5]) }).orderBy('rank');
    assert.deepEqual(await ranksOf(all.skip(1).limit(2)), [2, 3]);
    const page = await all.page({ page: 2, perPage: 2 });
    assert.deepEqual([page.items.map((item) => item.rank), page.total, page.pages, page.hasNext], [[3, 4], 5, 3, true]);
  }, [...ANY_FIELD, 'page.offset']);
}

function results(suite: ContractSuite): void {
  suite.it(
    'count, look for one, and give the different values',
    async () => {
      const batch = await suite.ranked([1, 1, 2, null]);
      assert.equal(await ContractItem.count({ batch }), 4);
      assert.equal(await ContractItem.exists({ batch, rank: 2 }), true);
      assert.equal(await ContractItem.exists({ batch, rank: 9 }), false);
      const different = await ContractItem.distinct('rank', { batch });
      assert.deepEqual(different, [null, 1, 2]);
    },
    ANY_FIELD,
  );

  suite.it(
    'read parts, plain objects and tuples',
    async () => {
      const batch = await suite.ranked([1, 2]);
      const all = ContractItem.find({ batch }).orderBy('rank');
      assert.deepEqual(
        (await all.select('rank', 'batch')).map((row) => ({ ...row })),
        [1, 2].map((rank) => ({ rank, batch })),
      );
      assert.deepEqual(await all.values('rank', 'batch'), [
        [1, batch],
        [2, batch],
      ]);
      const [lean] = await all.lean();
      assert.equal(Object.getPrototypeOf(lean), Object.prototype);
    },
    ANY_FIELD,
  );
}

function computations(suite: ContractSuite): void {
  suite.it('compute sums and extremes; nothing sums to 0', async () => {
    const batch = await suite.ranked([4, null, 2]);
    const all = ContractItem.find({ batch });
    assert.equal(Number(await all.sum('rank')), 6);
    assert.equal(Number(await all.avg('rank')), 3);
    assert.deepEqual([await all.min('rank'), await all.max('rank')], [2, 4]);
    const none = ContractItem.find({ batch: 'nothing' });
    assert.deepEqual([Number(await none.sum('rank')), await none.max('rank')], [0, null]);
  }, [...ANY_FIELD, 'aggregate']);

  suite.it('are run anew by each await', async () => {
    const item = await suite.item();
    const query = ContractItem.find({ id: item.id });
    assert.equal((await query).length, 1);
    await item.delete();
    assert.equal((await query).length, 0);
  });
}

function streams(suite: ContractSuite): void {
  suite.it('stream every row once, also when the loop is left early', async () => {
    const batch = suite.unique();
    const rows = Array.from({ length: 25 }, (_, index) => ({ id: `${batch}-${index}`, batch, rank: index }));
    await ContractItem.insertMany(rows);
    const query = ContractItem.find({ batch }).orderBy('rank').fetchSize(10);
    const ranks: unknown[] = [];
    for await (const item of query) ranks.push(item.rank);
    assert.deepEqual(
      ranks,
      rows.map((row) => row.rank),
    );
    for await (const item of query) if (item.rank === 3) break;
    assert.equal(await ContractItem.count({ batch }), rows.length);
  }, [...ANY_FIELD, 'stream']);
}

function setWrites(suite: ContractSuite): void {
  suite.it(
    'change and remove what matches, and say how many',
    async () => {
      const batch = await suite.ranked([1, 2, 3]);
      assert.equal(await ContractItem.updateMany({ batch, rank: { $gte: 2 } }, { label: 'big' }), 2);
      assert.equal(await ContractItem.count({ batch, label: 'big' }), 2);
      assert.equal(await ContractItem.deleteMany({ batch, label: 'big' }), 2);
      assert.deepEqual(await ranksOf(ContractItem.find({ batch })), [1]);
    },
    ANY_FIELD,
  );

  suite.it('refuse an empty filter before anything is sent', async () => {
    const sent = await queryCount(suite.engine, async () => {
      await rejection(() => ContractItem.updateMany({}, { label: 'x' }), InvalidQueryError);
      await rejection(() => ContractItem.deleteMany({}), InvalidQueryError);
    });
    assert.equal(sent, 0);
  });
}
