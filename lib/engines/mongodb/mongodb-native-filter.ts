import { InvalidQueryError } from '../../errors/usage-errors';
import type { ModelMetadata } from '../../metadata/model-metadata';
import type { NativeFragment } from '../../query/predicate';
import { isPlainObject } from '../../types/is-plain-object';
import type { BsonDocument } from './mongodb-statement';

/** Levels of nesting that the server takes. */
const MAX_LEVELS = 100;

/**
 * The filter of a native fragment: its query, standing by itself, whatever its members are called.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for a fragment in another language, and for values that would reach the
 * server as something else or not at all: the client writes `undefined` as null, leaves functions and symbols out, and sees
 * no more than the properties of instances that are no BSON values. A condition would silently be another one.
 */
export function nativeFilter(model: ModelMetadata, fragment: NativeFragment): BsonDocument {
  if (fragment.language !== 'mongodb') {
    throw new InvalidQueryError(`A native filter in ${fragment.language} cannot be used on MongoDB.`, {
      model: model.name,
      hint: 'Use native({...}).',
    });
  }
  const problem = problemIn(fragment.query, []);
  if (problem !== null) throw new InvalidQueryError(`The native filter ${problem}.`, { model: model.name });
  return { $and: [fragment.query] };
}

/** What is wrong and where, null where nothing is. */
function problemIn(value: unknown, path: readonly string[]): string | null {
  if (path.length > MAX_LEVELS) return `is nested more deeply than ${MAX_LEVELS} levels, or contains itself`;
  if (typeof value === 'object' && value !== null) return problemInObject(value, path);
  const isUnfit = value === undefined || typeof value === 'function' || typeof value === 'symbol';
  return isUnfit ? `has ${value === undefined ? 'undefined' : `a ${typeof value}`} at "${path.join('.')}"` : null;
}

function problemInObject(value: object, path: readonly string[]): string | null {
  if (Array.isArray(value) || isPlainObject(value)) return firstProblem(Object.entries(value), path);
  if (value instanceof Map)
    return firstProblem(
      [...value].map(([name, member]) => [String(name), member]),
      path,
    );
  const isLeaf =
    value instanceof Date || value instanceof RegExp || value instanceof Uint8Array || '_bsontype' in value;
  return isLeaf
    ? null
    : `has an instance of ${value.constructor.name} at "${path.join('.')}", which BSON does not know`;
}

function firstProblem(members: readonly (readonly [string, unknown])[], path: readonly string[]): string | null {
  for (const [name, member] of members) {
    const problem = problemIn(member, [...path, name]);
    if (problem !== null) return problem;
  }
  return null;
}
