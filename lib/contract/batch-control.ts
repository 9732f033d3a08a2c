import type { BatchOperation } from '../query/operation';
import type { Connection, RunOptions } from './driver';

/** Outcome of a batch: `existing` are wire rows of what stood in the way, by the operation's position. */
export interface BatchOutcome {
  readonly applied: boolean;
  readonly existing: readonly { readonly position: number; readonly row: unknown }[];
}

/**
 * Batches of an engine that sends them as one request. An engine without this has `transactions`: there a batch is
 * run statement by statement in one transaction.
 */
export interface BatchControl<C> {
  run(
    connection: Connection<C>,
    batch: BatchOperation,
    compiled: readonly C[],
    options: RunOptions,
  ): Promise<BatchOutcome>;
}
