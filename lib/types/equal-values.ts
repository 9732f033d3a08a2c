import { types } from 'node:util';
import { asRecord } from '../internal/as-record';
import { Decimal } from './decimal';
import { Duration } from './duration';
import { isPlainObject } from './is-plain-object';
import { isPrimitiveType } from './is-primitive-type';
import type { LogicalType } from './logical-type';
import { valueKey } from './value-key';

/**
 * True when two canonical values of the type are equal: sets and maps whatever their order, decimals by value, dates by
 * millisecond, embedded values by their fields, JSON objects whatever their order. null and undefined are equal.
 * Never throws: what does not fit the type equals only itself.
 */
export function equalValues(type: LogicalType, a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === null || a === undefined) return b === null || b === undefined;
  if (typeof a !== 'object' || typeof b !== 'object' || b === null) return false;
  switch (type.kind) {
    case 'list':
      return Array.isArray(a) && Array.isArray(b) && equalItems(() => type.element, a, b);
    case 'tuple':
      return Array.isArray(a) && Array.isArray(b) && equalItems((index) => type.elements[index], a, b);
    case 'set':
      return types.isSet(a) && types.isSet(b) && equalSets(type, a, b);
    case 'map':
      return types.isMap(a) && types.isMap(b) && equalMaps(type, a, b);
    case 'embedded':
      return type
        .shape()
        .fields.every((field) => equalValues(field.type, asRecord(a)[field.property], asRecord(b)[field.property]));
    case 'json':
      return equalJson(a, b);
    default:
      return equalObjects(a, b);
  }
}

function equalItems(
  typeAt: (index: number) => LogicalType | undefined,
  a: readonly unknown[],
  b: readonly unknown[],
): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) {
    const type = typeAt(index);
    if (type === undefined || !equalValues(type, a[index], b[index])) return false;
  }
  return true;
}

function equalSets(
  type: Extract<LogicalType, { kind: 'set' }>,
  a: ReadonlySet<unknown>,
  b: ReadonlySet<unknown>,
): boolean {
  if (a.size !== b.size) return false;
  if (isPrimitiveType(type.element)) {
    for (const element of a) if (!b.has(element)) return false;
    return true;
  }
  return valueKey(type, a) === valueKey(type, b);
}

function equalMaps(
  type: Extract<LogicalType, { kind: 'map' }>,
  a: ReadonlyMap<unknown, unknown>,
  b: ReadonlyMap<unknown, unknown>,
): boolean {
  if (a.size !== b.size) return false;
  if (!isPrimitiveType(type.key)) return valueKey(type, a) === valueKey(type, b);
  for (const [key, value] of a) {
    if (!b.has(key) || !equalValues(type.value, value, b.get(key))) return false;
  }
  return true;
}

function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equalJson(item, b[index]));
  }
  if (!isPlainObject(a) || !isPlainObject(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && equalJson(a[key], b[key]));
}

function equalObjects(a: object, b: object): boolean {
  if (a instanceof Decimal) return b instanceof Decimal && a.equals(b);
  if (a instanceof Duration) return b instanceof Duration && a.equals(b);
  if (types.isDate(a)) return types.isDate(b) && a.getTime() === b.getTime();
  if (types.isUint8Array(a)) return types.isUint8Array(b) && Buffer.compare(a, b) === 0;
  return types.isFloat32Array(a) && types.isFloat32Array(b) && equalVectors(a, b);
}

function equalVectors(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((element, index) => element === b[index]);
}
