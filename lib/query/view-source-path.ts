import { SchemaError } from '../errors/database-errors';
import type { FieldMetadata } from '../metadata/field-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { ViewMetadata } from '../metadata/view-metadata';
import type { FieldPath } from './field-path';
import { findPath } from './parse-path';

/** The error of a view's field that its source cannot give. */
export function viewFieldError(model: ModelMetadata, field: FieldMetadata, reason: string): SchemaError {
  return new SchemaError(`${model.name}.${field.property} ${reason}.`, { model: model.name });
}

/**
 * Where the source of a view has what a field of the view shows.
 * @throws SchemaError (POLYDOC_SCHEMA) for a field that is not among the view's columns, or that the source does not have.
 */
export function viewSourcePath(
  model: ModelMetadata,
  source: ModelMetadata,
  view: ViewMetadata,
  field: FieldMetadata,
): FieldPath {
  const isKey = view.partition.includes(field.property) || view.clustering.includes(field.property);
  if (view.columns !== null && !isKey && !view.columns.includes(field.property)) {
    throw viewFieldError(model, field, 'is not among the columns of the view: name it there, or leave the field out');
  }
  const path = findPath(source, field.property);
  if (path === null) throw viewFieldError(model, field, `is no field of ${source.name}`);
  return path;
}
