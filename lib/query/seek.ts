import { frozen } from '../internal/freeze';
import type { FieldPath } from './field-path';
import { and, NEVER, or, type Predicate } from './predicate';
import { isByDistance, type OrderTerm } from './selection';

/**
 * The predicate of all documents that come after one in an order: the next page of a keyset.
 * @param orderBy a complete order by values, so that no two documents tie
 * @param values canonical values of the last document seen, one per term; null for null and missing
 */
export function seekAfter(orderBy: readonly OrderTerm[], values: readonly unknown[]): Predicate {
  if (isByDistance(orderBy)) throw new TypeError('There is no seeking in an order by distance.');
  const branches = orderBy.map((term, index) => {
    const equal = orderBy.slice(0, index).map((previous, at) => equals(previous.path, values[at] ?? null));
    return and(...equal, comesAfter(term, values[index] ?? null));
  });
  return or(...branches);
}

function equals(path: FieldPath, value: unknown): Predicate {
  return value === null ? isNull(path, false) : compare(path, 'eq', value);
}

function comesAfter({ path, direction, nulls }: OrderTerm, value: unknown): Predicate {
  if (value === null) return nulls === 'first' ? isNull(path, true) : NEVER;
  const beyond = compare(path, direction === 'asc' ? 'gt' : 'lt', value);
  return nulls === 'last' && path.nullable ? or(beyond, isNull(path, false)) : beyond;
}

function isNull(path: FieldPath, negated: boolean): Predicate {
  return frozen({ kind: 'null' as const, path, negated });
}

function compare(path: FieldPath, operator: 'eq' | 'gt' | 'lt', value: unknown): Predicate {
  return frozen({ kind: 'compare' as const, path, operator, operand: frozen({ kind: 'value' as const, value }) });
}
