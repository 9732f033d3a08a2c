import { ValidationError } from '../errors/value-errors';
import { isCalendarDate } from './calendar-text';
import { Duration } from './duration';
import { isPlainObject } from './is-plain-object';
import { isTextType } from './is-text-type';
import type { LogicalType } from './logical-type';
import { locatedAt } from './misfit';
import { parserFor } from './parse-value';
import { ValueProblem } from './value-problem';

const WHOLE = /^-?\d{1,131072}$/;
const INSTANT =
  /^([+-]\d{6}|\d{4})(-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3}0*)?)?(?:Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * The canonical value that JSON data from anywhere stands for; the inverse of `toJsonValue`. Values that are in their
 * JavaScript form already (a `Date`, a bigint) are taken too. null is no value here: whether a field may be null is for
 * its owner to decide, as with `parserFor`.
 * Errors: a `ValueProblem` with the path to what does not fit, a key that is no field included.
 */
export function fromJsonValue(type: LogicalType, json: unknown): unknown {
  return parserFor(type)(decode(type, json));
}

/** Puts JavaScript forms in place of JSON forms; what it does not know it leaves for the parser to judge. */
function decode(type: LogicalType, json: unknown): unknown {
  switch (type.kind) {
    case 'list':
    case 'set':
      return Array.isArray(json) ? decodeItems(() => type.element, json) : json;
    case 'tuple':
      return Array.isArray(json) ? decodeItems((index) => type.elements[index], json) : json;
    case 'map':
      return decodeMap(type, json);
    case 'embedded':
      return isPlainObject(json) ? decodeEmbedded(type, json) : json;
    default:
      return typeof json === 'string' ? decodeText(type, json) : json;
  }
}

function decodeItems(typeAt: (index: number) => LogicalType | undefined, items: readonly unknown[]): unknown[] {
  return Array.from(items, (item, index) => {
    const type = typeAt(index);
    return type === undefined ? item : decodeAt(type, item, String(index));
  });
}

function decodeMap(type: Extract<LogicalType, { kind: 'map' }>, json: unknown): unknown {
  if (Array.isArray(json)) return new Map(Array.from(json, (pair: unknown, index) => decodePair(type, pair, index)));
  if (!isTextType(type.key) || !isPlainObject(json)) return json;
  return new Map(Object.entries(json).map(([key, value]) => [key, decodeAt(type.value, value, key)]));
}

function decodePair(type: Extract<LogicalType, { kind: 'map' }>, pair: unknown, index: number): [unknown, unknown] {
  if (!Array.isArray(pair) || pair.length !== 2) {
    throw new ValueProblem('type', 'must be a pair [key, value]').within(String(index));
  }
  return [decodeAt(type.key, pair[0], String(index)), decodeAt(type.value, pair[1], String(index))];
}

function decodeEmbedded(type: Extract<LogicalType, { kind: 'embedded' }>, json: Record<string, unknown>): unknown {
  const types = new Map(type.shape().fields.map((field) => [field.property, field.type]));
  const members = Object.entries(json).map(([key, value]): [string, unknown] => {
    const fieldType = types.get(key);
    return [key, fieldType === undefined ? value : decodeAt(fieldType, value, key)];
  });
  return Object.fromEntries(members);
}

function decodeAt(type: LogicalType, json: unknown, step: string): unknown {
  try {
    return decode(type, json);
  } catch (cause) {
    throw locatedAt(cause, step);
  }
}

function decodeText(type: LogicalType, text: string): unknown {
  switch (type.kind) {
    case 'bigint':
    case 'varint':
      return wholeOf(text);
    case 'timestamp':
      return instantOf(text);
    case 'bytes':
      return bytesOf(text);
    case 'duration':
      return durationOf(text);
    default:
      return text;
  }
}

function wholeOf(text: string): bigint {
  if (WHOLE.test(text)) return BigInt(text);
  throw new ValueProblem('format', 'must be a whole number');
}

function instantOf(text: string): Date {
  if (isCalendarDate(text)) return new Date(text);
  const match = INSTANT.exec(text);
  if (match !== null && namesRealDay(match[1], match[2])) {
    // More digits than milliseconds are zeros, by the pattern; the runtime would cut them anyway.
    return new Date(text);
  }
  throw new ValueProblem('format', 'must be an ISO 8601 time with its offset, such as 2024-02-29T12:00:00.000Z');
}

/** The runtime takes 30 February for 1 March; years beyond four digits keep the calendar of 400 years earlier. */
function namesRealDay(year = '', monthAndDay = ''): boolean {
  const inCycle = (((Number(year) % 400) + 400) % 400) + 400;
  return isCalendarDate(`${String(inCycle).padStart(4, '0')}${monthAndDay}`);
}

function bytesOf(text: string): Uint8Array {
  // Copied: a small Buffer shows a piece of a shared pool through its `buffer`.
  if (BASE64.test(text)) return new Uint8Array(Buffer.from(text, 'base64'));
  throw new ValueProblem('format', 'must be base64');
}

function durationOf(text: string): Duration {
  try {
    return Duration.parse(text);
  } catch (cause) {
    if (!(cause instanceof ValidationError)) throw cause;
    throw new ValueProblem('format', cause.problems[0]?.message ?? 'must be an ISO 8601 duration');
  }
}
