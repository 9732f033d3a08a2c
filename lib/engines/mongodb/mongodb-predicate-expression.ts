import { InvalidQueryError } from '../../errors/usage-errors';
import { assertNever } from '../../internal/assert-never';
import type { Predicate } from '../../query/predicate';
import { collectionExpression, hasKeyExpression, sizeExpression } from './mongodb-collection-predicate';
import { compareExpression, inExpression, nullExpression } from './mongodb-comparison';
import { type Expression, every, negation, some } from './mongodb-expression';
import type { MongoScope } from './mongodb-path';
import { quantifierExpression } from './mongodb-quantifier';
import { patternExpression, startsWithExpression } from './mongodb-text-predicate';

/** Predicates that speak of one place of a document. */
export type PathPredicate = Extract<Predicate, { readonly path: unknown }>;

/**
 * A predicate as an expression that is true exactly where the predicate holds, and false elsewhere. Says everything that
 * filters cannot: two fields, whole embedded values, items of lists by position, conditions on single elements.
 * Throws `ValueProblem` for operands that MongoDB cannot hold.
 */
export function predicateExpression(predicate: Predicate, scope: MongoScope): Expression {
  switch (predicate.kind) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'and':
      return every(predicate.operands.map((operand) => predicateExpression(operand, scope)));
    case 'or':
      return some(predicate.operands.map((operand) => predicateExpression(operand, scope)));
    case 'not':
      return negation(predicateExpression(predicate.operand, scope));
    case 'key':
    case 'keys':
    case 'native':
    case 'token':
      throw new InvalidQueryError('A condition on a whole document cannot stand inside a quantifier.', {
        model: scope.model.name,
      });
    default:
      return pathExpression(predicate, scope);
  }
}

function pathExpression(predicate: PathPredicate, scope: MongoScope): Expression {
  switch (predicate.kind) {
    case 'compare':
      return compareExpression(predicate, scope);
    case 'in':
      return inExpression(predicate, scope);
    case 'null':
      return nullExpression(predicate, scope);
    case 'like':
    case 'regex':
      return patternExpression(predicate, scope);
    case 'startsWith':
      return startsWithExpression(predicate, scope);
    case 'collection':
      return collectionExpression(predicate, scope);
    case 'size':
      return sizeExpression(predicate, scope);
    case 'hasKey':
      return hasKeyExpression(predicate, scope);
    case 'quantifier':
      return quantifierExpression(predicate, scope, predicateExpression);
    default:
      return assertNever(predicate);
  }
}
