import type { FieldOrder } from './field-order';
import type { FieldPath } from './path-types';

/** Which way one field is ordered. */
export type SortDirection =
  | 1
  | -1
  | 'asc'
  | 'desc'
  | { readonly dir: 'asc' | 'desc'; readonly nulls?: 'first' | 'last' };

type SortTerm<P extends string> = P | `-${P}` | readonly [P, 'asc' | 'desc'] | { readonly [K in P]?: SortDirection };

/** A sort payload: a name, a name behind a minus, a pair, an object, an order from `fields()`, or a list of those. */
export type Sort<T> = SortTerm<FieldPath<T>> | FieldOrder<T> | readonly (SortTerm<FieldPath<T>> | FieldOrder<T>)[];
