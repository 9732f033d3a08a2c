import { assertNever } from '../../internal/assert-never';
import type { Predicate } from '../../query/predicate';
import { codecOf } from './mongodb-codecs';
import {
  allIn,
  anyOf,
  asList,
  bound,
  type Expression,
  entriesOf,
  every,
  isPresent,
  literal,
  memberOf,
  negation,
  some,
} from './mongodb-expression';
import { mapKeyText } from './mongodb-names';
import { atPath, type MongoScope, pathValue } from './mongodb-path';
import { sameValue } from './mongodb-same-value';
import type { BsonDocument } from './mongodb-statement';
import { elementType, isPlainType } from './mongodb-types';

type Collection = Extract<Predicate, { readonly kind: 'collection' }>;
type Size = Extract<Predicate, { readonly kind: 'size' }>;
type HasKey = Extract<Predicate, { readonly kind: 'hasKey' }>;

/**
 * How a list or a set relates to given elements, as operators of a filter, which look into lists by themselves. Null where
 * elements are compared in parts, and for no elements at all, which these operators take for nothing.
 */
export function collectionOperators(predicate: Collection): BsonDocument | null {
  if (!isPlainType(elementType(predicate.path.type)) || predicate.values.length === 0) return null;
  const values = encodedElements(predicate);
  switch (predicate.operator) {
    case 'containsAll':
      return { $all: values };
    case 'overlaps':
      return { $in: values };
    case 'disjoint':
      return { $nin: values };
    case 'subset':
      return { $not: { $elemMatch: { $nin: values } } };
    default:
      return assertNever(predicate.operator);
  }
}

function encodedElements({ path, values }: Collection): readonly unknown[] {
  const codec = codecOf(elementType(path.type));
  return atPath(path, () => values.map((value) => codec.encode(value)));
}

/** How a list or a set relates to given elements; a null collection counts as empty. */
export function collectionExpression(predicate: Collection, scope: MongoScope): Expression {
  const list = asList(pathValue(predicate.path, scope));
  if (!isPlainType(elementType(predicate.path.type))) {
    return bound(list, 'c', (stored) => partsExpression(stored, predicate));
  }
  const values = literal(encodedElements(predicate));
  const overlaps = { $gt: [{ $size: { $setIntersection: [list, values] } }, 0] };
  switch (predicate.operator) {
    case 'containsAll':
      return { $setIsSubset: [values, list] };
    case 'overlaps':
      return overlaps;
    case 'disjoint':
      return negation(overlaps);
    case 'subset':
      return { $setIsSubset: [list, values] };
    default:
      return assertNever(predicate.operator);
  }
}

function partsExpression(list: Expression, { path, operator, values }: Collection): Expression {
  const type = elementType(path.type);
  const equals = values.map((value) => atPath(path, () => sameValue(type, '$$i', value)));
  const found = equals.map((equal) => anyOf(list, 'i', equal));
  switch (operator) {
    case 'containsAll':
      return every(found);
    case 'overlaps':
      return some(found);
    case 'disjoint':
      return negation(some(found));
    case 'subset':
      return allIn(list, 'i', some(equals));
    default:
      return assertNever(operator);
  }
}

/** The number of elements as an operator of a filter: only that there are exactly so many, and some at all. */
export function sizeOperators({ path, operator, size }: Size): BsonDocument | null {
  return operator === 'eq' && size > 0 && path.type.kind !== 'map' ? { $size: size } : null;
}

/** A comparison of the number of elements or entries; a null collection has none. */
export function sizeExpression({ path, operator, size }: Size, scope: MongoScope): Expression {
  const value = pathValue(path, scope);
  return { [`$${operator}`]: [{ $size: path.type.kind === 'map' ? entriesOf(value) : asList(value) }, size] };
}

/** Stored name of the entry that is asked for. */
export function entryName({ path, key }: HasKey): string {
  return mapKeyText(key, path.type.kind === 'map' ? path.type.key : null);
}

/** Whether a map has an entry; entries are never null. */
export function hasKeyExpression(predicate: HasKey, scope: MongoScope): Expression {
  const map = pathValue(predicate.path, scope);
  return isPresent(atPath(predicate.path, () => memberOf(map, entryName(predicate))));
}
