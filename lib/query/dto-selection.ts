import type { AnyClass } from '../internal/any-class';
import { collectDraft } from '../metadata/collected-draft';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { FieldPath } from './field-path';
import { parsePath } from './parse-path';
import { invalidQuery } from './refuse-query';

/**
 * The model's fields that another class declares, by name.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) when it declares none, or one that the model does not have
 */
export function dtoSelection(model: ModelMetadata, dto: AnyClass): readonly FieldPath[] {
  const { fields } = collectDraft(dto);
  if (fields.length === 0) {
    const hint = 'Select the fields before it.';
    throw invalidQuery(model, { path: null, operator: 'as', hint }, `${dto.name} has no @Field()`);
  }
  return Object.freeze(fields.map((field) => parsePath(model, field.property)));
}
