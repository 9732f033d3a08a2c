import { UnprocessableError } from '../errors/value-errors';
import { frozen } from '../internal/freeze';
import type { FieldMetadata } from '../metadata/field-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import { isPlainObject } from '../types/is-plain-object';
import { parseOperand } from './parse-operand';
import type { Predicate } from './predicate';
import { invalidQuery } from './refuse-query';

/**
 * The predicate that finds one document by key.
 * @param key the value of the only key field; or all key values, as an object by property or a list in key order
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for a key of the wrong shape or type
 * @throws UnprocessableError (POLYDOC_UNPROCESSABLE) when the model has no key
 */
export function keyPredicate(model: ModelMetadata, key: unknown): Predicate {
  return frozen({ kind: 'key' as const, values: parseKey(model, key) });
}

/**
 * The key's canonical values in key order; takes and throws what `keyPredicate` does.
 */
export function parseKey(model: ModelMetadata, key: unknown): readonly unknown[] {
  const { fields } = model.key;
  if (fields.length === 0) throw new UnprocessableError(`${model.name} has no key.`, { model: model.name });
  const values = rawValues(model, fields, key);
  return fields.map((field, index) => parseOperand(model, field.type, values[index], field.property, 'key'));
}

function rawValues(model: ModelMetadata, fields: readonly FieldMetadata[], key: unknown): readonly unknown[] {
  if (isPlainObject(key)) {
    const extra = Reflect.ownKeys(key).find((name) => !fields.some((field) => field.property === name));
    if (extra !== undefined) {
      throw invalidQuery(model, { path: String(extra) }, `is not a key field; the key is ${keyNames(fields)}`);
    }
    return fields.map((field) => (Object.hasOwn(key, field.property) ? key[field.property] : undefined));
  }
  if (Array.isArray(key)) {
    if (key.length === fields.length) return key;
    throw invalidQuery(
      model,
      { path: null },
      `the key has ${fields.length} values (${keyNames(fields)}), got ${key.length}`,
    );
  }
  if (fields.length > 1) {
    throw invalidQuery(
      model,
      { path: null },
      `the key has ${fields.length} values (${keyNames(fields)}): give an object or a list`,
    );
  }
  return [key];
}

function keyNames(fields: readonly FieldMetadata[]): string {
  return fields.map((field) => field.property).join(', ');
}

/**
 * The same predicate in key form if it says that every key field equals a value and nothing else; the form that
 * engines answer fastest.
 */
export function asKeyPredicate(model: ModelMetadata, predicate: Predicate): Predicate {
  const { fields } = model.key;
  if (predicate.kind !== 'compare' && predicate.kind !== 'and') return predicate;
  const terms = predicate.kind === 'and' ? predicate.operands : [predicate];
  if (fields.length === 0 || terms.length !== fields.length) return predicate;
  const values: unknown[] = [];
  for (const field of fields) {
    const term = terms.find((candidate) => isEquality(candidate, field));
    if (term?.kind !== 'compare' || term.operand.kind !== 'value') return predicate;
    values.push(term.operand.value);
  }
  return frozen({ kind: 'key' as const, values });
}

function isEquality(predicate: Predicate, field: FieldMetadata): boolean {
  return (
    predicate.kind === 'compare' &&
    predicate.operator === 'eq' &&
    predicate.operand.kind === 'value' &&
    predicate.path.field === field &&
    predicate.path.steps.length === 0
  );
}
