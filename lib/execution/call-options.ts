import type { BatchScope } from './batch-scope';
import type { SessionScope } from './session-scope';

/** Options of one call, next to what the operation itself says. */
export interface CallOptions {
  /** Session or transaction to work in. Absent: the ambient one, if any. Null: none. */
  readonly session?: SessionScope | null | undefined;
  /** Batch to join. Absent: the ambient one, if any. Null: none. */
  readonly batch?: BatchScope | null | undefined;
  /** Limit in milliseconds for the whole call, waiting included. */
  readonly timeoutMs?: number | null | undefined;
  readonly signal?: AbortSignal | null | undefined;
  /** `any one two three quorum all localQuorum eachQuorum localOne serial localSerial`. */
  readonly consistency?: string | null | undefined;
  readonly serialConsistency?: string | null | undefined;
  /** Rows per round trip of a stream. */
  readonly fetchSize?: number | null | undefined;
}
