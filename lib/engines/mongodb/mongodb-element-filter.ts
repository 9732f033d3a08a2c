import { assertNever } from '../../internal/assert-never';
import type { Predicate } from '../../query/predicate';
import { collectionOperators, entryName, sizeOperators } from './mongodb-collection-predicate';
import { compareOperators, inOperators, nullOperators } from './mongodb-comparison';
import { isPathName } from './mongodb-expression';
import { type MongoScope, plainName } from './mongodb-path';
import type { PathPredicate } from './mongodb-predicate-expression';
import { quantifierOperators } from './mongodb-quantifier';
import type { BsonDocument } from './mongodb-statement';
import { patternOperators, startsWithOperators } from './mongodb-text-predicate';

/**
 * A condition on one place as a filter by its name; null where only an expression can say it. For the element of a quantifier
 * itself, which has no name, the operators alone.
 */
export function placeFilter(predicate: PathPredicate, scope: MongoScope): BsonDocument | null {
  const name = plainName(predicate.path, scope);
  if (name === null) return null;
  if (predicate.kind === 'hasKey') {
    const entry = entryName(predicate);
    return isPathName(entry) ? { [name === '' ? entry : `${name}.${entry}`]: { $exists: true } } : null;
  }
  const operators = operatorsOf(predicate, scope);
  if (operators === null) return null;
  return name === '' ? operators : { [name]: operators };
}

function operatorsOf(
  predicate: Exclude<PathPredicate, { readonly kind: 'hasKey' }>,
  scope: MongoScope,
): BsonDocument | null {
  switch (predicate.kind) {
    case 'compare':
      return compareOperators(predicate);
    case 'in':
      return inOperators(predicate);
    case 'null':
      return nullOperators(predicate);
    case 'like':
    case 'regex':
      return patternOperators(predicate);
    case 'startsWith':
      return startsWithOperators(predicate);
    case 'collection':
      return collectionOperators(predicate);
    case 'size':
      return sizeOperators(predicate);
    case 'quantifier':
      return quantifierOperators(predicate, scope, elementFilter);
    default:
      return assertNever(predicate);
  }
}

/** Conditions on one element side by side; null for combinators, and where two conditions would have one name. */
function elementFilter(predicate: Predicate, scope: MongoScope): BsonDocument | null {
  if (predicate.kind === 'and') {
    const parts = predicate.operands.map((operand) => elementFilter(operand, scope));
    const known = parts.filter((part) => part !== null);
    const names = known.flatMap((part) => Object.keys(part));
    if (known.length < parts.length || new Set(names).size < names.length) return null;
    return Object.assign({}, ...known);
  }
  return 'path' in predicate ? placeFilter(predicate, scope) : null;
}
