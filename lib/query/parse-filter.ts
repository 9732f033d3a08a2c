import { PolydocError } from '../errors/polydoc-error';
import { frozen } from '../internal/freeze';
import type { ModelMetadata } from '../metadata/model-metadata';
import { isPlainObject } from '../types/is-plain-object';
import { ColumnReference } from './column-reference';
import { FieldCondition } from './field-condition';
import { FieldReference } from './field-reference';
import { DEFAULT_FILTER_LIMITS, type FilterLimits } from './filter-limits';
import { countClause, deeper, type FilterScope, pathInScope } from './filter-scope';
import { isOwnModel } from './is-own-model';
import { asKeyPredicate } from './key-predicate';
import { NativeFilter } from './native-filter';
import { parseCondition, parseOperator, parseOperators } from './parse-condition';
import { parsePath } from './parse-path';
import { parseTokenCondition } from './parse-token-condition';
import { plainEntries } from './plain-entries';
import { and, type NativeFragment, not, or, type Predicate } from './predicate';
import { invalidQuery } from './refuse-query';

/**
 * Reads a filter and checks it completely; nothing is sent anywhere. Operands become canonical values, null rules
 * are resolved, and equality on all key fields alone becomes the key form.
 * - An object without operators on an embedded, map or json field is a whole value to equal; so is a list on a list
 *   field. On every other field a list means `$in`.
 * - `$and: []` holds for every document, `$or: []` for none.
 * - `$size` takes a number or an object of comparisons.
 * @param filter object, condition from `Model.fields()`, list of filters (all must hold) or native fragment
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) naming path, operator and reason
 */
export function parseFilter(
  model: ModelMetadata,
  filter: unknown,
  limits: FilterLimits = DEFAULT_FILTER_LIMITS,
): Predicate {
  const scope = { model, element: null, depth: 0, budget: { limits, clauses: 0, parseNested: parseNode } };
  try {
    return asKeyPredicate(model, parseNode(scope, filter));
  } catch (cause) {
    if (cause instanceof PolydocError) throw cause;
    // A getter or a proxy of the caller's that throws.
    throw invalidQuery(model, { path: null, cause }, 'the filter cannot be read');
  }
}

function parseNode(scope: FilterScope, filter: unknown): Predicate {
  if (filter instanceof FieldCondition) return parseFieldCondition(scope, filter);
  if (filter instanceof NativeFilter) return parseNative(scope, filter);
  if (Array.isArray(filter)) return and(...parseList(scope, filter));
  if (isPlainObject(filter)) return parseObject(scope, filter);
  const path = scope.element?.text ?? null;
  throw invalidQuery(scope.model, { path }, `a filter is an object, a list or a condition, got ${describe(filter)}`);
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an instance of a class' : typeof value;
}

function parseList(scope: FilterScope, filters: readonly unknown[]): readonly Predicate[] {
  const inner = deeper(scope);
  const predicates: Predicate[] = [];
  // By index: `map` would pass over holes, which are undefined and so an error.
  for (let index = 0; index < filters.length; index += 1) {
    countEmpty(inner, filters[index]);
    predicates.push(parseNode(inner, filters[index]));
  }
  return predicates;
}

/** An empty filter has no condition of its own, but a list of very many must end somewhere too. */
function countEmpty(scope: FilterScope, filter: unknown): void {
  if (isPlainObject(filter) && Object.keys(filter).length === 0) countClause(scope);
}

function parseObject(scope: FilterScope, filter: Readonly<Record<string, unknown>>): Predicate {
  const entries = plainEntries(filter);
  if (entries === null) throw invalidQuery(scope.model, { path: null }, 'the filter has a symbol as a key');
  return and(...entries.map(([key, value]) => parseEntry(scope, key, value)));
}

function parseEntry(scope: FilterScope, key: string, value: unknown): Predicate {
  switch (key) {
    case '$and':
      return and(...parseList(scope, combined(scope, key, value)));
    case '$or':
      return or(...parseList(scope, combined(scope, key, value)));
    case '$not':
      return not(parseNode(deeper(scope), value));
    case '$token':
      countClause(scope);
      return parseTokenCondition(scope, value);
  }
  if (scope.element !== null && key.startsWith('$')) return parseOperator(scope, scope.element, key, value);
  if (key.startsWith('$')) {
    throw invalidQuery(scope.model, { path: null, operator: key }, 'is not a combinator; it belongs behind a field');
  }
  return parseCondition(scope, pathInScope(scope, key), value);
}

function combined(scope: FilterScope, operator: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw invalidQuery(scope.model, { path: null, operator }, 'takes a list of filters');
}

function parseFieldCondition(scope: FilterScope, condition: FieldCondition<never>): Predicate {
  const { model, path, operators } = FieldCondition.content(condition);
  if (scope.element !== null) {
    throw invalidQuery(scope.model, { path }, 'stands inside a quantifier, where names are those of the element');
  }
  checkOwner(scope.model, model, path);
  return parseOperators(scope, pathInScope(scope, path), operators);
}

function parseNative(scope: FilterScope, filter: NativeFilter): Predicate {
  if (scope.element !== null) {
    throw invalidQuery(scope.model, { path: scope.element.text }, 'has a native filter inside a quantifier');
  }
  countClause(scope);
  return frozen({ kind: 'native' as const, fragment: resolveColumns(scope.model, NativeFilter.fragment(filter)) });
}

/** Field references become paths of the model at hand, so that stored names are used and unknown fields refused. */
function resolveColumns(model: ModelMetadata, fragment: NativeFragment): NativeFragment {
  if (fragment.language === 'mongodb') return fragment;
  const values = fragment.values.map((value) => {
    if (value === undefined) throw invalidQuery(model, { path: null }, `a ${fragment.language} value is undefined`);
    if (!(value instanceof FieldReference)) return value;
    const target = FieldReference.target(value);
    checkOwner(model, target.model, target.path);
    return new ColumnReference(parsePath(model, target.path));
  });
  return frozen({ ...fragment, values });
}

function checkOwner(model: ModelMetadata, owner: ModelMetadata, path: string): void {
  if (!isOwnModel(model, owner)) throw invalidQuery(model, { path }, `is a field of ${owner.name}`);
}
