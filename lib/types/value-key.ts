import { types } from 'node:util';
import { asRecord } from '../internal/as-record';
import { Decimal } from './decimal';
import { Duration } from './duration';
import { isPlainObject } from './is-plain-object';
import type { LogicalType } from './logical-type';

/**
 * Text that is the same for equal values of a type and differs for others: what finds duplicates in sets and keys of
 * maps when the elements are objects. Defined for values that do not fit the type, too: those never equal one that does.
 */
export function valueKey(type: LogicalType, value: unknown): string {
  if (value === undefined || value === null) return 'null';
  const key = keyOf(type, value);
  return key ?? `misfit ${typeof value} ${typeof value === 'object' ? '' : String(value)}`;
}

function keyOf(type: LogicalType, value: unknown): string | null {
  switch (type.kind) {
    case 'list':
      return Array.isArray(value) ? joined(value.map((item: unknown) => valueKey(type.element, item))) : null;
    case 'set':
      return types.isSet(value) ? joined(sorted([...value].map((item) => valueKey(type.element, item)))) : null;
    case 'map':
      return types.isMap(value) ? joined(sorted([...value].map((entry) => entryKey(type, entry)))) : null;
    case 'tuple':
      return Array.isArray(value) ? joined(tupleKeys(type.elements, value)) : null;
    case 'embedded':
      return typeof value === 'object' && value !== null
        ? joined(type.shape().fields.map((field) => valueKey(field.type, asRecord(value)[field.property])))
        : null;
    default:
      return scalarKey(value);
  }
}

function tupleKeys(elements: readonly LogicalType[], values: readonly unknown[]): string[] {
  const keys = elements.map((element, index) => valueKey(element, values[index]));
  return values.length === elements.length ? keys : [...keys, `of ${values.length}`];
}

function entryKey(
  type: { readonly key: LogicalType; readonly value: LogicalType },
  [key, value]: [unknown, unknown],
): string {
  return joined([valueKey(type.key, key), valueKey(type.value, value)]);
}

function scalarKey(value: unknown): string | null {
  if (value instanceof Decimal) return `decimal ${value.isZero() ? '0' : value.toString()}`;
  if (value instanceof Duration) return `duration ${value.toString()}`;
  if (types.isDate(value)) return `date ${value.getTime()}`;
  if (types.isUint8Array(value)) return `bytes ${Buffer.from(value).toString('base64')}`;
  if (types.isFloat32Array(value)) return `vector ${value.join(',')}`;
  return jsonKey(value);
}

/** Like JSON with sorted keys; a bigint, which JSON lacks, is set apart from the number of the same digits. */
function jsonKey(value: unknown): string | null {
  switch (typeof value) {
    case 'bigint':
      return `${value}n`;
    case 'string':
      return `'${value}`;
    case 'number':
    case 'boolean':
      return String(value);
    default:
      return value === null ? 'null' : containerKey(value);
  }
}

function containerKey(value: unknown): string | null {
  if (Array.isArray(value)) return `list ${joined(value.map((item: unknown) => jsonKey(item) ?? 'misfit'))}`;
  if (!isPlainObject(value)) return null;
  return `object ${joined(sorted(Object.keys(value)).flatMap((key) => [key, jsonKey(value[key]) ?? 'misfit']))}`;
}

/** Parts with their lengths in front, so that no two lists of parts give the same text. */
function joined(keys: readonly string[]): string {
  return keys.map((key) => `${key.length}:${key}`).join('');
}

function sorted(keys: readonly string[]): string[] {
  // The default order, by UTF-16 unit, depends on nothing outside.
  return [...keys].sort();
}
