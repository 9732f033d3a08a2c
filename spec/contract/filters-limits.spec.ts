import { inspect } from 'node:util';
import { type Filter, InvalidQueryError } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Sample } from '../support/filters/sample';
import { statementsOf } from '../support/statements-of';

function nested(depth: number, inner: object = { id: 1 }): object {
  let filter = inner;
  // Not by recursion: the point is a depth that recursion would not survive.
  for (let level = 0; level < depth; level += 1) filter = { $and: [filter] };
  return filter;
}

const CATASTROPHIC = ['(a+)+$', '(a|aa)+$', '(a*)*b', '([a-z]+)*$', '(x+x+)+y', '(.*a){12}', '^(a?){30}a{30}$'];

/** What must be refused before anything is sent, and the path that the error names. */
const REFUSED: readonly (readonly [filter: unknown, path: string | undefined])[] = [
  [{ unknown: 1 }, 'unknown'],
  [{ sample_name: 'stored name' }, 'sample_name'],
  [{ 'main.unknown': 1 }, 'main.unknown'],
  [{ 'main.part_name': 'x' }, 'main.part_name'],
  [{ 'age.x': 1 }, 'age.x'],
  [{ 'tags.x': 'a' }, 'tags.x'],
  [{ 'tags.-1': 'a' }, 'tags.-1'],
  [{ __proto__: null, constructor: 1 }, 'constructor'],
  [{ toString: 1 }, 'toString'],
  [{ $where: '1' }, undefined],
  [{ $nor: [] }, undefined],
  [{ $eq: 1 }, undefined],
  [{ age: { $where: 1 } }, 'age'],
  [{ age: { gt: 1 } }, 'age'],
  [{ age: {} }, 'age'],
  [{ age: 'x' }, 'age'],
  [{ age: 1.5 }, 'age'],
  [{ age: Number.NaN }, 'age'],
  [{ age: 2 ** 31 }, 'age'],
  [{ age: { $like: 'a' } }, 'age'],
  [{ age: { $contains: 1 } }, 'age'],
  [{ age: { $hasKey: 'x' } }, 'age'],
  [{ age: { $size: 1 } }, 'age'],
  [{ active: { $gt: false } }, 'active'],
  [{ active: 'true' }, 'active'],
  [{ at: '2020-01-01' }, 'at'],
  [{ at: new Date(Number.NaN) }, 'at'],
  [{ big: 2n ** 63n }, 'big'],
  [{ ratio: Number.POSITIVE_INFINITY }, 'ratio'],
  [{ price: 'abc' }, 'price'],
  [{ price: 0.1 }, 'price'],
  [{ name: 1 }, 'name'],
  [{ name: { $in: 'a' } }, 'name'],
  [{ name: { $startsWith: 1 } }, 'name'],
  [{ name: { $regex: 1 } }, 'name'],
  [{ name: { $regex: '(' } }, 'name'],
  [{ name: { $field: 'unknown' } }, 'unknown'],
  [{ name: { $field: 'age' } }, 'name'],
  [{ name: { $field: 'nick', $eq: 'a' } }, 'name'],
  [{ name: { $eq: { $field: 1 } } }, 'name'],
  [{ tags: 'a' }, 'tags'],
  [{ tags: [1] }, 'tags'],
  [{ tags: [null] }, 'tags'],
  [{ tags: { $gt: ['a'] } }, 'tags'],
  [{ tags: { $contains: 1 } }, 'tags'],
  [{ tags: { $contains: null } }, 'tags'],
  [{ tags: { $overlaps: 'a' } }, 'tags'],
  [{ tags: { $size: -1 } }, 'tags'],
  [{ tags: { $size: 1.5 } }, 'tags'],
  [{ tags: { $size: { $in: [1] } } }, 'tags'],
  [{ tags: { $any: { name: 'x' } } }, 'tags[].name'],
  [{ prefs: { $hasKey: 1 } }, 'prefs'],
  [{ prefs: { $contains: 1 } }, 'prefs'],
  [{ prefs: { a: 'x' } }, 'prefs'],
  [{ main: { unknown: 1 } }, 'main'],
  [{ main: { name: 'x', $ne: null } }, 'main'],
  [{ main: { $gt: {} } }, 'main'],
  [{ parts: { $any: { unknown: 1 } } }, 'parts[].unknown'],
  [{ parts: { $any: { $eq: 1 } } }, 'parts[]'],
  [{ $and: {} }, undefined],
  [{ $or: 'x' }, undefined],
  [new Date(), undefined],
  [new Map(), undefined],
  ['id', undefined],
  [{ [Symbol('x')]: 1 }, undefined],
];

describeEachEngine('filters that are refused', (engine) => {
  engine.useModels(Sample);

  async function refused(filter: unknown, path?: string): Promise<InvalidQueryError> {
    const members = path === undefined ? {} : { path };
    const sent = await statementsOf(engine.engine, async () => {
      await expectError(async () => Sample.find(filter as Filter<Sample>), InvalidQueryError, members);
    });
    expect(sent).toEqual([]);
    return expectError(async () => Sample.find().where(filter as Filter<Sample>), InvalidQueryError, members);
  }

  test.each(REFUSED.map(([filter, path]) => [inspect(filter), filter, path] as const))(
    '%s',
    async (_name, filter, path) => {
      const error = await refused(filter, path);
      expect(error.status).toBe(400);
      expect(error.message).toMatch(/^Sample/);
    },
  );

  test('the message names path and operator, and not the value', async () => {
    const error = await refused({ age: { $gt: 'secret-value' } }, 'age');
    expect(error.message).toContain('age');
    expect(error.message).toContain('$gt');
    expect(error.message).not.toContain('secret-value');
  });

  test('more than 32 levels, cycles included', async () => {
    expect(await Sample.find(nested(32) as Filter<Sample>)).toEqual([]);
    await refused(nested(33));
    await refused(nested(20_000));
    const cycle: { $and: unknown[] } = { $and: [] };
    cycle.$and.push(cycle);
    await refused(cycle);
    await refused(nested(31, { parts: { $any: { parts: { $any: { n: 1 } } } } }));
  });

  test('more than 256 conditions', async () => {
    const conditions = (count: number): Filter<Sample>[] => Array.from({ length: count }, (_, id) => ({ id }));
    if (engine.has('query.or')) expect(await Sample.find({ $or: conditions(256) })).toEqual([]);
    await refused({ $or: conditions(257) });
    await refused(conditions(257));
    await refused({ $and: [{ $or: conditions(200) }, { $or: conditions(57) }] });
    await refused({ $and: Array.from({ length: 100_000 }, () => ({})) });
  });

  itNeeds('query.anyField', 'more than 10,000 values in a list', async () => {
    const list = Array.from({ length: 10_000 }, (_, index) => index);
    expect(await Sample.find({ id: { $in: list } })).toEqual([]);
    expect(await Sample.find({ age: { $nin: list } })).toEqual([]);
    expect(await Sample.find({ levels: { $overlaps: list } })).toEqual([]);
    const long = [...list, -1];
    await refused({ id: { $in: long } }, 'id');
    await refused({ id: long }, 'id');
    await refused({ levels: long }, 'levels');
    await refused({ levels: { $overlaps: long } }, 'levels');
    await refused({ lucky: { $subset: new Set(long) } }, 'lucky');
  });

  itNeeds(['query.anyField', 'query.like', 'query.regex'], 'patterns of more than 256 characters', async () => {
    const pattern = 'a'.repeat(256);
    expect(await Sample.find({ name: { $like: pattern } })).toEqual([]);
    expect(await Sample.find({ name: { $regex: pattern } })).toEqual([]);
    for (const operator of ['$like', '$ilike', '$regex'])
      await refused({ name: { [operator]: `${pattern}a` } }, 'name');
    await refused({ name: { $regex: new RegExp(`${pattern}a`) } }, 'name');
  });

  test.each(CATASTROPHIC)('catastrophic expression %s', async (source) => {
    await refused({ name: { $regex: source } }, 'name');
    await refused({ name: { $regex: new RegExp(source) } }, 'name');
    await refused({ tags: { $any: { $regex: source } } }, 'tags[]');
  });

  test('a getter that throws, and holes in lists', async () => {
    const filter = Object.defineProperty({}, 'age', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    await refused(filter);
    // biome-ignore lint/suspicious/noSparseArray: a hole is what the spec is about
    await refused([, { age: 1 }]);
    // biome-ignore lint/suspicious/noSparseArray: a hole is what the spec is about
    await refused({ age: { $in: [1, , 2] } }, 'age');
  });
});
