import { BSON } from 'mongodb';
import type { FieldMetadata } from '../../metadata/field-metadata';
import type { Assignment } from '../../query/assignment';
import type { LogicalType } from '../../types/logical-type';
import { ValueProblem } from '../../types/value-problem';
import { isKeyField } from './mongodb-names';

/** Most bytes of a document: https://www.mongodb.com/docs/manual/reference/limits/ */
const MAX_BYTES = 16 * 1_024 * 1_024;
/** Estimates count characters, each of which takes three bytes at most: what is below this fits. */
const CERTAINLY_SMALL = 4 * 1_024 * 1_024;
/** Generous for a value of fixed size with its type and its place in a list. */
const FIXED = 24;

type Estimate = (value: unknown) => number;

const textSize: Estimate = (value) => (value as string).length;
const byteSize: Estimate = (value) => (value as Uint8Array).byteLength;

/** About how large values of a type become; null for types whose values are all small. */
function estimateOf(type: LogicalType): Estimate | null {
  switch (type.kind) {
    case 'string':
    case 'ascii':
      return textSize;
    case 'bytes':
      return byteSize;
    case 'vector':
      return (value) => (value as Float32Array).length * FIXED;
    case 'list':
      return listSize(estimateOf(type.element));
    case 'set':
    case 'map':
    case 'tuple':
    case 'embedded':
    case 'json':
      return anySize;
    default:
      return null;
  }
}

function listSize(estimate: Estimate | null): Estimate {
  if (estimate === null) return (value) => (value as readonly unknown[]).length * FIXED;
  return (value) => {
    const items = value as readonly unknown[];
    let size = items.length * FIXED;
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index];
      if (item !== null && item !== undefined) size += estimate(item);
    }
    return size;
  };
}

/** Every part of a value. The walk is not deeper than the codecs', which come first. */
function anySize(value: unknown): number {
  if (typeof value === 'string') return value.length + FIXED;
  if (typeof value !== 'object' || value === null) return FIXED;
  if (value instanceof Uint8Array) return value.byteLength + FIXED;
  if (ArrayBuffer.isView(value)) return value.byteLength * FIXED;
  let size = FIXED;
  if (value instanceof Map) for (const [key, entry] of value) size += anySize(key) + anySize(entry);
  else if (Array.isArray(value) || value instanceof Set) for (const item of value) size += anySize(item);
  else for (const [name, member] of Object.entries(value)) size += name.length + anySize(member);
  return size;
}

/**
 * Refuses documents that are larger than MongoDB stores, before they are sent. Throws `ValueProblem` (`size`) that names
 * the largest field. Documents are measured only where an estimate says that it matters.
 */
export function documentSizeCheck(
  fields: readonly FieldMetadata[],
): (row: readonly unknown[], document: Readonly<Record<string, unknown>>) => void {
  const large = fields.flatMap((field, position) => {
    const estimate = estimateOf(field.type);
    return estimate === null ? [] : [{ estimate, position }];
  });
  const estimates = large.map(({ estimate }) => estimate);
  const positions = large.map(({ position }) => position);
  return (row, document) => {
    let size = 0;
    for (let index = 0; index < estimates.length; index += 1) {
      const value = row[positions[index] ?? 0];
      if (value === null || value === undefined) continue;
      size += typeof value === 'string' ? value.length : (estimates[index]?.(value) ?? 0);
    }
    if (size > CERTAINLY_SMALL && BSON.calculateObjectSize(document) > MAX_BYTES) throw tooLarge(fields, document);
  };
}

function tooLarge(fields: readonly FieldMetadata[], document: Readonly<Record<string, unknown>>): ValueProblem {
  let largest = { size: -1, property: '' };
  for (const field of fields) {
    const value = isKeyField(field) ? undefined : document[field.column];
    const size = value === undefined ? 0 : BSON.calculateObjectSize({ value });
    if (size > largest.size) largest = { size, property: field.property };
  }
  return sizeProblem([largest.property]);
}

function sizeProblem(path: readonly string[]): ValueProblem {
  return new ValueProblem('size', 'makes the document larger than the 16 MiB that MongoDB stores', path);
}

/**
 * Refuses one value that alone is larger than a document may be. Throws `ValueProblem` (`size`).
 * @param value canonical value of the type, never null
 * @param encoded the same as it is sent
 */
export function checkValueSize(type: LogicalType, value: unknown, encoded: unknown): void {
  const estimate = estimateOf(type);
  if (estimate === null || estimate(value) <= CERTAINLY_SMALL) return;
  if (BSON.calculateObjectSize({ encoded }) > MAX_BYTES) throw sizeProblem([]);
}

/**
 * Refuses changes that together are larger than a document may be, though none of them is. Throws `ValueProblem` (`size`)
 * that names the field of the largest.
 * @param update the same as they are sent
 */
export function checkUpdateSize(assignments: readonly Assignment[], update: unknown): void {
  if (assignments.length < 2) return;
  let size = 0;
  let largest = { size: -1, property: '' };
  for (const { path, ...operands } of assignments) {
    if (path.field === null || estimateOf(path.field.type) === null) continue;
    const own = anySize(operands);
    size += own;
    if (own > largest.size) largest = { size: own, property: path.field.property };
  }
  if (size > CERTAINLY_SMALL && BSON.calculateObjectSize({ update }) > MAX_BYTES) throw sizeProblem([largest.property]);
}
