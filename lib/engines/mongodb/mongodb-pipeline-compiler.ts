import { InvalidQueryError } from '../../errors/usage-errors';
import type { ModelMetadata } from '../../metadata/model-metadata';
import type { Predicate } from '../../query/predicate';
import { Decimal } from '../../types/decimal';
import { Duration } from '../../types/duration';
import { isPlainObject } from '../../types/is-plain-object';
import { ValueProblem } from '../../types/value-problem';
import { codecOf } from './mongodb-codecs';
import { allOf, withNotExpired } from './mongodb-filter';
import { decimalOf, doubleOf, longOf } from './mongodb-numbers';
import { compilePredicate } from './mongodb-predicate';
import type { BsonDocument } from './mongodb-statement';
import { AllQueries, PipelineFilter, PipelineValue, VisibleRows } from './pipeline-parts';

/** Says which rows of a model may be seen: soft delete, class, plugins. */
export type VisibleOf = (model: ModelMetadata) => Predicate;

/**
 * The stages with everything in them that the client serialises.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for values that MongoDB cannot hold
 */
export function compileStages(stages: readonly unknown[], visibleOf: VisibleOf, name: string): BsonDocument[] {
  try {
    return stages.map((stage) => compilePart(stage, visibleOf)).filter(isStage);
  } catch (cause) {
    if (!(cause instanceof ValueProblem)) throw cause;
    const path = cause.path.join('.');
    throw new InvalidQueryError(`${name}${path === '' ? '' : `.${path}`}: ${cause.message}.`, {
      engine: 'mongodb',
      model: name,
      path,
      cause,
    });
  }
}

/** Everything but a `$match` of everything, which is a stage for nothing. */
function isStage(stage: unknown): stage is BsonDocument {
  if (!isPlainObject(stage)) return false;
  const match = stage.$match;
  return !(isPlainObject(match) && Object.keys(match).length === 0);
}

function compilePart(part: unknown, visibleOf: VisibleOf): unknown {
  if (part instanceof PipelineValue) return encoded(part);
  if (part instanceof PipelineFilter) return compilePredicate(part.model, part.predicate);
  if (part instanceof VisibleRows) return visibleRows(part, visibleOf);
  if (part instanceof AllQueries) return allOf(...part.queries.map((query) => queryOf(query, visibleOf)));
  if (Array.isArray(part)) return part.map((item) => compilePart(item, visibleOf));
  if (part instanceof Map) return part;
  if (!isPlainObject(part)) return part;
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, compilePart(value, visibleOf)]));
}

function queryOf(query: unknown, visibleOf: VisibleOf): BsonDocument {
  const compiled = compilePart(query, visibleOf);
  return isPlainObject(compiled) ? compiled : {};
}

function visibleRows({ model, and }: VisibleRows, visibleOf: VisibleOf): BsonDocument {
  const visible = withNotExpired(model, compilePredicate(model, visibleOf(model)));
  return and === null ? visible : allOf(queryOf(and, visibleOf), visible);
}

function encoded({ value, type }: PipelineValue): unknown {
  return type === null || value === null ? naturalBson(value) : codecOf(type).encode(value);
}

/** Whole numbers beyond int32 stay doubles, as in MongoDB's shell; a `bigint` is an int64. */
function naturalBson(value: unknown): unknown {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value ? longOf(value) : decimalOf(String(value));
  if (Object.is(value, -0)) return doubleOf(-0);
  if (value instanceof Decimal) return decimalOf(value.toString());
  if (value instanceof Duration) return codecOf({ kind: 'duration' }).encode(value);
  if (value instanceof Uint8Array) return codecOf({ kind: 'bytes' }).encode(value);
  if (Array.isArray(value) || value instanceof Set) return [...value].map(naturalBson);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, naturalBson(member)]));
}
