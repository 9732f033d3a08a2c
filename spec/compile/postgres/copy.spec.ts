import fc from 'fast-check';
import { postgresCompiler } from '../../../lib/engines/postgres/postgres-compiler';
import { MIN_COPY_ROWS } from '../../../lib/engines/postgres/postgres-copy';
import { postgresErrors } from '../../../lib/engines/postgres/postgres-errors';
import { ValidationError } from '../../../lib/errors/value-errors';
import { pathOf } from '../../../lib/query/field-path';
import type { InsertOperation } from '../../../lib/query/operation';
import { thrownBy } from './compiled';
import { ADDRESS, insert, makeModel, type } from './sample-models';

const NOTE = makeModel('not"es', {
  id: { type: type.of('int'), role: 'primaryKey' },
  text: { type: type.of('string'), nullable: true, column: 'text"' },
  tags: { type: type.list(type.of('string')), nullable: true },
  place: { type: type.embedded(ADDRESS), nullable: true },
  raw: { type: type.of('bytes'), nullable: true },
});

type Row = readonly [id: number, text?: unknown, tags?: unknown, place?: unknown, raw?: unknown];

function statement(rows: readonly Row[], more: Partial<InsertOperation> = {}) {
  return postgresCompiler.compile(insert({ model: NOTE, fields: NOTE.fields, rows, onConflict: 'fail', ...more }));
}

/** So many rows that they are copied; the first ones are those given. */
function many(...first: readonly Row[]): Row[] {
  const rest = Array.from({ length: MIN_COPY_ROWS - first.length }, (_row, index): Row => [1_000 + index, null]);
  return [...first, ...rest];
}

function linesOf(rows: readonly Row[]): readonly string[] {
  const { copy } = statement(rows);
  return Buffer.concat([...(copy?.chunks() ?? [])])
    .toString()
    .split('\n');
}

/** What the server makes of a cell of COPY's text format. */
function readCell(cell: string): string | null {
  if (cell === '\\N') return null;
  const meanings: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };
  return cell.replace(/\\(.)/gs, (_all, character: string) => meanings[character] ?? character);
}

describe('many rows', () => {
  it('are copied, with names quoted', () => {
    expect(statement(many()).text).toBe('COPY "not""es" ("id", "text""", "tags", "place", "raw") FROM STDIN');
    expect(statement(many()).copy?.check.values).toEqual([
      '"not""es"',
      '{"id","text\\"","tags","place","raw"}',
      '{"integer","text","text[]","jsonb","bytea"}',
    ]);
  });

  it.each<[string, Row, string]>([
    ['null and what is left out', [1, null], '1\t\\N\t\\N\t\\N\t\\N'],
    ['an empty text', [1, ''], '1\t\t\\N\t\\N\t\\N'],
    ['the mark of null as a text', [1, '\\N'], '1\t\\\\N\t\\N\t\\N\t\\N'],
    ['the mark of the end as a text', [1, '\\.'], '1\t\\\\.\t\\N\t\\N\t\\N'],
    ['white space', [1, 'a\tb\r\nc\u000b'], '1\ta\\tb\\r\\nc\u000b\t\\N\t\\N\t\\N'],
    [
      'elements',
      [1, null, ['a"b', 'c\\d', 'e\tf', 'NULL']],
      '1\t\\N\t{"a\\\\"b","c\\\\\\\\d","e\\tf","NULL"}\t\\N\t\\N',
    ],
    ['embedded values', [1, null, null, { city: 'a\n"' }], '1\t\\N\t\\N\t{"town":"a\\\\n\\\\""}\t\\N'],
    ['bytes', [1, null, null, null, Uint8Array.of(0, 9, 92)], '1\t\\N\t\\N\t\\N\t\\\\x00095c'],
  ])('carry %s', (_what, row, line) => {
    expect(linesOf(many(row))[0]).toBe(line);
  });

  it('carry every text so that the server reads it back', () => {
    const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', ''));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 20 }), (texts) => {
        const lines = linesOf(many(...texts.map((value, id): Row => [id, value])));
        expect(lines).toHaveLength(MIN_COPY_ROWS + 1);
        const read = texts.map((_text, id) => readCell(lines[id]?.split('\t')[1] ?? ''));
        // Half of a surrogate pair has no bytes in UTF-8.
        expect(read).toEqual(texts.map((value) => Buffer.from(value).toString()));
      }),
    );
  });

  it('come in pieces that end with a row', () => {
    const { copy } = statement(many(...Array.from({ length: 150 }, (_row, id): Row => [id, 'é'.repeat(2_000)])));
    const chunks = [...(copy?.chunks() ?? [])];
    expect(chunks.length).toBeGreaterThan(3);
    for (const chunk of chunks) {
      expect(chunk.at(-1)).toBe(10);
      expect(chunk.length).toBeLessThan(200_000);
    }
  });

  it('say while they are sent which field cannot be stored, as if it had been found before', () => {
    const problem = thrownBy(() => linesOf(many([1, 'a', ['ok', 'a\0']])));
    expect(problem).toMatchObject({ constraint: 'text', path: ['tags', '1'] });
    expect(thrownBy(() => linesOf(many([1, 'a\0'])))).toMatchObject({ constraint: 'text', path: ['text'] });
    const error = postgresErrors('postgres').translate(problem, {
      operation: 'insert',
      model: NOTE,
      debugValues: false,
    });
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ problems: [{ path: 'tags.1', constraint: 'text' }], model: NOTE.name });
  });

  it('show their values only when asked', () => {
    expect(postgresCompiler.describe(statement(many([1, 'secret'])), false)).not.toContain('secret');
    expect(postgresCompiler.describe(statement(many([1, 'secret'])), true)).toContain('secret');
  });
});

describe('an INSERT stays', () => {
  it.each<[string, Partial<InsertOperation>]>([
    ['few rows', { rows: many().slice(1) }],
    ['rows that may be in the way', { onConflict: 'error' }],
    ['rows to be left out', { onConflict: 'ignore' }],
    ['rows to be replaced', { onConflict: 'replace' }],
    ['what is given back', { returning: NOTE.fields.slice(0, 1).map(pathOf) }],
    ['an end, which the server computes', { options: { ttlSeconds: 60, timestampMicros: null } }],
  ])('for %s', (_what, more) => {
    const made = statement(many(), more);
    expect(made.copy).toBeUndefined();
    expect(made.text).toMatch(/^INSERT INTO /);
  });

  it('at hand where a table takes no COPY', () => {
    const { text, values } = statement(many([1, 'a'])).copy?.instead() ?? { text: '', values: [] };
    expect(text).toMatch(/^INSERT INTO "not""es" .* FROM unnest\(/);
    expect(values[1]).toMatch(/^\{"a",NULL,/);
  });
});
