import { UnprocessableError, type ValidationProblem } from '../errors/value-errors';
import type { ModelMetadata } from '../metadata/model-metadata';
import { canonicalValue } from './canonical-values';
import { stateOf } from './document-state';
import { throwProblems } from './throw-problems';

/** Key values in key order: as stored, or, for a document that never was, as they stand in memory. */
export function keyOf(model: ModelMetadata, document: object): unknown[] {
  if (model.key.fields.length === 0) {
    throw new UnprocessableError(`${model.name} has no key, so no single row of it can be addressed.`, {
      model: model.name,
    });
  }
  const { snapshot } = stateOf(document);
  if (snapshot !== null) return model.key.fields.map((field) => snapshot.original(field));
  const problems: ValidationProblem[] = [];
  const values = model.key.fields.map((field) => canonicalValue(document, field, problems));
  throwProblems(model, problems);
  return values;
}

/** The key as errors show it: the value itself, or an object for a key of several fields. */
export function keyForError(model: ModelMetadata, values: readonly unknown[]): unknown {
  if (values.length === 1) return values[0];
  return Object.fromEntries(model.key.fields.map((field, index) => [field.property, values[index]]));
}
