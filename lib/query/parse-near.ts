import { frozen } from '../internal/freeze';
import type { ModelMetadata } from '../metadata/model-metadata';
import { isPlainObject } from '../types/is-plain-object';
import { parseOperand } from './parse-operand';
import { parsePath } from './parse-path';
import { invalidQuery } from './refuse-query';
import type { OrderTerm } from './selection';

/** True for what says to order a vector field by nearness. */
export function isNearDirection(direction: unknown): direction is { readonly $near: unknown } {
  return isPlainObject(direction) && Object.hasOwn(direction, '$near');
}

/**
 * Reads `{ $near: vector }` of a vector field. The vector is copied, so that the query stays what it is.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for another kind of field, for another number of dimensions than the
 * field has, for elements that are no finite numbers, and for options beside the vector
 */
export function parseNear(model: ModelMetadata, name: string, direction: { readonly $near: unknown }): OrderTerm {
  const path = parsePath(model, name);
  const place = { path: name, operator: '$near' };
  if (path.type.kind !== 'vector') throw invalidQuery(model, place, `needs a vector field, not ${path.type.kind}`);
  if (path.steps.length > 0) throw invalidQuery(model, place, 'needs a vector that is a field by itself');
  const other = Object.keys(direction).find((key) => key !== '$near');
  if (other !== undefined) throw invalidQuery(model, place, `does not know \`${other}\` beside the vector`);
  const vector = parseOperand(model, path.type, direction.$near, name, '$near');
  if (!(vector instanceof Float32Array)) throw invalidQuery(model, place, 'got a value that cannot be read as vector');
  return frozen({ path, direction: 'asc' as const, nulls: 'last' as const, near: vector.slice() });
}
