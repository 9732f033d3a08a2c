import type { FieldMetadata } from '../metadata/field-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { Assignment } from '../query/assignment';
import { type FieldPath, pathOf } from '../query/field-path';
import {
  type DeleteOperation,
  type FindOperation,
  type InsertOperation,
  NO_READ_HINTS,
  type UpdateOperation,
} from '../query/operation';
import type { Predicate } from '../query/predicate';
import type { WriteOptions } from '../query/write-options';

/** Paths of whole fields. */
export function pathsOf(fields: readonly FieldMetadata[]): FieldPath[] {
  return fields.map(pathOf);
}

/** Exactly the row with this key, soft-deleted or not. */
export function findRow(model: ModelMetadata, where: Predicate, fields: readonly FieldMetadata[]): FindOperation {
  return {
    kind: 'find',
    model,
    where,
    orderBy: [],
    limit: null,
    skip: 0,
    selection: pathsOf(fields),
    distinct: false,
    lock: null,
    hints: NO_READ_HINTS,
  };
}

/** A write of complete rows. */
export function insertRows(
  model: ModelMetadata,
  rows: readonly (readonly unknown[])[],
  onConflict: InsertOperation['onConflict'],
  options: WriteOptions,
  extra: { readonly assign?: readonly Assignment[]; readonly returning?: readonly FieldMetadata[] } = {},
): InsertOperation {
  return {
    kind: 'insert',
    model,
    fields: model.fields,
    rows,
    onConflict,
    onConflictAssign: extra.assign ?? null,
    returning: pathsOf(extra.returning ?? []),
    options: options.ttlSeconds === null ? { ...options, ttlSeconds: model.ttlSeconds } : options,
  };
}

/** A change of the rows that match. */
export function updateRows(
  model: ModelMetadata,
  where: Predicate,
  assignments: readonly Assignment[],
  options: WriteOptions,
  extra: {
    readonly condition?: Predicate | null;
    readonly ifExists?: boolean;
    readonly isRowTtl?: boolean;
    readonly returning?: readonly FieldMetadata[];
  } = {},
): UpdateOperation {
  return {
    kind: 'update',
    model,
    where,
    condition: extra.condition ?? null,
    ifExists: extra.ifExists ?? false,
    isRowTtl: extra.isRowTtl ?? false,
    assignments,
    returning: pathsOf(extra.returning ?? []),
    options,
  };
}

/** A removal of the rows that match. */
export function deleteRows(
  model: ModelMetadata,
  where: Predicate,
  options: WriteOptions,
  extra: { readonly condition?: Predicate | null; readonly ifExists?: boolean } = {},
): DeleteOperation {
  return {
    kind: 'delete',
    model,
    where,
    condition: extra.condition ?? null,
    ifExists: extra.ifExists ?? false,
    options,
  };
}
