import { Decimal, Duration } from '../../../lib';

/** Equal as the API says: null is missing, sets and maps whatever their order, decimals by value. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === null || a === undefined || b === null || b === undefined) return (a ?? null) === (b ?? null);
  if (isNumeric(a) && isNumeric(b)) return numberOrder(a, b) === 0;
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (a instanceof Duration && b instanceof Duration) return a.toString() === b.toString();
  if (a instanceof Set && b instanceof Set) return a.size === b.size && [...a].every((item) => holds([...b], item));
  if (a instanceof Map && b instanceof Map) {
    return a.size === b.size && [...a].every(([key, value]) => b.has(key) && sameValue(value, b.get(key)));
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  }
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  return [...Object.keys(a), ...Object.keys(b)].every((key) => sameValue(Reflect.get(a, key), Reflect.get(b, key)));
}

/** True when the list has an equal element. */
export function holds(list: readonly unknown[], value: unknown): boolean {
  return list.some((item) => sameValue(item, value));
}

/** Order of two values of one type: text by code point, everything else by size. */
export function order(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return textOrder(a, b);
  if (isNumeric(a) && isNumeric(b)) return numberOrder(a, b);
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  throw new TypeError(`No order between ${typeof a} and ${typeof b}.`);
}

function isNumeric(value: unknown): value is number | bigint | Decimal {
  return typeof value === 'bigint' || typeof value === 'number' || value instanceof Decimal;
}

/** Numbers of all types by size; JavaScript compares a number with a bigint exactly. */
function numberOrder(a: number | bigint | Decimal, b: number | bigint | Decimal): number {
  if (!(a instanceof Decimal) && !(b instanceof Decimal)) return a < b ? -1 : Number(a > b);
  return new Decimal(String(a)).cmp(new Decimal(String(b)));
}

/** UTF-8 sorts by code point. */
function textOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Elements of a list, a set or nothing: a null collection counts as empty. */
export function elementsOf(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value) || value instanceof Set) return [...value];
  if (value instanceof Map) return [...value];
  throw new TypeError('No collection.');
}
