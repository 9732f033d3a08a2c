import type { StoreEndpoint } from '../contract/store-endpoint';

/** Runs work inside something of a subscriber's, such as an async context of its own, and gives what the work gives. */
export type Around = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Message of the tracing channels `polydoc:operation`, `polydoc:transaction` and `polydoc:schema`; the same object from
 * `start` to `asyncEnd`. Values of fields are in `statement` only with `debugValues`.
 */
export interface TraceMessage {
  /** Engine name. */
  readonly engine: string;
  readonly endpoint: StoreEndpoint | null;
  /** Class name, or null for raw statements and transactions. */
  readonly model: string | null;
  /** Table or collection of the model. */
  readonly collection: string | null;
  /** Schema or keyspace of the model where it states one. */
  readonly namespace: string | null;
  readonly operation: string;
  readonly statement: string | null;
  /** The statement without values of fields, whatever the engine's options say. */
  readonly text: string | null;
  /** 1, or more when the transaction around it was run again. */
  readonly attempt: number;
  /** Rows returned, or affected when none were; there from `asyncEnd` on, unless it failed. */
  rows?: number;
  /** There from `asyncEnd` on. */
  durationMs?: number;
  /** There from `error` on. */
  error?: unknown;
  /** A subscriber of `start` may set it, and calls what was there before; of streams, whose loop is the caller's, it is ignored. */
  around?: Around;
}
