import { types } from 'node:util';
import type { AnyClass } from '../internal/any-class';

const CONVERSIONS = new Map<unknown, (value: unknown) => unknown>([
  [String, String],
  [Number, Number],
  [Boolean, Boolean],
  [Date, toDate],
  [Buffer, toBuffer],
]);

/** True for what `@Type(() => String)` and its like name. */
export function isPrimitiveTarget(target: AnyClass): boolean {
  return CONVERSIONS.has(target);
}

/** Converts as class-transformer does for `@Type(() => String | Number | Boolean | Date | Buffer)`; null stays null. */
export function convertPrimitive(target: AnyClass, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  return CONVERSIONS.get(target)?.(value);
}

function toDate(value: unknown): unknown {
  if (types.isDate(value)) return new Date(value.getTime());
  return typeof value === 'string' || typeof value === 'number' ? new Date(value) : value;
}

function toBuffer(value: unknown): unknown {
  if (typeof value === 'string') return Buffer.from(value);
  return types.isUint8Array(value) || Array.isArray(value) ? Buffer.from(value) : value;
}
