import { types } from 'node:util';
import { asRecord } from '../internal/as-record';
import { Decimal } from './decimal';
import { Duration } from './duration';
import { isPlainObject } from './is-plain-object';
import { isTextType } from './is-text-type';
import type { LogicalType } from './logical-type';

/**
 * A canonical value as plain JSON data: bigints, decimals and durations as strings, dates in ISO 8601, bytes in base64,
 * sets and vectors as lists, maps with text keys as objects and others as lists of pairs, embedded values by the names
 * of their properties. null and undefined become null. `fromJsonValue` reads it back to an equal value.
 * What does not fit the type is given as it is.
 */
export function toJsonValue(type: LogicalType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'list':
      return Array.isArray(value) ? value.map((item: unknown) => toJsonValue(type.element, item)) : value;
    case 'set':
      return types.isSet(value) ? [...value].map((item) => toJsonValue(type.element, item)) : value;
    case 'map':
      return types.isMap(value) ? jsonOfMap(type, value) : value;
    case 'tuple':
      return Array.isArray(value) ? jsonOfTuple(type.elements, value) : value;
    case 'embedded':
      return typeof value === 'object' ? jsonOfEmbedded(type, value) : value;
    case 'json':
      return value;
    default:
      return jsonOfScalar(value);
  }
}

function jsonOfTuple(elements: readonly LogicalType[], values: readonly unknown[]): unknown[] {
  return values.map((value, index) => {
    const element = elements[index];
    return element === undefined ? value : toJsonValue(element, value);
  });
}

function jsonOfMap(type: Extract<LogicalType, { kind: 'map' }>, map: ReadonlyMap<unknown, unknown>): unknown {
  const pairs = [...map].map(([key, value]): [unknown, unknown] => [
    toJsonValue(type.key, key),
    toJsonValue(type.value, value),
  ]);
  if (!isTextType(type.key)) return pairs;
  return Object.fromEntries(pairs.map(([key, value]): [string, unknown] => [String(key), value]));
}

function jsonOfEmbedded(type: Extract<LogicalType, { kind: 'embedded' }>, value: object): unknown {
  const members: [string, unknown][] = [];
  for (const field of type.shape().fields) {
    const part = asRecord(value)[field.property];
    if (part !== undefined) members.push([field.property, toJsonValue(field.type, part)]);
  }
  return Object.fromEntries(members);
}

function jsonOfScalar(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null || isPlainObject(value)) return value;
  if (value instanceof Decimal || value instanceof Duration) return value.toString();
  // An invalid date has no ISO form; JSON.stringify writes null for it as well.
  if (types.isDate(value)) return value.toJSON();
  if (types.isUint8Array(value)) return Buffer.from(value).toString('base64');
  return types.isFloat32Array(value) ? Array.from(value) : value;
}

export { fromJsonValue } from './from-json-value';
