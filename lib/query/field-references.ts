import type { ModelMetadata } from '../metadata/model-metadata';
import { defineReferences } from './field-reference';
import type { FieldReferences } from './field-reference-types';

const REFERENCES = new WeakMap<ModelMetadata, object>();

/**
 * The fields of a model as values, for filters and orders that the compiler checks: `fields().age.gte(18)`, nested
 * `fields().address.city.eq('Paris')`, `fields().name.asc()`. Made once per model.
 */
export function fieldReferences<T extends object>(model: ModelMetadata): FieldReferences<T>;
export function fieldReferences(model: ModelMetadata): object {
  let references = REFERENCES.get(model);
  if (references === undefined) {
    references = {};
    defineReferences(references, model, '', () => model.fields);
    REFERENCES.set(model, Object.freeze(references));
  }
  return references;
}
