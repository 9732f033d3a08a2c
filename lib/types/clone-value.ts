import { types } from 'node:util';
import { asRecord } from '../internal/as-record';
import { isPlainObject } from './is-plain-object';
import type { LogicalType } from './logical-type';

/** True when values of the type cannot be changed in place, so that sharing one is as good as a copy. */
export function isImmutable(type: LogicalType): boolean {
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
    case 'tuple':
    case 'vector':
    case 'embedded':
    case 'timestamp':
    case 'bytes':
    case 'json':
      return false;
    default:
      return true;
  }
}

/**
 * A copy that shares nothing changeable with the value; immutable values are given back as they are. What does not fit
 * the type is given back as it is too, because documents may hold such values until they are validated.
 */
export function cloneValue(type: LogicalType, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  switch (type.kind) {
    case 'list':
      return Array.isArray(value) ? cloneItems(type.element, value) : value;
    case 'set':
      return types.isSet(value) ? new Set(cloneItems(type.element, [...value])) : value;
    case 'map':
      return types.isMap(value) ? cloneMap(type, value) : value;
    case 'tuple':
      return Array.isArray(value) ? cloneTuple(type.elements, value) : value;
    case 'embedded':
      return cloneEmbedded(type, value);
    case 'json':
      return cloneJson(value);
    default:
      return cloneOther(value);
  }
}

function cloneItems(element: LogicalType, items: readonly unknown[]): unknown[] {
  return isImmutable(element) ? [...items] : items.map((item) => cloneValue(element, item));
}

function cloneTuple(elements: readonly LogicalType[], items: readonly unknown[]): unknown[] {
  return items.map((item, index) => {
    const element = elements[index];
    return element === undefined ? item : cloneValue(element, item);
  });
}

function cloneMap(
  type: Extract<LogicalType, { kind: 'map' }>,
  map: ReadonlyMap<unknown, unknown>,
): Map<unknown, unknown> {
  if (isImmutable(type.key) && isImmutable(type.value)) return new Map(map);
  const copy = new Map<unknown, unknown>();
  for (const [key, value] of map) copy.set(cloneValue(type.key, key), cloneValue(type.value, value));
  return copy;
}

function cloneEmbedded(type: Extract<LogicalType, { kind: 'embedded' }>, value: object): object {
  const shell: object = Object.create(Object.getPrototypeOf(value));
  const copy = asRecord(Object.assign(shell, value));
  for (const field of type.shape().fields) {
    const part = copy[field.property];
    if (typeof part === 'object' && part !== null && !isImmutable(field.type)) {
      copy[field.property] = cloneValue(field.type, part);
    }
  }
  return copy;
}

function cloneJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cloneJson);
  if (!isPlainObject(value)) return value;
  const members = Object.entries(value).map(([key, member]): [string, unknown] => [key, cloneJson(member)]);
  return Object.fromEntries(members);
}

function cloneOther(value: object): object {
  if (types.isDate(value)) return new Date(value.getTime());
  if (types.isUint8Array(value)) return cloneBytes(value);
  return types.isFloat32Array(value) ? new Float32Array(value) : value;
}

function cloneBytes(value: Uint8Array): Uint8Array {
  // A Buffer stays one: its text forms, and what a test framework calls equal, differ from those of plain bytes.
  return Buffer.isBuffer(value) ? Buffer.from(value) : new Uint8Array(value);
}
