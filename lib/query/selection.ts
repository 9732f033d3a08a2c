import type { FieldPath } from './field-path';

/** One term of an order; where nulls go is always stated. */
export interface OrderTerm {
  readonly path: FieldPath;
  readonly direction: 'asc' | 'desc';
  readonly nulls: 'first' | 'last';
}

/** A row lock asked for by a read inside a transaction. */
export interface RowLock {
  readonly mode: 'wait' | 'nowait' | 'skipLocked';
}

/** What expired and soft-deleted rows a read or a write sees. */
export interface Visibility {
  readonly deleted: 'hide' | 'include' | 'only';
}
