import { PipelineValue } from '../../engines/mongodb/pipeline-parts';
import type { ValueShape } from '../../engines/mongodb/pipeline-shape';
import { parseOperand } from '../../query/parse-operand';
import { Decimal } from '../../types/decimal';
import { Duration } from '../../types/duration';
import { isPlainObject } from '../../types/is-plain-object';
import { isWellFormedText } from '../../types/well-formed-text';
import { type PipelineScope, refusedPart } from './pipeline-scope';

const MAX_DEPTH = 64;

/**
 * A value that stands for itself, however it is made up.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for undefined, functions, instances of classes that BSON does not know
 */
export function plainValue(scope: PipelineScope, value: unknown): PipelineValue {
  checkPlain(scope, value, 0);
  return new PipelineValue(value, null);
}

/** A value that is compared with another, in the form in which that one is stored, where that is known. */
export function comparedValue(scope: PipelineScope, value: unknown, other: ValueShape, path: string): PipelineValue {
  if (other.kind !== 'typed' || value === null || other.type.kind === 'json') return plainValue(scope, value);
  const { type } = other;
  return new PipelineValue(parseOperand(scope.model, type, value, path, scope.stage), type);
}

/** True for values that are one piece for BSON, the client's own among them. */
export function isScalar(value: unknown): boolean {
  if (typeof value !== 'object') return isPrimitive(value);
  if (value === null || value instanceof Date || value instanceof RegExp || ArrayBuffer.isView(value)) return true;
  if (value instanceof Decimal || value instanceof Duration) return true;
  return '_bsontype' in value && !isPlainObject(value);
}

function isPrimitive(value: unknown): boolean {
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
}

function checkPlain(scope: PipelineScope, value: unknown, depth: number): void {
  if (depth > MAX_DEPTH) throw refusedPart(scope, null, `takes values of at most ${MAX_DEPTH} levels`);
  if (typeof value === 'string' && !isWellFormedText(value)) {
    throw refusedPart(scope, null, 'takes no text with half of a surrogate pair');
  }
  if (isScalar(value)) return;
  if (Array.isArray(value) || value instanceof Set) {
    for (const item of value) checkPlain(scope, item, depth + 1);
    return;
  }
  if (!isPlainObject(value)) {
    throw refusedPart(scope, null, value === undefined ? 'got undefined' : 'got a value that BSON does not have');
  }
  for (const [name, member] of Object.entries(value)) {
    if (name.startsWith('$') || name.includes('\0')) {
      throw refusedPart(scope, null, `takes a value here, and not \`${name}\``);
    }
    checkPlain(scope, member, depth + 1);
  }
}
