import { types } from 'node:util';
import type { WireParameter } from './pglite-message';
import type { ReplyColumn } from './pglite-reply';
import { parseArray } from './postgres-array-text';

/** Object identifiers of types: https://www.postgresql.org/docs/current/catalog-pg-type.html */
const JSON_TYPES = new Set([114, 3802]);

type Parse = (text: string) => unknown;

const parseBigint: Parse = (text) => {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
};
const parseDate: Parse = (text) => {
  if (text === 'infinity') return Number.POSITIVE_INFINITY;
  if (text === '-infinity') return Number.NEGATIVE_INFINITY;
  return new Date(text);
};
const parseBytes: Parse = (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex'));
const parseJson: Parse = (text) => JSON.parse(text);

const PARSERS = new Map<number, Parse>([
  [16, (text) => text === 't'],
  [17, parseBytes],
  [20, parseBigint],
  [21, Number],
  [23, Number],
  [26, Number],
  [700, Number],
  [701, Number],
  [114, parseJson],
  [3802, parseJson],
  [1082, parseDate],
  [1114, parseDate],
  [1184, parseDate],
]);

/** Array types and the type of their elements. */
const ELEMENT_TYPES = new Map([
  [1000, 16],
  [1001, 17],
  [1002, 18],
  [1003, 19],
  [1005, 21],
  [1007, 23],
  [1009, 25],
  [1014, 1042],
  [1015, 1043],
  [1016, 20],
  [1021, 700],
  [1022, 701],
  [1028, 26],
  [1041, 869],
  [1115, 1114],
  [1182, 1082],
  [1183, 1083],
  [1185, 1184],
  [1187, 1186],
  [1231, 1700],
  [199, 114],
  [2951, 2950],
  [3807, 3802],
]);

function parserOf(type: number): Parse | null {
  const element = ELEMENT_TYPES.get(type);
  if (element === undefined) return PARSERS.get(type) ?? null;
  const parse = PARSERS.get(element) ?? ((text: string) => text);
  return (text) => parseArray(text, parse);
}

/**
 * Rows as plain objects with PGlite's usual types. Made here and not by the client, because what a client in another
 * thread or realm makes is not `instanceof Date` for the caller.
 */
export function rawRows(rows: readonly (readonly (string | null)[])[], columns: readonly ReplyColumn[]): object[] {
  const parsers = columns.map(({ type }) => parserOf(type));
  return rows.map((row) => {
    const entries = columns.map(({ name }, index) => {
      const text = row[index] ?? null;
      const parse = parsers[index];
      return [name, text === null || parse === null || parse === undefined ? text : parse(text)];
    });
    return Object.fromEntries(entries);
  });
}

function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? part.toString() : part));
}

function arrayElement(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (Array.isArray(value)) return `{${value.map(arrayElement).join(',')}}`;
  const wire = rawParameter(value, 0);
  const text = wire instanceof Buffer ? `\\x${wire.toString('hex')}` : String(wire);
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** A raw parameter as the server takes it, the way both clients do: lists as arrays, but as JSON for a JSON column. */
export function rawParameter(value: unknown, type: number): WireParameter {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return String(value);
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (types.isDate(value)) return value.toISOString();
  if (Array.isArray(value) && !JSON_TYPES.has(type)) return arrayElement(value);
  return jsonText(value);
}
