import { Decimal } from '../../types/decimal';
import type { Duration } from '../../types/duration';
import type { ScalarName } from '../../types/logical-type';
import { ValueProblem } from '../../types/value-problem';
import type { Codec } from './postgres-codec';
import { columnType } from './postgres-column';
import { formatInterval, parseInterval } from './postgres-interval';
import { formatTimestamp, parseTimestamp } from './postgres-timestamp';

/** `HH:MM:SS.` and six digits. */
const MAX_TIME_LENGTH = 15;
/** Escapes of U+0000 and of halves of surrogate pairs; an even number of backslashes before makes it plain text. */
const UNSTORABLE_ESCAPE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** The text itself. Throws `ValueProblem` (`text`) when it holds U+0000, which no text of PostgreSQL can. */
export function storableText(value: unknown): string {
  const text = value as string;
  if (text.includes('\0')) throw new ValueProblem('text', 'must not contain the character U+0000');
  return text;
}

function storableTime(value: unknown): string {
  const text = value as string;
  if (text.length > MAX_TIME_LENGTH) throw new ValueProblem('precision', 'must not be finer than a microsecond');
  return text;
}

/** Text of a number; unlike `String`, it keeps the sign of -0. */
export function numberText(value: unknown): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** JSON text of any JSON value. Throws `ValueProblem` (`text`) for text in it that `jsonb` cannot hold. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (text.includes('\\u') && UNSTORABLE_ESCAPE.test(text)) {
    throw new ValueProblem('text', 'must not contain the character U+0000 or half of a surrogate pair');
  }
  return text;
}

function bufferOf(value: unknown): Buffer {
  const bytes = value as Uint8Array;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Bytes as text of an encoding. */
export function bytesText(value: unknown, encoding: 'hex' | 'base64'): string {
  return bufferOf(value).toString(encoding);
}

/** Bytes from text, in a buffer of their own. */
export function bytesOf(text: string, encoding: 'hex' | 'base64'): Uint8Array {
  return new Uint8Array(Buffer.from(text, encoding));
}

/** Decoding of types whose value is their text. */
export const sameText = (text: string): unknown => text;

function codec(kind: ScalarName, encode: Codec['encode'], decode: Codec['decode'], traits: Partial<Codec> = {}): Codec {
  return { sqlType: columnType({ kind }), isMutable: false, isQuoted: false, encode, decode, ...traits };
}

const QUOTED = { isQuoted: true };

/**
 * Codecs of the types that hold one value. Numbers need no guard: their canonical values are within PostgreSQL's limits.
 */
export const SCALAR_CODECS: Readonly<Record<ScalarName, Codec>> = {
  string: codec('string', storableText, sameText, QUOTED),
  ascii: codec('ascii', storableText, sameText, QUOTED),
  objectId: codec('objectId', storableText, sameText, QUOTED),
  uuid: codec('uuid', String, sameText),
  timeuuid: codec('timeuuid', String, sameText),
  date: codec('date', String, sameText),
  time: codec('time', storableTime, sameText),
  inet: codec('inet', String, sameText),
  boolean: codec(
    'boolean',
    (value) => (value === true ? 't' : 'f'),
    (text) => text === 't' || text === 'true',
  ),
  tinyint: codec('tinyint', String, Number),
  smallint: codec('smallint', String, Number),
  int: codec('int', String, Number),
  bigint: codec('bigint', String, BigInt),
  varint: codec('varint', String, BigInt),
  float: codec('float', numberText, (text) => Math.fround(Number(text))),
  double: codec('double', numberText, Number),
  decimal: codec('decimal', String, (text) => new Decimal(text)),
  timestamp: codec('timestamp', (value) => formatTimestamp(value as Date), parseTimestamp, { isMutable: true }),
  duration: codec('duration', (value) => formatInterval(value as Duration), parseInterval),
  bytes: codec(
    'bytes',
    (value) => `\\x${bytesText(value, 'hex')}`,
    (text) => bytesOf(text.slice(2), 'hex'),
    { isMutable: true, isQuoted: true },
  ),
  json: codec('json', storableJson, (text): unknown => JSON.parse(text), { isMutable: true, isQuoted: true }),
};
