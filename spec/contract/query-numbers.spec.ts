import { Decimal, DocumentNotFoundError, InvalidQueryError, MultipleDocumentsFoundError } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Part, Sample } from '../support/filters/sample';
import { EveryType } from '../support/models/every-type';
import { statementsOf } from '../support/statements-of';

const MAX = 2n ** 63n - 1n;

describeEachEngine('numbers of queries', (engine) => {
  engine.useModels(Sample, EveryType);

  beforeEach(async () => {
    await Sample.truncate();
    await Sample.insertMany([
      { id: 1, age: 10, name: 'b', at: new Date(5), active: true, main: { n: 1 }, tags: ['x'], prefs: { a: 7 } },
      { id: 2, age: 20, name: 'a', at: new Date(-5), active: false, main: { n: 2 }, tags: ['x'], prefs: { a: 9 } },
      { id: 3, age: 20, name: null, main: null, tags: ['y'] },
      { id: 4 },
    ]);
  });

  itNeeds('query.anyField', 'count and exists respect limit and skip', async () => {
    expect(await Sample.find().count()).toBe(4);
    expect(await Sample.find({ age: 20 }).count()).toBe(2);
    expect(await Sample.find().limit(3).count()).toBe(3);
    expect(await Sample.find().limit(9).count()).toBe(4);
    expect(await Sample.find().skip(1).count()).toBe(3);
    expect(await Sample.find().skip(1).limit(2).count()).toBe(2);
    expect(await Sample.find().skip(3).limit(2).count()).toBe(1);
    expect(await Sample.find().skip(9).count()).toBe(0);
    expect(await Sample.find().orderBy('-age').count()).toBe(4);
    expect(await Sample.find().select('name').count()).toBe(4);
    expect(await Sample.find().exists()).toBe(true);
    expect(await Sample.find().skip(3).exists()).toBe(true);
    expect(await Sample.find().skip(4).exists()).toBe(false);
    expect(await Sample.find({ id: 1 }).exists()).toBe(true);
    expect(await Sample.find({ id: 9 }).exists()).toBe(false);
    expect(await Sample.find({ id: 1 }).count()).toBe(1);
  });

  test('first and one', async () => {
    expect((await Sample.find().first())?.id).toBe(1);
    expect((await Sample.find().orderBy('-id').first())?.id).toBe(4);
    expect(await Sample.find({ id: 9 }).first()).toBeNull();
    expect((await Sample.find({ id: 2 }).one()).name).toBe('a');
    expect(await Sample.find({ id: 2 }).select('name').one()).toEqual({ name: 'a' });
    expect((await Sample.find().limit(1).one()).id).toBe(1);
    await expectError(Sample.find({ id: 9 }).one(), DocumentNotFoundError, { model: 'Sample' });
    await expectError(Sample.find({ id: { $in: [] } }).one(), DocumentNotFoundError);
    await expectError(Sample.find().one(), MultipleDocumentsFoundError, { model: 'Sample' });
  });

  itNeeds('aggregate', 'sum, avg, min and max of every kind of number, exact where the type is', async () => {
    await EveryType.truncate();
    await EveryType.insertMany([
      {
        id: 1,
        tinyint: 127,
        smallint: 32_767,
        int: 2 ** 31 - 1,
        bigint: MAX,
        varint: 10n ** 30n,
        float: 0.5,
        double: 0.1,
        decimal: '0.1',
      },
      {
        id: 2,
        tinyint: 127,
        smallint: 32_767,
        int: 2 ** 31 - 1,
        bigint: MAX,
        varint: 1n,
        float: 1.5,
        double: 0.2,
        decimal: '0.3',
      },
      { id: 3 },
    ]);
    const query = EveryType.find();
    expect(await query.sum('tinyint')).toBe(254);
    expect(await query.sum('smallint')).toBe(65_534);
    expect(await query.sum('int')).toBe(2 ** 32 - 2);
    expect(await query.sum('bigint')).toBe(2n * MAX);
    expect(await query.sum('varint')).toBe(10n ** 30n + 1n);
    expect(await query.sum('float')).toBe(2);
    expect(await query.sum('double')).toBeCloseTo(0.3, 12);
    expect(await query.sum('decimal')).toEqual(new Decimal('0.4'));
    expect(await query.avg('tinyint')).toBe(127);
    expect(await query.avg('int')).toBe(2 ** 31 - 1);
    expect(await query.avg('double')).toBeCloseTo(0.15, 12);
    expect(await query.avg('float')).toBe(1);
    expect(String(await query.avg('bigint'))).toBe(MAX.toString());
    expect(String(await query.avg('decimal'))).toBe('0.2');
    expect([await query.min('bigint'), await query.max('varint')]).toEqual([MAX, 10n ** 30n]);
    expect([await query.min('decimal'), await query.max('double')]).toEqual([new Decimal('0.1'), 0.2]);
  });

  itNeeds('aggregate', 'over nothing: 0 of the type for sums, null for the others', async () => {
    await EveryType.truncate();
    await EveryType.create({ id: 1 });
    const queries = [EveryType.find(), EveryType.find({ id: 9 }), EveryType.find({ id: { $in: [] } })];
    for (const query of queries) {
      expect(await query.sum('int')).toBe(0);
      expect(await query.sum('double')).toBe(0);
      expect(await query.sum('bigint')).toBe(0n);
      expect(await query.sum('varint')).toBe(0n);
      expect(await query.sum('decimal')).toEqual(new Decimal(0));
      for (const field of ['int', 'double', 'bigint', 'decimal'] as const) {
        expect(await query.avg(field)).toBeNull();
        expect(await query.min(field)).toBeNull();
        expect(await query.max(field)).toBeNull();
      }
    }
    const sent = await statementsOf(engine.engine, () => EveryType.find({ id: { $in: [] } }).sum('int'));
    expect(sent).toEqual([]);
  });

  itNeeds('aggregate', 'of text, dates, booleans nested and in maps', async () => {
    const query = Sample.find();
    expect([await query.min('name'), await query.max('name')]).toEqual(['a', 'b']);
    expect([await query.min('at'), await query.max('at')]).toEqual([new Date(-5), new Date(5)]);
    expect([await query.sum('main.n'), await query.avg('main.n'), await query.max('main.n')]).toEqual([3, 1.5, 2]);
    expect([await query.sum('prefs.a'), await query.min('prefs.a')]).toEqual([16, 7]);
    expect(await Sample.find({ age: 20 }).sum('age')).toBe(40);
    expect(await query.orderBy('-id').max('age')).toBe(20);
  });

  test('what does not go with the type, or with limit and skip, is refused with no I/O', async () => {
    const sent = await statementsOf(engine.engine, async () => {
      await expectError(Sample.find().sum('name' as never), InvalidQueryError, { path: 'name' });
      await expectError(Sample.find().avg('at' as never), InvalidQueryError, { path: 'at' });
      await expectError(Sample.find().min('tags'), InvalidQueryError, { path: 'tags' });
      await expectError(Sample.find().max('unknown' as never), InvalidQueryError, { path: 'unknown' });
      await expectError(Sample.find().sum(undefined as never), InvalidQueryError);
      await expectError(Sample.find().limit(1).sum('age'), InvalidQueryError);
      await expectError(Sample.find().skip(1).max('age'), InvalidQueryError);
      await expectError(Sample.find().distinct('unknown' as never), InvalidQueryError);
    });
    expect(sent).toEqual([]);
  });

  itNeeds('query.anyField', 'distinct gives each value once, smallest first, null among them', async () => {
    expect(await Sample.find().distinct('age')).toEqual([null, 10, 20]);
    expect(await Sample.find().orderBy('-age').distinct('age')).toEqual([20, 10, null]);
    expect(await Sample.find().orderBy('name').distinct('age')).toEqual([null, 10, 20]);
    expect(await Sample.find({ age: { $ne: null } }).distinct('age')).toEqual([10, 20]);
    expect(await Sample.find().distinct('main.n')).toEqual([null, 1, 2]);
    expect(await Sample.find().distinct('at')).toEqual([null, new Date(-5), new Date(5)]);
    expect(await Sample.find().distinct('active')).toEqual([null, false, true]);
    expect(new Set(await Sample.find().distinct('tags'))).toEqual(new Set([null, ['x'], ['y']]));
    expect(await Sample.find().limit(2).distinct('age')).toEqual([null, 10]);
    expect(await Sample.find().skip(1).distinct('age')).toEqual([10, 20]);
    const [main] = await Sample.find({ id: 1 }).distinct('main');
    expect(main).toBeInstanceOf(Part);
    await Sample.truncate();
    expect(await Sample.distinct('age')).toEqual([]);
  });
});
