import { isPlainObject } from '../types/is-plain-object';

/**
 * Makes the function that gives each document its default.
 * A function is called; a mutable value is copied, so that documents never share one; anything else is given as it is.
 * Result: null for `undefined`, which states no default.
 */
export function defaultMaker(value: unknown): (() => unknown) | null {
  if (value === undefined) return null;
  if (typeof value === 'function') return () => Reflect.apply(value, undefined, []);
  return () => copy(value);
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof Set) return new Set([...value].map(copy));
  if (value instanceof Map) return new Map([...value].map(([key, entry]) => [copy(key), copy(entry)]));
  if (value instanceof Date || ArrayBuffer.isView(value)) return structuredClone(value);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, copy(entry)]));
}
