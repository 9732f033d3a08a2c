import type { FieldOrder } from './field-order';
import type { FieldPath } from './path-types';
import type { FieldKey } from './value-types';

/** Which way one field is ordered. */
export type SortDirection =
  | 1
  | -1
  | 'asc'
  | 'desc'
  | { readonly dir: 'asc' | 'desc'; readonly nulls?: 'first' | 'last' };

/** Order of a vector field: nearest to `$near` first. Its numbers are as many as the field has dimensions. */
export interface NearDirection {
  readonly $near: Float32Array | readonly number[];
}

type VectorKey<T> = {
  [K in FieldKey<T>]: NonNullable<T[K]> extends Float32Array ? K : never;
}[FieldKey<T>];

type NearTerm<T> = { readonly [K in VectorKey<T>]?: NearDirection };

type PathTerm<P extends string> = P | `-${P}` | readonly [P, 'asc' | 'desc'] | { readonly [K in P]?: SortDirection };

type SortTerm<T> = PathTerm<FieldPath<T>> | NearTerm<T> | FieldOrder<T>;

/**
 * A sort payload: a name, a name behind a minus, a pair, an object, an order from `fields()`, the vector that results
 * are to be near to (`{ embedding: { $near: v } }`, which comes first), or a list of those.
 */
export type Sort<T> = SortTerm<T> | readonly SortTerm<T>[];
