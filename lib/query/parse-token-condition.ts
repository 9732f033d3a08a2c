import { frozen } from '../internal/freeze';
import { isPlainObject } from '../types/is-plain-object';
import type { FilterScope } from './filter-scope';
import { plainEntries } from './plain-entries';
import { and, type ComparisonOperator, type Predicate } from './predicate';
import { invalidQuery } from './refuse-query';

const OPERATORS: ReadonlyMap<string, ComparisonOperator> = new Map<string, ComparisonOperator>([
  ['$eq', 'eq'],
  ['$gt', 'gt'],
  ['$gte', 'gte'],
  ['$lt', 'lt'],
  ['$lte', 'lte'],
]);

/**
 * `{ $token: { $gt: 0n } }`: a range of the partition key's token; only at the top level of a filter.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY)
 */
export function parseTokenCondition(scope: FilterScope, condition: unknown): Predicate {
  const place = { path: null, operator: '$token' };
  if (scope.depth > 0) throw invalidQuery(scope.model, place, 'stands at the top level of a filter only');
  const entries = isPlainObject(condition) ? plainEntries(condition) : null;
  if (entries === null || entries.length === 0) {
    throw invalidQuery(scope.model, place, 'takes an object of comparisons');
  }
  const terms = entries.map(([name, token]) => {
    const operator = OPERATORS.get(name);
    if (operator === undefined) throw invalidQuery(scope.model, place, `does not know \`${name}\``);
    if (typeof token !== 'bigint' || BigInt.asIntN(64, token) !== token) {
      throw invalidQuery(scope.model, place, 'takes bigints of 64 bits');
    }
    return frozen({ kind: 'token' as const, operator, token });
  });
  return and(...terms);
}
