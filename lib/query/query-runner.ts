import type { Computation } from './operation';
import type { QueryState } from './query-state';

/** Options of a set-based write. */
export interface SetWriteOptions {
  /** Allows the write without a filter. */
  readonly all?: boolean | undefined;
  /** Removes rows of a model with soft delete for real. */
  readonly hard?: boolean | undefined;
}

/** What executes queries. Each call is one execution; what comes back has the state's result form. */
export interface QueryRunner {
  /** All results, in order. For the form `values`: lists of decoded values by position of the selection. */
  all(state: QueryState): Promise<unknown[]>;
  /** Results in chunks of at most `size`; leaving the loop early frees what the server holds. */
  batches(state: QueryState, size: number): AsyncIterable<readonly unknown[]>;
  /** Decoded values, one per computation. */
  compute(state: QueryState, computations: readonly Computation[]): Promise<readonly unknown[]>;
  /** Number of changed documents; `changes` as the user gave them. */
  update(state: QueryState, changes: unknown, options: SetWriteOptions): Promise<number>;
  /** Number of removed documents. */
  delete(state: QueryState, options: SetWriteOptions): Promise<number>;
  /** The query after a scope of a plugin of its class; no I/O. */
  scope(state: QueryState, name: string, args: readonly unknown[]): QueryState;
  /** The store's own account of what it would do. */
  explain(state: QueryState): Promise<unknown>;
}
