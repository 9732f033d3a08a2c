import { ColumnReference } from '../../../lib/query/column-reference';
import type { Predicate } from '../../../lib/query/predicate';
import { compare, condition, thrownBy } from './compiled';
import { path } from './sample-models';

const within = (text: string, values: readonly unknown[], matchesNull = false, negated = false): Predicate => ({
  kind: 'in',
  path: path(text),
  values,
  matchesNull,
  negated,
});

describe('comparisons on PostgreSQL', () => {
  it('are plain operators, which an index serves', () => {
    expect(condition(compare('views', 'gt', 3))).toEqual(['"views" > $1::integer', '3']);
    expect(condition(compare('author', 'eq', 'x'))).toEqual(['"author_name" = $1::text', 'x']);
  });

  it('tell null from every value', () => {
    expect(condition(compare('views', 'ne', 3))).toEqual(['"views" IS DISTINCT FROM $1::integer', '3']);
    expect(condition({ kind: 'null', path: path('views'), negated: true })).toEqual(['"views" IS NOT NULL']);
  });

  it('are negated as a whole, so that null does not match both a condition and its opposite', () => {
    const operand = compare('views', 'gt', 3);
    expect(condition({ kind: 'not', operand })[0]).toBe('("views" > $1::integer) IS NOT TRUE');
  });

  it('reach into jsonb as the type of a column', () => {
    expect(condition(compare('address.visits', 'lt', 5n))).toEqual([
      '("address" ->> \'visits\')::bigint < $1::bigint',
      '5',
    ]);
    expect(condition(compare('address.city', 'eq', 'x'))[0]).toBe(`(("address" ->> 'town') COLLATE "C") = $1::text`);
    expect(condition(compare('prefs.k', 'eq', 1))).toEqual(['("prefs" ->> $1::text)::integer = $2::integer', 'k', '1']);
  });

  it('hold two fields against each other', () => {
    const where: Predicate = {
      kind: 'compare',
      path: path('views'),
      operator: 'ne',
      operand: { kind: 'field', path: path('address.zip') },
    };
    expect(condition(where)).toEqual([`"views" IS DISTINCT FROM ("address" ->> 'zip')::integer`]);
  });

  it('look at sets without their order', () => {
    expect(condition(compare('labels', 'eq', new Set(['a', 'b'])))).toEqual([
      '("labels" @> $1::jsonb AND "labels" <@ $1::jsonb)',
      '["a","b"]',
    ]);
  });

  it('take a list as one parameter, with every rule of null', () => {
    expect(condition(within('views', [1, 2]))).toEqual(['"views" = ANY($1::integer[])', '{1,2}']);
    expect(condition(within('views', [1], true))[0]).toBe('("views" IS NULL OR "views" = ANY($1::integer[]))');
    expect(condition(within('views', [1], false, true))[0]).toBe('("views" = ANY($1::integer[])) IS NOT TRUE');
    expect(condition(within('views', [1], true, true))[0]).toBe(
      '("views" IS NOT NULL AND ("views" = ANY($1::integer[])) IS NOT TRUE)',
    );
  });

  it('take lists of lists one by one, because arrays of arrays would come apart', () => {
    expect(condition(within('tags', [['a'], ['b', 'c']]))).toEqual([
      '("tags" = $1::text[] OR "tags" = $2::text[])',
      '{"a"}',
      '{"b","c"}',
    ]);
  });

  it('keep every level of and, or and not apart', () => {
    const a = compare('id', 'eq', 1);
    const b = compare('id', 'eq', 2);
    const where: Predicate = { kind: 'or', operands: [a, { kind: 'and', operands: [b, { kind: 'not', operand: a }] }] };
    expect(condition(where)[0]).toBe(
      '("id" = $1::integer OR ("id" = $2::integer AND ("id" = $3::integer) IS NOT TRUE))',
    );
    expect(condition({ kind: 'never' })).toEqual(['FALSE']);
  });

  it('take SQL of the user, with bound values and column names', () => {
    const where: Predicate = {
      kind: 'native',
      fragment: { language: 'sql', strings: ['', ' % ', ' = 1'], values: [new ColumnReference(path('author')), 2] },
    };
    expect(condition(where)).toEqual(['("author_name" % $1 = 1)', '2']);
  });

  it('refuse the languages and the tokens of other stores', () => {
    const native: Predicate = { kind: 'native', fragment: { language: 'cql', strings: ['a = 1'], values: [] } };
    expect(thrownBy(() => condition(native))).toMatchObject({ code: 'POLYDOC_INVALID_QUERY' });
    const token: Predicate = { kind: 'token', operator: 'gt', token: 0n };
    expect(thrownBy(() => condition(token))).toMatchObject({ code: 'POLYDOC_INVALID_QUERY' });
  });
});
