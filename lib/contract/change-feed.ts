import type { WatchOperation } from '../query/operation';

/** One change of a row, as far as the store tells. */
export interface RowChange {
  readonly type: 'insert' | 'update' | 'delete';
  /** Key values as documents hold them, in key order. */
  readonly key: readonly unknown[];
  /**
   * The wire row after the change, with the operation's selection; of a delete the row before it, where the store knows
   * it. Null where it does not.
   */
  readonly row: unknown;
  /** Properties of the top level that an update changed; null where the store does not say. */
  readonly changed: readonly string[] | null;
  /** A stream that is opened after this token goes on behind this change. */
  readonly token: string;
}

/** What came in one go. */
export interface ChangeChunk {
  /** In the order of commits; may be empty, where changes were looked at that do not match. */
  readonly changes: readonly RowChange[];
  /** Where to go on after all of them. */
  readonly token: string;
}

/** Changes from one place on, asked for one chunk at a time: what nobody asks for stays in the store. */
export interface ChangeSource {
  /** Where it has got to: behind what `next` gave, and what it has passed over since. */
  readonly token: string;
  /** Waits for the next chunk. Not called again before it has settled. Throws the client's errors. */
  next(): Promise<ChangeChunk>;
  /** Frees what is held, also while `next` is waiting, which then settles soon, somehow. Never throws. */
  close(): Promise<void>;
}

/** Limits of a stream of changes. */
export interface ChangeFeedOptions {
  /** Most changes per round trip, or null for the engine's default. */
  readonly fetchSize: number | null;
}

/** Streams of changes of an engine that has them. They belong to no session. */
export interface ChangeFeed {
  /**
   * Begins to listen: when this resolves, no later commit is missed. Deletes are held against the operation's predicate
   * only where the row before is known; they are given where it is not.
   * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for a token that the store cannot go on from, or a model without what
   * the store needs to tell of its changes; SchemaError (POLYDOC_SCHEMA) where that is declared but not made; the client's
   * own errors.
   */
  open(operation: WatchOperation, options: ChangeFeedOptions): Promise<ChangeSource>;
}
