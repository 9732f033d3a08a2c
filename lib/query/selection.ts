import type { FieldPath } from './field-path';

/** One term of an order; where nulls go is always stated. */
export interface OrderTerm {
  readonly path: FieldPath;
  readonly direction: 'asc' | 'desc';
  readonly nulls: 'first' | 'last';
  /**
   * The order is that of the Euclidean distance of the path's vector from this one, nearest first. Only ever in the first
   * term, which then is `asc`; left out: by value. No seek can go on from such a term (see `isByDistance`).
   */
  readonly near?: Float32Array;
}

/** True where an order begins with a distance, so that no value of a row says where the next one comes. */
export function isByDistance(orderBy: readonly OrderTerm[]): boolean {
  return orderBy[0]?.near !== undefined;
}

/** A row lock asked for by a read inside a transaction. */
export interface RowLock {
  readonly mode: 'wait' | 'nowait' | 'skipLocked';
}

/** What expired and soft-deleted rows a read or a write sees. */
export interface Visibility {
  readonly deleted: 'hide' | 'include' | 'only';
}
