import { postgresCompiler } from '../../../lib/engines/postgres/postgres-compiler';
import { pathOf } from '../../../lib/query/field-path';
import type { OrderTerm } from '../../../lib/query/selection';
import { compare, compiled, condition, thrownBy } from './compiled';
import { ARTICLE, find, MEMBERSHIP, PAGE_VIEW, path } from './sample-models';

const order = (text: string, direction: 'asc' | 'desc', nulls: 'first' | 'last'): OrderTerm => ({
  path: path(text),
  direction,
  nulls,
});

describe('find on PostgreSQL', () => {
  it('leaves out rows that have ended, by the clock of the statement', () => {
    const { text } = postgresCompiler.compile(find({ where: { kind: 'key', values: [1] } }));
    expect(text).toBe(
      'SELECT "id", "title" FROM "articles" WHERE "id" = $1 AND ("_expires_at" IS NULL OR "_expires_at" > statement_timestamp())',
    );
  });

  it('asks nothing about expiry of counters and views', () => {
    const selection = PAGE_VIEW.fields.map(pathOf);
    const view = { ...ARTICLE, kind: 'view' as const };
    expect(postgresCompiler.compile(find({ model: PAGE_VIEW, selection })).text).not.toContain('_expires_at');
    expect(postgresCompiler.compile(find({ model: view })).text).not.toContain('_expires_at');
  });

  it('binds limit and skip, so that the text is one per shape', () => {
    expect(compiled(find({ limit: 5, skip: 2 }))).toEqual([
      'SELECT "id", "title" FROM "articles" LIMIT $1::bigint OFFSET $2::bigint',
      '5',
      '2',
    ]);
  });

  it('needs no order and no limit for a key, and a limit of 0 all the same', () => {
    const where = { kind: 'key' as const, values: [7] };
    const one = compiled(find({ where, limit: 2, orderBy: [order('author', 'asc', 'first')] }));
    expect(one).toEqual(['SELECT "id", "title" FROM "articles" WHERE "id" = $1', '7']);
    expect(compiled(find({ where, limit: 0 }))[0]).toContain('LIMIT');
  });

  it('states where nulls go only for what can be null', () => {
    const orderBy = [order('author', 'desc', 'last'), order('title', 'desc', 'last'), order('id', 'asc', 'first')];
    expect(compiled(find({ orderBy }))[0]).toBe(
      'SELECT "id", "title" FROM "articles" ORDER BY "author_name" DESC NULLS LAST, "title" DESC, "id"',
    );
  });

  it('names the order of repeated rows left out by position', () => {
    const selection = [path('author'), path('address.city')];
    const orderBy = [order('address.city', 'asc', 'last'), order('id', 'asc', 'first')];
    expect(compiled(find({ selection, orderBy, distinct: true }))[0]).toBe(
      'SELECT DISTINCT "author_name", (("address" ->> \'town\') COLLATE "C") FROM "articles" ORDER BY 2 NULLS LAST',
    );
  });

  it('selects parts of jsonb as the type of a column, and containers as jsonb', () => {
    const selection = ['address.zip', 'address.tags', 'lines.0.city', 'address.raw', 'tags.1'].map((text) =>
      path(text),
    );
    expect(compiled(find({ selection }))).toEqual([
      [
        'SELECT ("address" ->> \'zip\')::integer',
        "NULLIF(\"address\" -> 'tags', 'null'::jsonb)",
        '(("lines" -> $1::integer ->> \'town\') COLLATE "C")',
        "decode(\"address\" ->> 'raw', 'base64')",
        '"tags"[$2::integer] FROM "articles"',
      ].join(', '),
      '0',
      '2',
    ]);
  });

  it('locks rows', () => {
    const locked = (mode: 'wait' | 'nowait' | 'skipLocked') => compiled(find({ lock: { mode } }))[0];
    expect(locked('wait')).toMatch(/ FOR UPDATE$/);
    expect(locked('nowait')).toMatch(/ FOR UPDATE NOWAIT$/);
    expect(locked('skipLocked')).toMatch(/ FOR UPDATE SKIP LOCKED$/);
  });

  it('keeps a comment from ending early', () => {
    const hints = { ...find().hints, comment: 'a */ DROP TABLE x; /* b' };
    expect(compiled(find({ hints }))[0]).toMatch(/^\/\* a {3}DROP TABLE x; {3}b \*\/ SELECT /);
  });

  it('reads a compound key, and several of them, by one text', () => {
    const selection = MEMBERSHIP.fields.slice(0, 1).map(pathOf);
    const read = (where: Parameters<typeof find>[0]) => compiled(find({ model: MEMBERSHIP, selection, ...where }));
    expect(read({ where: { kind: 'key', values: ['u', 2] } })).toEqual([
      'SELECT "org" FROM "memberships" WHERE "org" = $1 AND "user_id" = $2',
      'u',
      '2',
    ]);
    const keys = [
      ['u', 2],
      ['v', 3],
    ];
    expect(read({ where: { kind: 'keys', keys } })).toEqual([
      'SELECT "org" FROM "memberships" WHERE ("org", "user_id") IN (SELECT * FROM unnest($1::uuid[], $2::integer[]))',
      '{u,v}',
      '{2,3}',
    ]);
    expect(condition({ kind: 'keys', keys: [[1], [2]] })).toEqual(['"id" = ANY($1::integer[])', '{1,2}']);
  });

  it('quotes names, and puts the schema in front', () => {
    const model = { ...ARTICLE, table: 'a"b', namespace: 'my app' };
    expect(compiled(find({ model }))[0]).toBe('SELECT "id", "title" FROM "my app"."a""b"');
  });

  it('says which field a value belongs to that cannot be stored', () => {
    expect(thrownBy(() => condition(compare('address.city', 'eq', 'a\0b')))).toMatchObject({
      constraint: 'text',
      path: ['address.city'],
    });
  });

  it('shows values only when asked', () => {
    const statement = postgresCompiler.compile(find({ where: { kind: 'key', values: [42] } }));
    expect(postgresCompiler.describe(statement, false)).not.toContain('42');
    expect(postgresCompiler.describe(statement, true)).toContain('["42"]');
  });
});
