import type { BatchScope } from '../execution/batch-scope';
import type { SessionScope } from '../execution/session-scope';

/** A session or a transaction in the user's hand. */
export interface SessionHandle {
  readonly scope: SessionScope;
}

/** Limits and routing that every call takes. */
export interface ReadOptions {
  /** A session or transaction to run in; null leaves the ambient one for this call. */
  readonly session?: SessionHandle | null | undefined;
  /** Milliseconds until `TimeoutError`. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly consistency?: string | undefined;
}

/** Options of any write. */
export interface WriteCallOptions extends ReadOptions {
  /** Seconds to live. */
  readonly ttl?: number | undefined;
  /** Write time in microseconds since 1970 (Cassandra). */
  readonly timestamp?: number | bigint | undefined;
  readonly serialConsistency?: string | undefined;
  /** Joins this batch; inside `engine.batch(fn)` it may be left out. */
  readonly batch?: BatchScope | null | undefined;
}

/** When and how the class-validator rules are run. */
export interface ValidationOptions {
  /** False skips the rules (types are always checked); `groups` chooses among them. */
  readonly validate?: boolean | { readonly groups?: readonly string[] } | undefined;
}

/** Options of `save`. */
export interface SaveOptions extends WriteCallOptions, ValidationOptions {
  /** False writes every field in place of the changed ones. */
  readonly atomic?: boolean | undefined;
  /** Takes over the stored values afterwards. */
  readonly refresh?: boolean | undefined;
  /** A vanished row is a `DocumentNotFoundError` in place of being written again. */
  readonly mustExist?: boolean | undefined;
}

/** Options of `insert`. */
export interface InsertOptions extends WriteCallOptions, ValidationOptions {
  /** An existing row is an outcome, not an error. */
  readonly ifNotExists?: boolean | undefined;
}

/** Conditions of `update` and `delete`. */
export interface ConditionOptions<F = unknown> {
  /** A missing row is an outcome, not an error. */
  readonly ifExists?: boolean | undefined;
  /** A filter of `$eq $ne $gt $gte $lt $lte $in` that the stored row must meet. */
  readonly ifConditions?: F | undefined;
}

/** Options of `update`. */
export interface UpdateOptions<F = unknown> extends WriteCallOptions, ValidationOptions, ConditionOptions<F> {}

/** Options of `delete`. */
export interface DeleteOptions<F = unknown> extends WriteCallOptions, ConditionOptions<F> {
  /** Removes the row although the model has `@DeletedAt`. */
  readonly hard?: boolean | undefined;
}

/** Options of `insertMany` and `saveMany`. */
export interface BulkOptions extends WriteCallOptions, ValidationOptions {
  /** Writes what can be written and returns the failures, in place of all or nothing. */
  readonly partial?: boolean | undefined;
}

/** Options of the set-based writes. */
export interface MatchingOptions extends WriteCallOptions {
  /** An empty filter is refused unless this is true. */
  readonly all?: boolean | undefined;
}
