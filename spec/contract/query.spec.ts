import { InvalidQueryError, type Query } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Sample } from '../support/filters/sample';
import { statementsOf } from '../support/statements-of';

async function ids(query: Query<Sample, unknown>): Promise<number[]> {
  return (await query.values('id')).map(([id]) => id);
}

describeEachEngine('queries', (engine) => {
  engine.useModels(Sample);

  beforeEach(async () => {
    await Sample.truncate();
    await Sample.insertMany([1, 2, 3, 4, 5].map((id) => ({ id, age: id * 10, name: `n${id}` })));
  });

  const sentBy = (work: () => unknown): Promise<readonly string[]> => statementsOf(engine.engine, work);

  itNeeds('query.anyField', 'every step gives a new query and leaves the old one as it is', async () => {
    const base = Sample.find({ age: { $gte: 20 } });
    const steps: readonly Query<Sample, unknown>[] = [
      base.where({ age: { $lte: 30 } }),
      base.orderBy('-id'),
      base.limit(1),
      base.skip(1),
      base.select('name'),
      base.defer('tags'),
      base.lean(),
      base.withDeleted(),
      base.timeout(60_000),
      base.fetchSize(2),
      base.comment('c'),
      base.signal(new AbortController().signal),
      base.forUpdate(),
    ];
    expect(new Set([base, ...steps]).size).toBe(steps.length + 1);
    expect(await ids(base)).toEqual([2, 3, 4, 5]);
    expect(await ids(base.limit(1))).toEqual([2]);
    expect(await base.count()).toBe(4);
    expect(Object.isFrozen(await base.values('id'))).toBe(false);
    expect((await base)[0]).toBeInstanceOf(Sample);
  });

  itNeeds('query.anyField', 'where ANDs, and later limits win', async () => {
    const query = Sample.find({ age: { $gte: 20 } })
      .where({ age: { $lte: 40 } })
      .where([{ name: { $ne: 'n3' } }]);
    expect(await ids(query)).toEqual([2, 4]);
    expect(await ids(query.limit(1).limit(2))).toEqual([2, 4]);
    expect(await ids(Sample.find().where({}).where(Sample.fields().id.gt(4)))).toEqual([5]);
  });

  test('nothing is sent until it is awaited, and each await is a fresh execution', async () => {
    const query = Sample.find();
    expect(await sentBy(() => void Sample.find().orderBy('id').limit(2).lean())).toEqual([]);
    expect(await sentBy(async () => [await query, await query, await query.all()])).toHaveLength(3);
    expect(await query).toHaveLength(5);
    await Sample.create({ id: 6 });
    expect(await query).toHaveLength(6);
    const [first, second] = [await query, await query];
    expect(first).not.toBe(second);
    expect(first[0]).not.toBe(second[0]);
    const streams = [];
    for (let round = 0; round < 2; round += 1) {
      let count = 0;
      for await (const _ of query) count += 1;
      streams.push(count);
    }
    expect(streams).toEqual([6, 6]);
  });

  test('a query is like a promise, failures included', async () => {
    expect(await Promise.all([Sample.find(), Sample.find().limit(1)])).toHaveLength(2);
    expect(await Sample.find().then((rows) => rows.length)).toBe(5);
    const reason = new Error('stop');
    const signal = AbortSignal.abort(reason);
    await expect(Sample.find().signal(signal)).rejects.toBe(reason);
    expect(
      await Sample.find()
        .signal(signal)
        .then(null, (error: unknown) => error),
    ).toBe(reason);
  });

  itNeeds('page.offset', 'limit and skip', async () => {
    expect(await ids(Sample.find().limit(2))).toEqual([1, 2]);
    expect(await ids(Sample.find().skip(3))).toEqual([4, 5]);
    expect(await ids(Sample.find().skip(1).limit(2))).toEqual([2, 3]);
    expect(await ids(Sample.find().skip(9))).toEqual([]);
    expect(await ids(Sample.find().limit(null).limit(undefined).skip(null).skip(undefined))).toEqual([1, 2, 3, 4, 5]);
    expect(await ids(Sample.find().limit(Number.MAX_SAFE_INTEGER).skip(0))).toHaveLength(5);
    expect((await Sample.find({ id: 2 }).skip(1)).length).toBe(0);
  });

  test('negative and fractional numbers are refused by the step itself', async () => {
    const numbers: readonly unknown[] = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '1', 2n, true, 2 ** 53];
    const sent = await sentBy(async () => {
      for (const number of numbers) {
        const value = number as number;
        await expectError(() => Sample.find().limit(value), InvalidQueryError);
        await expectError(() => Sample.find().skip(value), InvalidQueryError);
        await expectError(() => Sample.find().perPartitionLimit(value), InvalidQueryError);
        await expectError(() => Sample.find().timeout(value), InvalidQueryError);
        await expectError(() => Sample.find().fetchSize(value), InvalidQueryError);
        await expectError(() => Sample.find().batches(value), InvalidQueryError);
        await expectError(() => Sample.find().page({ page: value }), InvalidQueryError);
        await expectError(() => Sample.find().page({ perPage: value }), InvalidQueryError);
      }
    });
    expect(sent).toEqual([]);
  });

  describe.each([
    ['limit(0)', () => Sample.find().limit(0)],
    ['an empty $in', () => Sample.find({ age: { $in: [] } })],
    ['an empty list on a scalar', () => Sample.find({ age: [] })],
    ['an empty $in beside others', () => Sample.find({ id: 1, age: { $in: [] } })],
    ['an empty $in added later', () => Sample.find({ id: 1 }).where({ id: { $in: [] } })],
    ['an empty $or', () => Sample.find({ $or: [] })],
    ['a comparison with null', () => Sample.find({ age: { $gt: null } })],
  ])('%s', (_name, query) => {
    test('gives nothing, with no I/O', async () => {
      const sent = await sentBy(async () => {
        expect(await query()).toEqual([]);
        expect(await query().first()).toBeNull();
        expect(await query().count()).toBe(0);
        expect(await query().exists()).toBe(false);
        expect(await query().values('id')).toEqual([]);
        expect(await query().distinct('name')).toEqual([]);
        expect(await query().select('name')).toEqual([]);
        for await (const _ of query()) throw new Error('No row was expected.');
        for await (const _ of query().batches(2)) throw new Error('No batch was expected.');
      });
      expect(sent).toEqual([]);
    });
  });

  itNeeds('query.anyField', 'fields() as predicates, mixed with objects', async () => {
    const fields = Sample.fields();
    expect(await ids(Sample.find(fields.age.gte(40)))).toEqual([4, 5]);
    expect(await ids(Sample.find([fields.age.gt(10), fields.age.lt(50), { name: { $ne: 'n3' } }]))).toEqual([2, 4]);
    expect(await ids(Sample.find({ $or: [fields.id.eq(1), { id: 5 }] }))).toEqual([1, 5]);
    expect(await ids(Sample.find({ $not: fields.id.in([1, 2, 3]) }))).toEqual([4, 5]);
    expect(await ids(Sample.find(fields.main.isNull()))).toEqual([1, 2, 3, 4, 5]);
    expect(await ids(Sample.find(fields.main.name.startsWith('x')))).toEqual([]);
    expect(await ids(Sample.find(fields.name.like('n%')).where(fields.age.ne(fields.id)))).toHaveLength(5);
    expect(await Sample.count(fields.id.lte(2))).toBe(2);
    expect(await Sample.exists(fields.name.eq('n9'))).toBe(false);
  });

  itNeeds('query.anyField', 'find, findOne, count and exists take the same filters', async () => {
    expect((await Sample.findOne({ age: { $gt: 20 } }))?.id).toBe(3);
    expect(await Sample.findOne({ age: 21 })).toBeNull();
    expect(await Sample.count({ age: { $gt: 20 } })).toBe(3);
    expect(await Sample.count()).toBe(5);
    expect(await Sample.exists({ age: 20 })).toBe(true);
    expect(await Sample.exists()).toBe(true);
    expect(await Sample.distinct('name', { age: { $lt: 30 } })).toEqual(['n1', 'n2']);
    expect(await sentBy(() => Sample.exists())).toHaveLength(1);
  });
});
