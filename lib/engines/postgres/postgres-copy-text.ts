import type { FieldMetadata } from '../../metadata/field-metadata';
import type { LogicalType } from '../../types/logical-type';
import { locatedAt } from '../../types/misfit';
import { codecOf } from './postgres-codecs';
import { storableText } from './postgres-scalar-codecs';

/** Characters of one piece: enough to hide the cost of a message, little enough to be garbage soon. */
const CHUNK_LENGTH = 65_536;

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
/** What has a meaning in the data. */
const MEANINGFUL = /[\\\t\n\r]/;
/** The same and what no text of PostgreSQL can hold: one look at a text that is neither, as nearly all are. */
const SUSPICIOUS = /[\0\\\t\n\r]/;

/** A value's text as COPY reads it back. */
function escaped(text: string): string {
  return MEANINGFUL.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character) : text;
}

function encodeText(value: unknown): string {
  const text = value as string;
  return SUSPICIOUS.test(text) ? escaped(storableText(text)) : text;
}

type Encode = (value: unknown) => string;

function encoderOf(type: LogicalType): Encode {
  const { encode, isQuoted } = codecOf(type);
  if (encode === storableText) return encodeText;
  // What needs no quotes in an array literal has no backslash and no white space of these either.
  return isQuoted ? (value) => escaped(encode(value)) : encode;
}

interface Column {
  readonly encode: Encode;
  /** What ends the cell. */
  readonly end: '\t' | '\n';
}

/**
 * Rows in COPY's text format (https://www.postgresql.org/docs/current/sql-copy.html), in pieces that end with a row.
 * Throws `ValueProblem` whose path starts with the field.
 */
export function* copyChunks(
  fields: readonly FieldMetadata[],
  rows: readonly (readonly unknown[])[],
): Generator<Buffer, void> {
  const columns = fields.map(
    ({ type }, index): Column => ({ encode: encoderOf(type), end: index + 1 < fields.length ? '\t' : '\n' }),
  );
  let text = '';
  for (const row of rows) {
    let at = 0;
    try {
      for (const { encode, end } of columns) {
        const value = row[at];
        text += value === null || value === undefined ? '\\N' : encode(value);
        text += end;
        at += 1;
      }
    } catch (cause) {
      throw locatedAt(cause, fields[at]?.property ?? '');
    }
    if (text.length >= CHUNK_LENGTH) {
      yield Buffer.from(text);
      text = '';
    }
  }
  if (text !== '') yield Buffer.from(text);
}
