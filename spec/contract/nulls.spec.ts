import type { Filter } from '../../lib';
import { InvalidQueryError } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Sample } from '../support/filters/sample';
import { statementsOf } from '../support/statements-of';

/** Row 1 has values, row 2 nulls, in row 3 the fields were never set, row 4 has empty collections and other values. */
const ROWS = [
  {
    id: 1,
    name: 'b',
    nick: 'b',
    age: 5,
    bound: 5,
    tags: ['a', 'b'],
    prefs: new Map([['k', 5]]),
    main: { name: 'b', n: 5, tags: ['a'] },
    parts: [{ n: 5 }],
  },
  {
    id: 2,
    name: null,
    nick: null,
    age: null,
    bound: null,
    tags: null,
    prefs: null,
    main: { name: null, n: null, tags: null },
    parts: null,
  },
  { id: 3 },
  { id: 4, name: 'c', nick: 'b', age: 7, bound: 1, tags: [], prefs: new Map(), main: {}, parts: [] },
];

type Row = readonly [filter: Filter<Sample>, ids: readonly number[]];

/** Each filter, and the rows that it matches; its `$not` must match exactly the others. */
const SCALARS: readonly Row[] = [
  [{ age: null }, [2, 3]],
  [{ age: 5 }, [1]],
  [{ age: [5, null] }, [1, 2, 3]],
  [{ age: { $eq: 5 } }, [1]],
  [{ age: { $eq: null } }, [2, 3]],
  [{ age: { $ne: 5 } }, [2, 3, 4]],
  [{ age: { $ne: null } }, [1, 4]],
  [{ age: { $gt: 5 } }, [4]],
  [{ age: { $gte: 5 } }, [1, 4]],
  [{ age: { $lt: 7 } }, [1]],
  [{ age: { $lte: 7 } }, [1, 4]],
  [{ age: { $gt: null } }, []],
  [{ age: { $gte: null } }, []],
  [{ age: { $lt: null } }, []],
  [{ age: { $lte: null } }, []],
  [{ age: { $in: [5] } }, [1]],
  [{ age: { $in: [5, null] } }, [1, 2, 3]],
  [{ age: { $in: [null] } }, [2, 3]],
  [{ age: { $in: [] } }, []],
  [{ age: { $nin: [5] } }, [2, 3, 4]],
  [{ age: { $nin: [5, null] } }, [4]],
  [{ age: { $nin: [null] } }, [1, 4]],
  [{ age: { $nin: [] } }, [1, 2, 3, 4]],
  [{ age: { $null: true } }, [2, 3]],
  [{ age: { $null: false } }, [1, 4]],
  [{ age: { $exists: true } }, [1, 4]],
  [{ age: { $exists: false } }, [2, 3]],
  [{ name: { $like: '%' } }, [1, 4]],
  [{ name: { $ilike: 'B' } }, [1]],
  [{ name: { $startsWith: '' } }, [1, 4]],
  [{ name: { $startsWith: 'b' } }, [1]],
  [{ name: { $regex: '^' } }, [1, 4]],
  [{ name: { $regex: /B/i } }, [1]],
];

const FIELDS: readonly Row[] = [
  [{ age: { $field: 'bound' } }, [1]],
  [{ age: { $eq: { $field: 'bound' } } }, [1]],
  [{ age: { $ne: { $field: 'bound' } } }, [4]],
  [{ age: { $gt: { $field: 'bound' } } }, [4]],
  [{ age: { $gte: { $field: 'bound' } } }, [1, 4]],
  [{ age: { $lt: { $field: 'bound' } } }, []],
  [{ age: { $lte: { $field: 'bound' } } }, [1]],
  [{ name: { $ne: { $field: 'nick' } } }, [4]],
  [{ age: { $ne: { $field: 'main.n' } } }, [4]],
  [{ 'main.n': { $field: 'prefs.k' } }, [1]],
  [{ 'main.n': { $ne: { $field: 'age' } } }, [4]],
];

const NESTED: readonly Row[] = [
  [{ main: null }, [3]],
  [{ main: { $ne: null } }, [1, 2, 4]],
  [{ 'main.n': null }, [2, 3, 4]],
  [{ 'main.n': { $ne: 5 } }, [2, 3, 4]],
  [{ 'main.n': { $nin: [5] } }, [2, 3, 4]],
  [{ 'main.n': { $in: [5, null] } }, [1, 2, 3, 4]],
  [{ 'main.n': { $gte: 0 } }, [1]],
  [{ 'main.n': { $exists: true } }, [1]],
  [{ 'main.name': { $like: '%' } }, [1]],
  [{ 'main.name': { $startsWith: '' } }, [1]],
  [{ 'prefs.k': null }, [2, 3, 4]],
  [{ 'prefs.k': { $ne: 5 } }, [2, 3, 4]],
  [{ 'prefs.k': { $lt: 9 } }, [1]],
  [{ 'tags.1': null }, [2, 3, 4]],
  [{ 'tags.1': { $ne: 'b' } }, [2, 3, 4]],
  [{ 'parts.0.n': { $null: true } }, [2, 3, 4]],
  [{ 'parts.0.n': { $ne: 5 } }, [2, 3, 4]],
  // A part that is null is the same as one that is missing.
  [{ main: {} }, [2, 4]],
  [{ main: { name: null, n: null } }, [2, 4]],
  [{ main: { $in: [{ tags: null }] } }, [2, 4]],
  [{ main: { $ne: { name: null } } }, [1, 3]],
];

const COLLECTIONS: readonly Row[] = [
  [{ tags: null }, [2, 3]],
  [{ tags: { $contains: 'a' } }, [1]],
  [{ tags: { $containsAll: ['a', 'b'] } }, [1]],
  [{ tags: { $containsAll: [] } }, [1, 2, 3, 4]],
  [{ tags: { $overlaps: ['b', 'c'] } }, [1]],
  [{ tags: { $overlaps: [] } }, []],
  [{ tags: { $disjoint: ['b'] } }, [2, 3, 4]],
  [{ tags: { $disjoint: [] } }, [1, 2, 3, 4]],
  [{ tags: { $subset: ['a', 'b', 'c'] } }, [1, 2, 3, 4]],
  [{ tags: { $subset: ['a'] } }, [2, 3, 4]],
  [{ tags: { $subset: [] } }, [2, 3, 4]],
  [{ tags: { $size: 0 } }, [2, 3, 4]],
  [{ tags: { $size: { $lt: 2 } } }, [2, 3, 4]],
  [{ tags: { $empty: true } }, [2, 3, 4]],
  [{ tags: { $empty: false } }, [1]],
  [{ tags: { $any: { $eq: 'a' } } }, [1]],
  [{ tags: { $all: { $eq: 'a' } } }, [2, 3, 4]],
  [{ tags: { $none: { $eq: 'a' } } }, [2, 3, 4]],
  [{ 'main.tags': { $disjoint: ['a'] } }, [2, 3, 4]],
  [{ 'main.tags': { $all: { $eq: 'x' } } }, [2, 3, 4]],
  [{ 'main.tags': { $empty: true } }, [2, 3, 4]],
  [{ 'main.tags': { $subset: ['x'] } }, [2, 3, 4]],
  [{ prefs: { $hasKey: 'k' } }, [1]],
  [{ prefs: { $size: 0 } }, [2, 3, 4]],
  [{ prefs: { $empty: false } }, [1]],
  [{ parts: { $any: { n: 5 } } }, [1]],
  [{ parts: { $all: { n: 1 } } }, [2, 3, 4]],
  [{ parts: { $none: { n: 5 } } }, [2, 3, 4]],
  [{ parts: { $any: {} } }, [1]],
  [{ parts: { $none: {} } }, [2, 3, 4]],
];

const ALL = [1, 2, 3, 4];

async function ids(filter: Filter<Sample>): Promise<number[]> {
  const rows = await Sample.find(filter).values('id');
  return rows.map(([id]) => id);
}

async function expectRows(rows: readonly Row[]): Promise<void> {
  for (const [filter, expected] of rows) {
    const others = ALL.filter((id) => !expected.includes(id));
    expect({ filter, ids: await ids(filter) }).toEqual({ filter, ids: expected });
    expect({ filter, not: await ids({ $not: filter }) }).toEqual({ filter, not: others });
    expect({ filter, twice: await ids({ $not: { $not: filter } }) }).toEqual({ filter, twice: expected });
    expect({ filter, count: await Sample.count(filter) }).toEqual({ filter, count: expected.length });
  }
}

describeEachEngine('null in filters', (engine) => {
  engine.useModels(Sample);

  beforeAll(async () => {
    await Sample.truncate();
    await Sample.insertMany(ROWS);
  });

  itNeeds(['query.anyField', 'query.not'], 'every operator on scalars, and its negation', () => expectRows(SCALARS));
  itNeeds(['query.anyField', 'query.not'], 'another field as an operand', () => expectRows(FIELDS));
  itNeeds(['query.anyField', 'query.not'], 'nested paths, where what is above may be missing', () =>
    expectRows(NESTED),
  );
  itNeeds(['query.anyField', 'query.not'], 'a null collection counts as empty', () => expectRows(COLLECTIONS));

  itNeeds(['query.anyField', 'query.or', 'query.not'], 'combinators are two-valued', async () => {
    expect(await ids({ $or: [{ age: 5 }, { $not: { age: { $gt: 0 } } }] })).toEqual([1, 2, 3]);
    expect(await ids({ $not: { $or: [{ age: 5 }, { name: 'c' }] } })).toEqual([2, 3]);
    expect(await ids({ $not: { $and: [{ age: { $gt: 0 } }, { name: 'b' }] } })).toEqual([2, 3, 4]);
    expect(await ids({ $and: [] })).toEqual(ALL);
    expect(await ids({ $or: [] })).toEqual([]);
  });

  test('undefined and booleans as filters or operands are errors, and nothing is sent', async () => {
    const wrong: readonly unknown[] = [
      undefined,
      null,
      true,
      false,
      [undefined],
      { age: undefined },
      { age: true },
      { age: { $eq: undefined } },
      { age: { $gt: false } },
      { age: { $in: [undefined] } },
      { age: { $in: undefined } },
      { age: { $null: null } },
      { age: { $exists: 1 } },
      { $and: [true] },
      { $or: undefined },
      { $not: undefined },
      { $not: false },
      { tags: { $contains: undefined } },
      { tags: { $empty: null } },
      { parts: { $any: undefined } },
      { parts: { $all: true } },
    ];
    const sent = await statementsOf(engine.engine, async () => {
      for (const filter of wrong) {
        await expectError(async () => Sample.find(filter as never), InvalidQueryError);
        await expectError(async () => Sample.count(filter as never), InvalidQueryError);
        await expectError(async () => Sample.find().where(filter as never), InvalidQueryError);
      }
    });
    expect(sent).toEqual([]);
    expect(await Sample.find().count()).toBe(4);
  });
});
