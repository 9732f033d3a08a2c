import { SchemaError } from '../../errors/database-errors';
import type { ModelMetadata } from '../../metadata/model-metadata';
import type { FieldPath } from '../../query/field-path';
import type { ComparisonOperator, Predicate } from '../../query/predicate';
import { codecOf } from './mongodb-codecs';
import { storedPath } from './mongodb-names';
import type { BsonDocument } from './mongodb-statement';

/** What a partial index understands: https://www.mongodb.com/docs/manual/core/index-partial/ */
const COMPARISONS: ReadonlyMap<ComparisonOperator, string> = new Map([
  ['eq', '$eq'],
  ['gt', '$gt'],
  ['gte', '$gte'],
  ['lt', '$lt'],
  ['lte', '$lte'],
]);

/** Types whose values are stored as one value, so that equality is that of the server. */
const COMPOUND = new Set(['list', 'set', 'map', 'tuple', 'embedded', 'json', 'vector']);

function refuse(model: ModelMetadata, what: string): SchemaError {
  return new SchemaError(
    `${model.name}: ${what} cannot be part of the filter of an index on MongoDB, which knows $eq, $gt, $gte, $lt, $lte, $in, $exists, $and and $or.`,
    { model: model.name },
  );
}

function encoded(model: ModelMetadata, path: FieldPath, value: unknown): unknown {
  if (COMPOUND.has(path.type.kind)) throw refuse(model, `the whole of \`${path.text}\``);
  return codecOf(path.type).encode(value);
}

function comparison(model: ModelMetadata, predicate: Extract<Predicate, { kind: 'compare' }>): BsonDocument {
  const { path, operator, operand } = predicate;
  const name = COMPARISONS.get(operator);
  if (name === undefined) throw refuse(model, '$ne');
  if (operand.kind === 'field') throw refuse(model, 'a comparison of two fields');
  return { [storedPath(model, path)]: { [name]: encoded(model, path, operand.value) } };
}

function membership(model: ModelMetadata, predicate: Extract<Predicate, { kind: 'in' }>): BsonDocument {
  if (predicate.negated) throw refuse(model, '$nin');
  const values = predicate.values.map((value) => encoded(model, predicate.path, value));
  return { [storedPath(model, predicate.path)]: { $in: predicate.matchesNull ? [...values, null] : values } };
}

/** Every type of a stored value but null. */
const NOT_NULL = [
  'string',
  'int',
  'long',
  'double',
  'decimal',
  'bool',
  'date',
  'binData',
  'objectId',
  'object',
  'array',
] as const;

/**
 * The condition of a partial index that there is a value. A null field is left out of a document, but embedded values hold
 * their nulls, and partial indexes know no `$ne`.
 */
export function present(isEmbedded: boolean): BsonDocument {
  return isEmbedded ? { $type: NOT_NULL } : { $exists: true };
}

/**
 * The condition of an index as the filter of a partial index.
 *
 * Throws `SchemaError` (POLYDOC_SCHEMA) for conditions that MongoDB does not take there, `ValueProblem` for values that
 * it cannot hold.
 */
export function partialFilter(model: ModelMetadata, predicate: Predicate): BsonDocument {
  switch (predicate.kind) {
    case 'always':
      return {};
    case 'and':
    case 'or':
      return { [`$${predicate.kind}`]: predicate.operands.map((operand) => partialFilter(model, operand)) };
    case 'compare':
      return comparison(model, predicate);
    case 'in':
      return membership(model, predicate);
    case 'null':
      return {
        [storedPath(model, predicate.path)]: predicate.negated
          ? present(predicate.path.steps.length > 0)
          : { $eq: null },
      };
    default:
      throw refuse(model, `a condition of the kind \`${predicate.kind}\``);
  }
}
