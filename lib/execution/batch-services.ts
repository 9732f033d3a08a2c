import type { AsyncContext } from './async-context';
import type { BatchScope, WriteRequest } from './batch-scope';
import type { ExecutionCore } from './execution-core';
import type { Executor } from './executor';
import type { SessionScope } from './session-scope';
import type { TransactionRunner } from './transaction-runner';

/** What batches are run with. */
export interface BatchServices {
  readonly core: ExecutionCore;
  readonly context: AsyncContext<SessionScope, BatchScope>;
  readonly executor: Executor;
  readonly transactions: TransactionRunner;
}

/** A request that passed the plan. */
export interface PlannedRequest extends WriteRequest {
  readonly compiled: unknown;
}
