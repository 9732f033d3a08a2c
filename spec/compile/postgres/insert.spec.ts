import { pathOf } from '../../../lib/query/field-path';
import { compiled, thrownBy } from './compiled';
import { ARTICLE, animals, insert, makeModel, path, type } from './sample-models';

const NOTE = makeModel('notes', {
  id: { type: type.of('int'), role: 'primaryKey' },
  text: { type: type.of('string'), nullable: true },
  tags: { type: type.list(type.of('string')), nullable: true },
});
const note = (parts: Partial<Parameters<typeof insert>[0]> = {}) =>
  insert({ model: NOTE, fields: NOTE.fields, rows: [[1, 'a', ['x']]], ...parts });
const WHOLE = '"text" = EXCLUDED."text", "tags" = EXCLUDED."tags", "_expires_at" = EXCLUDED."_expires_at"';
const ENDED = '"_t"."_expires_at" <= statement_timestamp()';
const HEAD = 'INSERT INTO "notes" AS "_t" ("id", "text", "tags") VALUES ($1, $2, $3)';

describe('insert on PostgreSQL', () => {
  it.each(['error', 'ignore'] as const)('with %s gives way only to a row that has ended', (onConflict) => {
    expect(compiled(note({ onConflict }))).toEqual([
      `${HEAD} ON CONFLICT ("id") DO UPDATE SET ${WHOLE} WHERE ${ENDED}`,
      '1',
      'a',
      '{"x"}',
    ]);
  });

  it('replaces a row whole', () => {
    expect(compiled(note({ onConflict: 'replace' }))[0]).toBe(`${HEAD} ON CONFLICT ("id") DO UPDATE SET ${WHOLE}`);
  });

  it('empties the columns of other classes of the table', () => {
    const { cat } = animals();
    const [text] = compiled(insert({ model: cat, fields: cat.fields, rows: [[1, 'cat', '9']], onConflict: 'replace' }));
    expect(text).toContain('"lives" = EXCLUDED."lives", "breed" = NULL');
  });

  it('assigns to a row that lives, and replaces one that has ended', () => {
    const onConflictAssign = [{ kind: 'set' as const, path: path('text', NOTE), value: 'b' }];
    expect(compiled(note({ onConflict: 'replace', onConflictAssign }))).toEqual([
      [
        `${HEAD} ON CONFLICT ("id") DO UPDATE SET "text" = CASE WHEN ${ENDED} THEN EXCLUDED."text" ELSE $4::text END`,
        `"tags" = CASE WHEN ${ENDED} THEN EXCLUDED."tags" ELSE "_t"."tags" END`,
        `"_expires_at" = CASE WHEN ${ENDED} THEN EXCLUDED."_expires_at" ELSE "_t"."_expires_at" END`,
      ].join(', '),
      '1',
      'a',
      '{"x"}',
      'b',
    ]);
  });

  it('binds the time to live', () => {
    const [text, ...values] = compiled(note({ options: { ttlSeconds: 60, timestampMicros: null } }));
    expect(text).toContain(
      '"tags", "_expires_at") VALUES ($1, $2, $3, statement_timestamp() + make_interval(secs => $4::double precision))',
    );
    expect(values.at(-1)).toBe('60');
  });

  it('sends several rows as one array per column, lists as text', () => {
    const rows = [
      [1, 'a', ['x']],
      [2, null, null],
    ];
    const [text, ...values] = compiled(note({ rows, returning: NOTE.fields.slice(0, 1).map(pathOf) }));
    expect(text).toMatch(
      /^INSERT INTO "notes" AS "_t" \("id", "text", "tags"\) SELECT "_c0", "_c1", "_c2"::text\[\] FROM unnest\(\$1::integer\[\], \$2::text\[\], \$3::text\[\]\) AS "_r"\("_c0", "_c1", "_c2"\) ON CONFLICT /,
    );
    expect(text).toMatch(/ RETURNING "_t"\."id"$/);
    expect(values).toEqual(['{1,2}', '{"a",NULL}', '{"{\\"x\\"}",NULL}']);
  });

  it('has one text for any number of rows from two', () => {
    const rows = (count: number) => Array.from({ length: count }, (_row, index) => [index, 'a', []]);
    expect(compiled(note({ rows: rows(2) }))[0]).toBe(compiled(note({ rows: rows(500) }))[0]);
  });

  it('keeps one row per key, the first to ignore and the last to replace with', () => {
    const rows = [
      [1, 'a', null],
      [2, 'b', null],
      [1, 'c', null],
    ];
    expect(compiled(note({ rows, onConflict: 'ignore' })).slice(1, 3)).toEqual(['{1,2}', '{"a","b"}']);
    expect(compiled(note({ rows, onConflict: 'replace' })).slice(1, 3)).toEqual(['{1,2}', '{"c","b"}']);
  });

  it('says which field cannot be stored, alone and in bulk', () => {
    const row = [1, 'a\0', null];
    expect(thrownBy(() => compiled(note({ rows: [row] })))).toMatchObject({ constraint: 'text', path: ['text'] });
    expect(thrownBy(() => compiled(note({ rows: [row, row] })))).toMatchObject({ constraint: 'text' });
    const nested = [1, 'a', ['ok', 'a\0']];
    expect(thrownBy(() => compiled(note({ rows: [nested] })))).toMatchObject({ path: ['tags', '1'] });
  });

  it('gives the same text whether a shape comes first or again', () => {
    const once = compiled(insert({ rows: [[1, 'a']], model: { ...ARTICLE } }));
    expect(compiled(insert({ rows: [[2, null]] })).slice(1)).toEqual(['2', null]);
    expect(compiled(insert({ rows: [[1, 'a']] }))).toEqual(once);
    expect(compiled(insert({ rows: [[1, 'a']] }))).toEqual(once);
  });
});
