import { asRecord } from '../internal/as-record';
import type { FieldMetadata } from '../metadata/field-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { Assignment } from '../query/assignment';
import { pathOf } from '../query/field-path';

/** A field that polydoc fills, with the value it gets in this write. */
export interface SystemValue {
  readonly field: FieldMetadata;
  readonly value: unknown;
}

/** The version that a new row starts with. */
export const FIRST_VERSION = 1;

/** What a complete write fills: version, timestamps, discriminator. A creation time that the caller set stays. */
export function systemValuesOfInsert(model: ModelMetadata, document: object, now: Date): readonly SystemValue[] {
  if (!fillsAtInsert(model)) return NO_VALUES;
  const record = asRecord(document);
  const values: SystemValue[] = [];
  if (model.version !== null) values.push({ field: model.version, value: FIRST_VERSION });
  if (model.createdAt !== null) {
    values.push({ field: model.createdAt, value: record[model.createdAt.property] ?? now });
  }
  if (model.updatedAt !== null) values.push({ field: model.updatedAt, value: now });
  if (model.discriminator?.value !== undefined && model.discriminator.value !== null) {
    values.push({ field: model.discriminator.field, value: model.discriminator.value });
  }
  return values;
}

const NO_VALUES: readonly SystemValue[] = Object.freeze([]);

function fillsAtInsert({ version, createdAt, updatedAt, discriminator }: ModelMetadata): boolean {
  return version !== null || createdAt !== null || updatedAt !== null || discriminator !== null;
}

/** What a partial write moves: the update time, and the version by one. */
export function systemAssignments(model: ModelMetadata, now: Date): Assignment[] {
  const assignments: Assignment[] = [];
  if (model.updatedAt !== null) assignments.push({ kind: 'set', path: pathOf(model.updatedAt), value: now });
  if (model.version !== null) assignments.push({ kind: 'increment', path: pathOf(model.version), operand: 1 });
  return assignments;
}

/** True for fields that users do not write by hand. */
export function isSystemField(model: ModelMetadata, field: FieldMetadata): boolean {
  return field === model.version || field === model.updatedAt || field === model.discriminator?.field;
}

/** Puts values that were stored into memory. Dates are copied: the caller may change its own. */
export function assignStored(document: object, values: readonly SystemValue[]): void {
  const record = asRecord(document);
  for (const { field, value } of values) {
    record[field.property] = value instanceof Date ? new Date(value.getTime()) : value;
  }
}
