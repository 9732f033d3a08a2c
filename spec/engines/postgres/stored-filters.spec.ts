import { ColumnReference } from '../../../lib/query/column-reference';
import type { CollectionOperator, ComparisonOperator, Predicate } from '../../../lib/query/predicate';
import { Decimal } from '../../../lib/types/decimal';
import type { LogicalType } from '../../../lib/types/logical-type';
import { ADDRESS, elementPath, find, path, type } from '../../compile/postgres/sample-models';
import { ArticleStore, address } from './article-store';
import { sampleArticles } from './sample-articles';

const [FULL] = sampleArticles();
const TEXT = type.of('string');
const LINE = type.embedded(ADDRESS);

const compare = (text: string, operator: ComparisonOperator, value: unknown): Predicate => ({
  kind: 'compare',
  path: path(text),
  operator,
  operand: { kind: 'value', value },
});
const equalsField = (text: string, operator: 'eq' | 'ne', other: string): Predicate => ({
  kind: 'compare',
  path: path(text),
  operator,
  operand: { kind: 'field', path: path(other) },
});
const element = (of: LogicalType, text: string, operator: ComparisonOperator, value: unknown): Predicate => ({
  kind: 'compare',
  path: elementPath(of, text),
  operator,
  operand: { kind: 'value', value },
});
const within = (text: string, values: unknown[], matchesNull = false, negated = false): Predicate => ({
  kind: 'in',
  path: path(text),
  values,
  matchesNull,
  negated,
});
const isNull = (text: string, negated = false): Predicate => ({ kind: 'null', path: path(text), negated });
const like = (text: string, pattern: string, ignoreCase = false): Predicate => ({
  kind: 'like',
  path: path(text),
  pattern,
  ignoreCase,
});
const regex = (source: string, flags: string): Predicate => ({ kind: 'regex', path: path('title'), source, flags });
const startsWith = (text: string, prefix: string): Predicate => ({ kind: 'startsWith', path: path(text), prefix });
const relates = (text: string, operator: CollectionOperator, values: unknown[]): Predicate => ({
  kind: 'collection',
  path: path(text),
  operator,
  values,
});
const size = (text: string, operator: ComparisonOperator, count: number): Predicate => ({
  kind: 'size',
  path: path(text),
  operator,
  size: count,
});
const each = (quantifier: 'any' | 'all' | 'none', text: string, condition: Predicate): Predicate => ({
  kind: 'quantifier',
  quantifier,
  path: path(text),
  element: condition,
});
const lines = FULL.lines as readonly unknown[];

const FILTERS: readonly (readonly [string, Predicate, readonly number[]])[] = [
  ['eq', compare('title', 'eq', 'one'), [1]],
  ['ne', compare('views', 'ne', 5), [2, 3]],
  ['gt', compare('views', 'gt', -1), [1, 3]],
  ['nested text', compare('address.city', 'eq', 'Paris'), [1]],
  ['nested ne', compare('address.city', 'ne', 'Paris'), [2, 3]],
  ['nested bigint', compare('address.visits', 'gte', 9_223_372_036_854_775_807n), [1]],
  ['nested decimal', compare('address.price', 'lt', new Decimal(1)), [1]],
  ['nested timestamp', compare('address.since', 'lt', new Date(0)), [1]],
  ['nested bytes', compare('address.raw', 'eq', new Uint8Array([0, 255, 1])), [1]],
  ['nested list', compare('address.tags', 'eq', ['t1']), [1]],
  ['embedded', compare('address', 'eq', FULL.address), [1]],
  ['set in any order', compare('labels', 'eq', new Set(['y', 'x'])), [1]],
  ['set ne', compare('labels', 'ne', new Set(['y', 'x'])), [2, 3]],
  ['list', compare('tags', 'eq', FULL.tags), [1]],
  ['map entry', compare('prefs.__proto__', 'eq', 2), [1]],
  ['list element', compare('tags.0', 'eq', 'a'), [1]],
  ['embedded list element', compare('lines.1.city', 'eq', 'L1'), [1]],
  ['json', compare('meta', 'eq', []), [3]],
  ['field eq', equalsField('views', 'eq', 'id'), []],
  ['field ne, null-safe', equalsField('views', 'ne', 'address.zip'), [1, 3]],
  ['in', within('views', [5, 7]), [1]],
  ['in with null', within('views', [5], true), [1, 2]],
  ['nin', within('views', [5], false, true), [2, 3]],
  ['nin with null', within('views', [5], true, true), [3]],
  ['in, nested and missing', within('address.city', ['Paris'], true), [1, 2, 3]],
  ['in of lists', within('tags', [['a'], []]), [3]],
  ['in of embedded', within('address', [FULL.address]), [1]],
  ['in of bytes', within('raw', [FULL.raw]), [1]],
  ['in of decimals', within('price', [new Decimal('12.5')]), [1]],
  ['in of timestamps', within('at', [FULL.at]), [1]],
  ['in of sets', within('labels', [new Set(['y', 'x'])]), [1]],
  ['null', isNull('address.city'), [2, 3]],
  ['not null', isNull('address.tags', true), [1]],
  ['like', like('title', 't%'), [2, 3]],
  ['like with escapes', like('author', '%\\\\ back'), [1]],
  ['like with a lone backslash', like('author', '%\\'), []],
  ['ilike beyond ASCII', like('title', 'TRÊS', true), [3]],
  ['ilike, nested', like('address.city', 'p%', true), [1]],
  ['like on a uuid', like('ref', '%1'), [1]],
  ['regex', regex('^T', 'i'), [2, 3]],
  ['regex beyond ASCII', regex('TRÊS', 'i'), [3]],
  ['startsWith', startsWith('title', 'tr'), [3]],
  ['startsWith, nested', startsWith('address.city', 'Pa'), [1]],
  ['startsWith nothing', startsWith('author', ''), [1, 3]],
  ['list containsAll', relates('tags', 'containsAll', ['a', '']), [1]],
  ['list overlaps', relates('tags', 'overlaps', ['a', 'zz']), [1]],
  ['list disjoint', relates('tags', 'disjoint', ['a']), [2, 3]],
  ['list subset', relates('tags', 'subset', ['a', '']), [2, 3]],
  ['set containsAll', relates('labels', 'containsAll', ['x']), [1]],
  ['set overlaps', relates('labels', 'overlaps', ['x', 'zz']), [1]],
  ['set disjoint', relates('labels', 'disjoint', ['x']), [2, 3]],
  ['set subset', relates('labels', 'subset', ['x', 'y', 'z']), [1, 2, 3]],
  ['nested containsAll', relates('address.tags', 'containsAll', ['t1']), [1]],
  ['embedded containsAll', relates('lines', 'containsAll', [lines[1]]), [1]],
  ['embedded containsAll, a part only', relates('lines', 'containsAll', [address({ city: 'L1' })]), []],
  ['embedded overlaps', relates('lines', 'overlaps', [lines[1]]), [1]],
  ['embedded disjoint', relates('lines', 'disjoint', [lines[1]]), [2, 3]],
  ['embedded subset', relates('lines', 'subset', [...lines]), [1, 2, 3]],
  ['size', size('tags', 'eq', 3), [1]],
  ['empty', size('tags', 'eq', 0), [2, 3]],
  ['size of a set', size('labels', 'gt', 1), [1]],
  ['size of a map', size('prefs', 'eq', 2), [1]],
  ['size of a nested list', size('address.tags', 'ne', 1), [2, 3]],
  ['hasKey', { kind: 'hasKey', path: path('prefs'), key: 'k' }, [1]],
  ['any of texts', each('any', 'tags', { kind: 'startsWith', path: elementPath(TEXT), prefix: 'b' }), [1]],
  ['all of numbers', each('all', 'scores', element(type.of('int'), '', 'gt', 0)), [1, 2, 3]],
  ['all of numbers, one fails', each('all', 'scores', element(type.of('int'), '', 'gt', 1)), [2, 3]],
  ['none of texts', each('none', 'tags', element(TEXT, '', 'eq', 'a')), [2, 3]],
  ['any of a set', each('any', 'labels', element(TEXT, '', 'eq', 'x')), [1]],
  ['any of embedded', each('any', 'lines', element(LINE, 'city', 'eq', 'L1')), [1]],
  ['any of a nested list', each('any', 'address.tags', element(TEXT, '', 'eq', 't1')), [1]],
  ['keys', { kind: 'keys', keys: [[1], [3]] }, [1, 3]],
  ['or', { kind: 'or', operands: [compare('id', 'eq', 1), compare('title', 'eq', 'two')] }, [1, 2]],
  [
    'SQL',
    {
      kind: 'native',
      fragment: { language: 'sql', strings: ['', ' % ', ' = 1'], values: [new ColumnReference(path('id')), 2] },
    },
    [1, 3],
  ],
];

describe.each(['postgres', 'pglite'] as const)('filters on %s', (name) => {
  let store: ArticleStore;

  beforeAll(async () => {
    store = await ArticleStore.open(name);
    await store.reset(sampleArticles());
  }, 60_000);

  afterAll(() => store?.close(), 60_000);

  it.each(FILTERS)('find by %s, and the others by its opposite', async (_title, where, expected) => {
    expect(await store.ids(where)).toEqual(expected);
    const others = [1, 2, 3].filter((id) => !expected.includes(id));
    expect(await store.ids({ kind: 'not', operand: where })).toEqual(others);
  });

  it('orders nulls where the order says', async () => {
    const term = (nulls: 'first' | 'last') => ({ path: path('author'), direction: 'desc' as const, nulls });
    const titles = async (nulls: 'first' | 'last') =>
      (await store.run(find({ orderBy: [term(nulls)] }))).rows.map(([id]) => Number(id));
    expect(await titles('last')).toEqual([3, 1, 2]);
    expect(await titles('first')).toEqual([2, 3, 1]);
  });

  it('leaves repeated rows out in order', async () => {
    const orderBy = [{ path: path('address.city'), direction: 'asc' as const, nulls: 'first' as const }];
    const { rows } = await store.run(find({ selection: [path('address.city')], orderBy, distinct: true }));
    expect(rows).toEqual([[null], ['Paris']]);
  });

  it('computes', async () => {
    const compute = (['sum', 'min', 'max', 'avg'] as const).map((one) => ({
      name: one,
      function: one,
      path: path('views'),
      type: type.of('int'),
    }));
    const ref = { name: 'ref', function: 'min' as const, path: path('ref'), type: type.of('uuid') };
    const active = { name: 'active', function: 'max' as const, path: path('active'), type: type.of('boolean') };
    const operation = { kind: 'aggregate' as const, model: find().model, limit: null, hints: find().hints };
    const { rows } = await store.run({ ...operation, where: { kind: 'always' }, compute: [...compute, ref, active] });
    expect(rows).toEqual([['5', '0', '5', '2.5000000000000000', FULL.ref, 't']]);
    const none = await store.run({ ...operation, where: { kind: 'never' }, compute });
    expect(none.rows).toEqual([['0', null, null, null]]);
  });
});
