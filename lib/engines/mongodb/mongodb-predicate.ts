import { InvalidQueryError } from '../../errors/usage-errors';
import type { ModelMetadata } from '../../metadata/model-metadata';
import type { Predicate } from '../../query/predicate';
import { isPlainObject } from '../../types/is-plain-object';
import { codecOf } from './mongodb-codecs';
import { placeFilter } from './mongodb-element-filter';
import type { Expression } from './mongodb-expression';
import { allOf, EVERYTHING, NOTHING } from './mongodb-filter';
import { ID, idOf } from './mongodb-names';
import { nativeFilter } from './mongodb-native-filter';
import { atPath, documentScope, type MongoScope } from './mongodb-path';
import { predicateExpression } from './mongodb-predicate-expression';
import type { BsonDocument } from './mongodb-statement';

/**
 * A predicate as the filter of a statement: matches exactly the documents for which the predicate holds. Operators by name
 * where they say it, as indexes serve them; `$expr` elsewhere, which no upsert may have in its filter.
 * Throws `ValueProblem` for operands that MongoDB cannot hold, and `InvalidQueryError` for predicates of others.
 */
export function compilePredicate(
  model: ModelMetadata,
  predicate: Predicate,
  scope: MongoScope = documentScope(model),
): BsonDocument {
  switch (predicate.kind) {
    case 'always':
      return EVERYTHING;
    case 'never':
      return NOTHING;
    case 'and':
      return allOf(...predicate.operands.map((operand) => compilePredicate(model, operand, scope)));
    case 'or':
      return { $or: predicate.operands.map((operand) => compilePredicate(model, operand, scope)) };
    case 'not':
      return { $nor: [compilePredicate(model, predicate.operand, scope)] };
    case 'key':
      return { [ID]: keyValue(model, predicate.values) };
    case 'keys':
      return { [ID]: { $in: predicate.keys.map((values) => keyValue(model, values)) } };
    case 'native':
      return nativeFilter(model, predicate.fragment);
    case 'token':
      throw new InvalidQueryError('MongoDB has no partition tokens.', { model: model.name });
    default:
      return placeFilter(predicate, scope) ?? { $expr: shallowEnough(model, predicateExpression(predicate, scope)) };
  }
}

/** The server takes 200 levels; what is left is for the combinators around. */
const MAX_LEVELS = 120;

function shallowEnough(model: ModelMetadata, expression: Expression): Expression {
  if (isDeeperThan(expression, MAX_LEVELS)) {
    throw new InvalidQueryError('The filter is nested more deeply than MongoDB takes.', { model: model.name });
  }
  return expression;
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (value instanceof Map) return [...value.values()].some((part) => isDeeperThan(part, levels - 1));
  if (Array.isArray(value)) return value.some((part) => isDeeperThan(part, levels - 1));
  return isPlainObject(value) && Object.values(value).some((part) => isDeeperThan(part, levels - 1));
}

/**
 * The value of `_id` for the canonical values of a key, in key order. Throws `ValueProblem` with the field in question.
 */
export function keyValue(model: ModelMetadata, values: readonly unknown[]): unknown {
  const encoded = model.key.fields.map((field, index) =>
    atPath({ text: field.property }, () => codecOf(field.type).encode(values[index])),
  );
  return idOf(model, encoded);
}
