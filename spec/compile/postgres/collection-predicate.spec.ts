import type { CollectionOperator, Predicate } from '../../../lib/query/predicate';
import { condition } from './compiled';
import { ADDRESS, elementPath, path, type } from './sample-models';

const collection = (text: string, operator: CollectionOperator, values: readonly unknown[]): Predicate => ({
  kind: 'collection',
  path: path(text),
  operator,
  values,
});
const quantifier = (kind: 'any' | 'all' | 'none', text: string, element: Predicate): Predicate => ({
  kind: 'quantifier',
  quantifier: kind,
  path: path(text),
  element,
});
const size = (text: string): Predicate => ({ kind: 'size', path: path(text), operator: 'gt', size: 2 });

describe('collection predicates on PostgreSQL', () => {
  it('use array operators on lists of scalars; a null list counts as empty', () => {
    expect(condition(collection('tags', 'containsAll', ['a', 'b"']))).toEqual(['"tags" @> $1::text[]', '{"a","b\\""}']);
    expect(condition(collection('tags', 'overlaps', ['a']))[0]).toBe('"tags" && $1::text[]');
    expect(condition(collection('tags', 'disjoint', ['a']))[0]).toBe('("tags" && $1::text[]) IS NOT TRUE');
    expect(condition(collection('tags', 'subset', ['a']))[0]).toBe('("tags" <@ $1::text[] OR "tags" IS NULL)');
    expect(condition(collection('tags', 'containsAll', []))[0]).toBe('TRUE');
  });

  it('use containment on sets of scalars', () => {
    expect(condition(collection('labels', 'containsAll', ['a', 'b']))).toEqual(['"labels" @> $1::jsonb', '["a","b"]']);
    expect(condition(collection('labels', 'overlaps', ['a', 'b']))).toEqual([
      '"labels" @> ANY($1::jsonb[])',
      '{"[\\"a\\"]","[\\"b\\"]"}',
    ]);
    expect(condition(collection('labels', 'subset', ['a']))[0]).toBe('("labels" <@ $1::jsonb OR "labels" IS NULL)');
  });

  it('compare embedded elements whole, where containment would match a part', () => {
    expect(condition(collection('lines', 'overlaps', [{ city: 'x' }]))).toEqual([
      'EXISTS (SELECT 1 FROM jsonb_array_elements("lines") AS "_e1"("_v1") WHERE EXISTS (SELECT 1 FROM unnest($1::jsonb[]) AS "_g1"("_w1") WHERE jsonb_strip_nulls("_v1") = jsonb_strip_nulls("_w1")))',
      '{"{\\"town\\":\\"x\\"}"}',
    ]);
  });

  it('count elements and entries, none for null', () => {
    expect(condition(size('tags'))).toEqual(['COALESCE(cardinality("tags"), 0) > $1::bigint', '2']);
    expect(condition(size('labels'))[0]).toBe('COALESCE(jsonb_array_length("labels"), 0) > $1::bigint');
    expect(condition(size('prefs'))[0]).toBe(
      'COALESCE((SELECT count(*) FROM jsonb_object_keys("prefs")), 0) > $1::bigint',
    );
  });

  it('ask for an entry of a map', () => {
    expect(condition({ kind: 'hasKey', path: path('prefs'), key: 'k' })).toEqual(['"prefs" ? $1::text', 'k']);
  });

  it('quantify over array elements by EXISTS; all of them hold when none fails', () => {
    const element: Predicate = { kind: 'like', path: elementPath(type.of('string')), pattern: 'a%', ignoreCase: false };
    const rows = 'SELECT 1 FROM unnest("tags") AS "_e1"("_v1") WHERE';
    const inner = `"_v1" LIKE $1::text ESCAPE '\\'`;
    expect(condition(quantifier('any', 'tags', element))[0]).toBe(`EXISTS (${rows} ${inner})`);
    expect(condition(quantifier('none', 'tags', element))[0]).toBe(`NOT EXISTS (${rows} ${inner})`);
    expect(condition(quantifier('all', 'tags', element))[0]).toBe(`NOT EXISTS (${rows} (${inner}) IS NOT TRUE)`);
  });

  it('quantify within quantifiers under names of their own', () => {
    const line = type.embedded(ADDRESS);
    const tag: Predicate = { kind: 'startsWith', path: elementPath(type.of('string')), prefix: '' };
    const inner: Predicate = { kind: 'quantifier', quantifier: 'any', path: elementPath(line, 'tags'), element: tag };
    expect(condition(quantifier('any', 'lines', inner))[0]).toBe(
      [
        'EXISTS (SELECT 1 FROM jsonb_array_elements("lines") AS "_e1"("_v1") WHERE ',
        `EXISTS (SELECT 1 FROM jsonb_array_elements(NULLIF("_v1" -> 'tags', 'null'::jsonb)) AS "_e2"("_v2") WHERE `,
        `(("_v2" #>> '{}') COLLATE "C") IS NOT NULL))`,
      ].join(''),
    );
  });
});
