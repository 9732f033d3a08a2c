import { types } from 'node:util';
import { asRecord } from '../internal/as-record';
import { Decimal } from './decimal';
import { Duration } from './duration';
import type { LogicalType } from './logical-type';
import { valueKey } from './value-key';

/**
 * Total order of canonical values: negative when `a` comes first, 0 when they are equal. null comes first; numbers,
 * decimals and dates by size, text by code point, bytes by byte, false before true, lists and tuples element by element,
 * embedded values field by field, durations by length with months of 30 days of 24 hours. Sets, maps and JSON have no
 * order of their own, and get a fixed one.
 */
export function compareValues(type: LogicalType, a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : -1;
  if (b === null || b === undefined) return 1;
  switch (type.kind) {
    case 'list':
      return Array.isArray(a) && Array.isArray(b) ? compareItems(() => type.element, a, b) : byKey(type, a, b);
    case 'tuple':
      return Array.isArray(a) && Array.isArray(b) ? compareItems((i) => type.elements[i], a, b) : byKey(type, a, b);
    case 'embedded':
      return typeof a === 'object' && typeof b === 'object' ? compareFields(type, a, b) : byKey(type, a, b);
    case 'set':
    case 'map':
    case 'json':
      return byKey(type, a, b);
    default:
      return compareScalars(type, a, b);
  }
}

function compareItems(
  typeAt: (index: number) => LogicalType | undefined,
  a: readonly unknown[],
  b: readonly unknown[],
): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const type = typeAt(index);
    const order = type === undefined ? 0 : compareValues(type, a[index], b[index]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareFields(type: Extract<LogicalType, { kind: 'embedded' }>, a: object, b: object): number {
  for (const field of type.shape().fields) {
    const order = compareValues(field.type, asRecord(a)[field.property], asRecord(b)[field.property]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareScalars(type: LogicalType, a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'number' && typeof b === 'number') return ordered(a < b, a > b);
  if (typeof a === 'bigint' && typeof b === 'bigint') return ordered(a < b, a > b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Decimal && b instanceof Decimal) return a.comparedTo(b);
  if (a instanceof Duration && b instanceof Duration) return compareDurations(a, b);
  if (types.isDate(a) && types.isDate(b)) return a.getTime() - b.getTime();
  if (types.isUint8Array(a) && types.isUint8Array(b)) return Buffer.compare(a, b);
  if (types.isFloat32Array(a) && types.isFloat32Array(b)) return compareVectors(a, b);
  return byKey(type, a, b);
}

function ordered(isBefore: boolean, isAfter: boolean): number {
  if (isBefore) return -1;
  return isAfter ? 1 : 0;
}

function compareVectors(a: Float32Array, b: Float32Array): number {
  const first = a.findIndex((element, index) => element !== b[index]);
  if (first < 0 || first >= b.length) return a.length - b.length;
  return Number(a[first]) - Number(b[first]);
}

/** Order of code points. JavaScript compares UTF-16 units, in which U+10000 and above come before U+E000 to U+FFFF. */
function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return a.length - b.length;
}

function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

const DAY_NANOSECONDS = 86_400_000_000_000n;

function compareDurations(a: Duration, b: Duration): number {
  const [left, right] = [approximate(a), approximate(b)];
  return ordered(left < right, left > right) || a.months - b.months || a.days - b.days;
}

function approximate(duration: Duration): bigint {
  return (BigInt(duration.months) * 30n + BigInt(duration.days)) * DAY_NANOSECONDS + duration.nanoseconds;
}

function byKey(type: LogicalType, a: unknown, b: unknown): number {
  return compareText(valueKey(type, a), valueKey(type, b));
}
