import type { CapabilityTable } from '../capability/support';
import type { MaybePromise } from '../internal/maybe-promise';
import type { RawResult } from './result';

/** Limits of one call. */
export interface RunOptions {
  /** Milliseconds left, or null for no limit. */
  readonly timeoutMs: number | null;
  readonly signal: AbortSignal | null;
  /** Rows per round trip of a stream, or null for the engine's default. */
  readonly fetchSize: number | null;
  /** Engine-neutral consistency name, or null. */
  readonly consistency: string | null;
  readonly serialConsistency: string | null;
}

/** No limits. */
export const NO_RUN_OPTIONS: RunOptions = Object.freeze({
  timeoutMs: null,
  signal: null,
  fetchSize: null,
  consistency: null,
  serialConsistency: null,
});

/** One line to the store, used by one caller at a time. Throws the client's own errors. */
export interface Connection<C> {
  run(compiled: C, options: RunOptions): Promise<RawResult>;
  /** The raw escape hatch: rows as plain objects. */
  execute(statement: unknown, parameters: readonly unknown[], options: RunOptions): Promise<readonly object[]>;
  /** Asks the store to plan, not to run. */
  explain(compiled: C, options: RunOptions): Promise<unknown>;
  /** What `getDriverSession()` gives (a pg client, a PGlite transaction, a ClientSession). */
  readonly native: unknown;
  /** Gives the line back. With `broken` it is thrown away in place of being used again. */
  release(broken: boolean): void;
}

/** How many lines there are and how they are handed out. */
export interface Driver<C> {
  /** Connects, and narrows the table to what the server has; it may never widen it. */
  open(): Promise<CapabilityTable>;
  /** A free line, now or when there is one; fails with the client's error when none comes in time. */
  acquire(options: RunOptions): MaybePromise<Connection<C>>;
  /** A cheap question to the store; rejects when it does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
  /** The raw client or pool, for the user. Throws before `open`. */
  readonly client: unknown;
  /** True where all callers share one line, so that a transaction keeps everybody else waiting. */
  readonly singleConnection: boolean;
}
