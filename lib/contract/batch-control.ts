import type { BatchOperation } from '../query/operation';
import type { Connection, RunOptions } from './driver';
import type { RawResult } from './result';

/** The operation at which a batch ended. */
export interface BatchFailure {
  readonly position: number;
  /** The client's error. */
  readonly cause: unknown;
}

/** Outcome of a batch: `existing` are wire rows of what stood in the way, by the operation's position. */
export interface BatchOutcome {
  readonly applied: boolean;
  readonly existing: readonly { readonly position: number; readonly row: unknown }[];
  /**
   * What each operation did, in order, up to `failure`. Left out by an engine whose batches apply whole or not at all and
   * say no more than that. Where it is given, conditions and rows that had to be there are judged by it.
   */
  readonly results?: readonly RawResult[];
  /**
   * The operation that failed: those in front of it took place, unless a transaction takes them back, and those behind it
   * did not. Null or left out: none.
   */
  readonly failure?: BatchFailure | null;
}

/**
 * Batches of an engine that sends them as one request, inside a transaction where the engine has them. An engine without
 * this has `transactions`: there a batch is run statement by statement in one transaction.
 */
export interface BatchControl<C> {
  /** The store itself holds conditions against the rows, and writes nothing where one does not hold. */
  readonly judgesConditions: boolean;
  run(
    connection: Connection<C>,
    batch: BatchOperation,
    compiled: readonly C[],
    options: RunOptions,
  ): Promise<BatchOutcome>;
}
