import type { Assignment } from '../../../lib/query/assignment';
import { compare, compiled, thrownBy } from './compiled';
import { path, update } from './sample-models';

const set = (text: string, value: unknown): Assignment => ({ kind: 'set', path: path(text), value });

/** What stands between `SET` and `WHERE`, and the values before the key's. */
function changes(...assignments: readonly Assignment[]): [string, ...unknown[]] {
  const [text, ...values] = compiled(update({ assignments }));
  return [text.slice('UPDATE "articles" SET '.length, text.indexOf(' WHERE ')), ...values.slice(0, -1)];
}

describe('update on PostgreSQL', () => {
  it('sets columns, null by a parameter as well', () => {
    expect(compiled(update({ assignments: [set('title', 'a'), set('author', null)] }))).toEqual([
      'UPDATE "articles" SET "title" = $1::text, "author_name" = $2::text WHERE "id" = $3',
      'a',
      null,
      '1',
    ]);
  });

  it('moves the version under a condition on the old one, and gives values back', () => {
    const operation = update({
      assignments: [{ kind: 'increment', path: path('rev'), operand: 1 }],
      condition: compare('rev', 'eq', 4),
      returning: [path('rev')],
    });
    const expected = [
      'UPDATE "articles" SET "rev" = COALESCE("rev", 0::integer) + $1::integer WHERE "id" = $2 AND "rev" = $3::integer RETURNING "rev"',
      '1',
      '1',
      '4',
    ];
    expect(compiled(operation)).toEqual(expected);
    expect(compiled(operation)).toEqual(expected);
  });

  it('computes with what is stored; min and max take the operand where nothing is', () => {
    expect(changes({ kind: 'multiply', path: path('views'), operand: 2 })[0]).toBe(
      '"views" = COALESCE("views", 0::integer) * $1::integer',
    );
    expect(changes({ kind: 'min', path: path('views'), operand: 2 })[0]).toBe('"views" = LEAST("views", $1::integer)');
    expect(changes({ kind: 'max', path: path('views'), operand: 2 })[0]).toBe(
      '"views" = GREATEST("views", $1::integer)',
    );
  });

  it('puts all paths of one jsonb column into one expression, siblings kept and parents made', () => {
    const [text, ...values] = changes(
      set('address.city', 'x'),
      { kind: 'increment', path: path('address.zip'), operand: 2 },
      { kind: 'unset', path: path('address.tags') },
    );
    expect(text).toBe(
      [
        `"address" = (COALESCE(NULLIF("address", 'null'::jsonb), '{}'::jsonb) || jsonb_build_object(`,
        `'town', ($1::jsonb), 'zip', (to_jsonb(COALESCE(("address" ->> 'zip')::integer, 0::integer) + $2::integer))))`,
        ' #- ARRAY[$3::text]',
      ].join(''),
    );
    expect(values).toEqual(['"x"', '2', 'tags']);
  });

  it('keeps numbers that JSON cannot hold as text', () => {
    expect(changes({ kind: 'increment', path: path('address.visits'), operand: 1n })[0]).toContain('::bigint)::text');
  });

  it('changes arrays in place', () => {
    expect(changes({ kind: 'push', path: path('tags'), values: ['a', 'b'] })).toEqual([
      `"tags" = COALESCE("tags", '{}') || $1::text[]`,
      '{"a","b"}',
    ]);
    expect(changes({ kind: 'prepend', path: path('tags'), values: ['a'] })[0]).toBe(
      `"tags" = $1::text[] || COALESCE("tags", '{}')`,
    );
    expect(changes({ kind: 'addToSet', path: path('tags'), values: ['a', 'a'] })[1]).toBe('{"a"}');
    expect(changes({ kind: 'pull', path: path('tags'), values: ['a'] })[0]).toMatch(
      /^"tags" = CASE WHEN "tags" IS NULL/,
    );
    expect(changes({ kind: 'removeIndex', path: path('tags'), index: 1 })).toEqual([
      '"tags" = ("tags")[:$1::integer] || ("tags")[$1::integer + 2:]',
      '1',
    ]);
  });

  it('touches no row whose list is too short for the replaced element', () => {
    const [text] = compiled(update({ assignments: [{ kind: 'setIndex', path: path('scores'), index: 1, value: 5 }] }));
    expect(text).toBe(
      'UPDATE "articles" SET "scores" = ("scores")[:$1::integer] || ARRAY[$2::integer] || ("scores")[$1::integer + 2:] WHERE "id" = $3 AND cardinality("scores") > $1::integer',
    );
    const [nested] = compiled(update({ assignments: [set('lines.2.city', 'x')] }));
    expect(nested).toMatch(/ AND jsonb_array_length\(NULLIF\("lines", 'null'::jsonb\)\) > \$1::integer$/);
  });

  it('changes maps by entry', () => {
    expect(changes({ kind: 'put', path: path('prefs'), entries: [['k', 1]] }).slice(1)).toEqual(['{"k":1}']);
    expect(changes({ kind: 'removeKey', path: path('prefs'), key: 'k' })).toEqual([
      '"prefs" = ("prefs") #- ARRAY[$1::text]',
      'k',
    ]);
  });

  it('gives the row a new end with a time to live', () => {
    const operation = update({ assignments: [set('title', 'a')], options: { ttlSeconds: 5, timestampMicros: null } });
    expect(compiled(operation)[0]).toContain(
      '"_expires_at" = statement_timestamp() + make_interval(secs => $2::double precision)',
    );
  });

  it('changes nothing, but finds the row, where there is nothing to set', () => {
    expect(compiled(update({ assignments: [] }))[0]).toBe('UPDATE "articles" SET "id" = "id" WHERE "id" = $1');
  });

  it('refuses a place together with a part of it, and operators that the type has not', () => {
    const both = [set('address', null), set('address.city', 'x')];
    expect(thrownBy(() => changes(...both))).toMatchObject({ code: 'POLYDOC_INVALID_QUERY' });
    const wrong: Assignment = { kind: 'push', path: path('title'), values: ['a'] };
    expect(thrownBy(() => changes(wrong))).toMatchObject({ code: 'POLYDOC_INVALID_QUERY', path: 'title' });
  });
});
