import type { FieldPath } from '../../query/field-path';
import type { ComparisonOperator, Predicate } from '../../query/predicate';
import { byteOrderOf, byteOrderOfValue, needsByteOrder } from './mongodb-bytes-order';
import { codecOf } from './mongodb-codecs';
import { type Expression, every, isNull, isPresent, literal, negation, some } from './mongodb-expression';
import { atPath, type MongoScope, pathValue } from './mongodb-path';
import { sameFields } from './mongodb-same-fields';
import { sameValue } from './mongodb-same-value';
import type { BsonDocument } from './mongodb-statement';
import { isPlainType } from './mongodb-types';

type Compare = Extract<Predicate, { readonly kind: 'compare' }>;
type In = Extract<Predicate, { readonly kind: 'in' }>;
type Null = Extract<Predicate, { readonly kind: 'null' }>;

type OrderOperator = Exclude<ComparisonOperator, 'eq' | 'ne'>;

function isOrder(operator: ComparisonOperator): operator is OrderOperator {
  return operator !== 'eq' && operator !== 'ne';
}

/**
 * A comparison with a value as operators of a filter, always by name, so that no value can act as an operator. `$ne` matches
 * what is missing, the others do not. Null where only an expression says it: for other fields, and for values in parts.
 */
export function compareOperators({ path, operator, operand }: Compare): BsonDocument | null {
  if (operand.kind === 'field' || !isPlainType(path.type)) return null;
  if (isOrder(operator) && needsByteOrder(path)) return null;
  return { [`$${operator}`]: encoded(path, operand.value) };
}

function encoded(path: FieldPath, value: unknown): unknown {
  return atPath(path, () => codecOf(path.type).encode(value));
}

/** A comparison with a value or with another field; two nulls are not different from each other. */
export function compareExpression({ path, operator, operand }: Compare, scope: MongoScope): Expression {
  const left = pathValue(path, scope);
  if (operand.kind === 'value') return valueExpression(path, left, operator, operand.value);
  const right = pathValue(operand.path, scope);
  if (isOrder(operator)) {
    const sides = needsByteOrder(path) ? [byteOrderOf(left), byteOrderOf(right)] : [left, right];
    return every([isPresent(left), isPresent(right), { [`$${operator}`]: sides }]);
  }
  const same = sameFields(path.type, [left, right]);
  return operator === 'eq' ? same : negation(some([every([isNull(left), isNull(right)]), same]));
}

function valueExpression(path: FieldPath, left: Expression, operator: ComparisonOperator, value: unknown): Expression {
  if (isOrder(operator)) {
    const sides = needsByteOrder(path)
      ? [byteOrderOf(left), byteOrderOfValue(value)]
      : [left, literal(encoded(path, value))];
    // Null and missing are less than everything.
    return every([isPresent(left), { [`$${operator}`]: sides }]);
  }
  const same = atPath(path, () => sameValue(path.type, left, value));
  return operator === 'eq' ? same : negation(same);
}

/** Membership as operators of a filter, where null in the list means missing as well; null for values in parts. */
export function inOperators({ path, values, matchesNull, negated }: In): BsonDocument | null {
  if (!isPlainType(path.type)) return null;
  return { [negated ? '$nin' : '$in']: encodedList(path, values, matchesNull) };
}

function encodedList(path: FieldPath, values: readonly unknown[], withNull: boolean): readonly unknown[] {
  const codec = codecOf(path.type);
  const list = atPath(path, () => values.map((value) => codec.encode(value)));
  return withNull ? [...list, null] : list;
}

/** Membership in a list of values. */
export function inExpression({ path, values, matchesNull, negated }: In, scope: MongoScope): Expression {
  const left = pathValue(path, scope);
  const found = isPlainType(path.type)
    ? { $in: [{ $ifNull: [left, null] }, literal(encodedList(path, values, matchesNull))] }
    : some([
        ...(matchesNull ? [isNull(left)] : []),
        ...values.map((value) => atPath(path, () => sameValue(path.type, left, value))),
      ]);
  return negated ? negation(found) : found;
}

/** `null` finds what is missing, too. But it also looks into lists, so that what may be one takes the expression. */
export function nullOperators({ path, negated }: Null): BsonDocument | null {
  const isNeverList = isPlainType(path.type) || path.type.kind === 'map' || path.type.kind === 'embedded';
  return isNeverList ? { [negated ? '$ne' : '$eq']: null } : null;
}

/** Null or missing. */
export function nullExpression({ path, negated }: Null, scope: MongoScope): Expression {
  return negated ? isPresent(pathValue(path, scope)) : isNull(pathValue(path, scope));
}
