import type { ModelMetadata } from '../metadata/model-metadata';
import type { FieldPath } from './field-path';
import type { FilterLimits } from './filter-limits';
import { extendPath, parsePath, unknownPath } from './parse-path';
import type { Predicate } from './predicate';
import { invalidQuery } from './refuse-query';

/** Counts what a filter has used of its limits; one for a whole filter, shared by the scopes inside it. */
export interface FilterBudget {
  readonly limits: FilterLimits;
  clauses: number;
  /** Reads a nested filter; here so that operators with one inside need not import the parser of whole filters. */
  readonly parseNested: (scope: FilterScope, filter: unknown) => Predicate;
}

/** What names mean at one place of a filter: fields of the model, or parts of a quantifier's element. */
export interface FilterScope {
  readonly model: ModelMetadata;
  /** The element at hand, or null outside quantifiers. */
  readonly element: FieldPath | null;
  /** Nesting, 0 at the top. */
  readonly depth: number;
  readonly budget: FilterBudget;
}

/**
 * The scope one level further in.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) when the filter is nested too deeply, cycles included
 */
export function deeper(scope: FilterScope, element: FieldPath | null = scope.element): FilterScope {
  const { maxDepth } = scope.budget.limits;
  if (scope.depth >= maxDepth) {
    throw invalidQuery(scope.model, { path: null }, `the filter is nested more than ${maxDepth} deep`);
  }
  return { ...scope, element, depth: scope.depth + 1 };
}

/**
 * Counts one condition.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) when there are too many
 */
export function countClause(scope: FilterScope): void {
  const { maxClauses } = scope.budget.limits;
  scope.budget.clauses += 1;
  if (scope.budget.clauses > maxClauses) {
    throw invalidQuery(scope.model, { path: null }, `the filter has more than ${maxClauses} conditions`);
  }
}

/**
 * What `text` names in the scope.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) when it names nothing
 */
export function pathInScope(scope: FilterScope, text: string): FieldPath {
  if (scope.element === null) return parsePath(scope.model, text);
  const path = extendPath(scope.model, scope.element, text);
  if (path === null) throw unknownPath(scope.model, `${scope.element.text}.${text}`);
  return path;
}
