import type { FieldMetadata } from '../metadata/field-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { LogicalType } from '../types/logical-type';
import type { Assignment } from './assignment';
import type { FieldPath } from './field-path';
import type { Predicate } from './predicate';
import type { OrderTerm, RowLock } from './selection';
import type { WriteOptions } from './write-options';

/** Options of a read that only some engines know; each needs its capability. */
export interface ReadHints {
  readonly allowFiltering: boolean;
  readonly perPartitionLimit: number | null;
  readonly hint: unknown;
  readonly comment: string | null;
  readonly readPreference: string | null;
}

/** No hints. */
export const NO_READ_HINTS: ReadHints = Object.freeze({
  allowFiltering: false,
  perPartitionLimit: null,
  hint: null,
  comment: null,
  readPreference: null,
});

/** Reads documents or parts of them. A wire row has one value per entry of `selection`, in its order. */
export interface FindOperation {
  readonly kind: 'find';
  readonly model: ModelMetadata;
  readonly where: Predicate;
  /** Complete: ends with the key unless the order is unique already or the engine cannot order. */
  readonly orderBy: readonly OrderTerm[];
  readonly limit: number | null;
  readonly skip: number;
  readonly selection: readonly FieldPath[];
  /** Leaves out repeated rows of the selection. */
  readonly distinct: boolean;
  readonly lock: RowLock | null;
  readonly hints: ReadHints;
}

/** A function over the matching rows. `path` is null for `count`. */
export interface Computation {
  readonly name: string;
  readonly function: 'count' | 'sum' | 'avg' | 'min' | 'max';
  readonly path: FieldPath | null;
  /** Type of the result; null results are possible except for `count` and `sum`. */
  readonly type: LogicalType;
}

/** Computes over matching rows. The wire rows have one value per computation, in order. */
export interface AggregateOperation {
  readonly kind: 'aggregate';
  readonly model: ModelMetadata;
  readonly where: Predicate;
  readonly compute: readonly Computation[];
  /** At most so many rows are looked at, null for all (`exists` looks at one). */
  readonly limit: number | null;
  readonly hints: ReadHints;
}

/**
 * What happens when a row with the same key exists. An expired row never counts as existing, except for `fail`.
 * - `fail`: the store's own duplicate key error, an expired row in the way included. The cheapest form; who meets the
 *   error outside of a transaction asks again with `error`.
 * - `error`, `ignore`: the row is left as it is and nothing is affected.
 * - `replace`: it is replaced completely.
 */
export type OnConflict = 'fail' | 'error' | 'ignore' | 'replace';

/** Writes complete rows. Each row has one canonical value (or null) per entry of `fields`, in its order. */
export interface InsertOperation {
  readonly kind: 'insert';
  readonly model: ModelMetadata;
  readonly fields: readonly FieldMetadata[];
  readonly rows: readonly (readonly unknown[])[];
  readonly onConflict: OnConflict;
  /** With `replace`: in place of replacing, apply these to the existing row. */
  readonly onConflictAssign: readonly Assignment[] | null;
  /**
   * Rows that are not taken are told one by one (`RawResult.refused`); left out, they are an error of the whole. Asked
   * for where a failed statement cannot be taken back on its own: without savepoints. What is thrown all the same was
   * thrown before any row was sent, or says nothing about rows.
   * - `stop`: the first one ends it. Rows in front of it are written, those behind it are not. Not with `error`, `ignore`.
   * - `goOn`: all others are written. In a transaction it ends at the first row that the store itself refused, and so
   *   does the transaction; what is known of rows in front of it is told.
   */
  readonly onRefusal?: 'stop' | 'goOn';
  /** Values to give back, per affected row. Empty: none. */
  readonly returning: readonly FieldPath[];
  readonly options: WriteOptions;
}

/** Changes existing rows. */
export interface UpdateOperation {
  readonly kind: 'update';
  readonly model: ModelMetadata;
  readonly where: Predicate;
  /** Must hold as well, else nothing is applied (optimistic lock, `ifConditions`); null when unconditional. */
  readonly condition: Predicate | null;
  /** The write is conditional on existence (`ifExists`): matters where a plain update creates rows. */
  readonly ifExists: boolean;
  /** The time to live is the row's; left out or false: that of the fields set. */
  readonly isRowTtl?: boolean;
  readonly assignments: readonly Assignment[];
  readonly returning: readonly FieldPath[];
  readonly options: WriteOptions;
}

/** Adds deltas to a counter row, creating it at 0 first if it is missing. */
export interface IncrementOperation {
  readonly kind: 'increment';
  readonly model: ModelMetadata;
  /** Key values in key order. */
  readonly key: readonly unknown[];
  readonly deltas: readonly { readonly field: FieldMetadata; readonly by: bigint }[];
  readonly returning: readonly FieldPath[];
}

/** Removes rows. */
export interface DeleteOperation {
  readonly kind: 'delete';
  readonly model: ModelMetadata;
  readonly where: Predicate;
  readonly condition: Predicate | null;
  readonly ifExists: boolean;
  readonly options: WriteOptions;
}

/** Anything that changes rows. */
export type WriteOperation = InsertOperation | UpdateOperation | IncrementOperation | DeleteOperation;

/** Writes that are sent together. */
export interface BatchOperation {
  readonly kind: 'batch';
  readonly operations: readonly WriteOperation[];
  readonly type: 'logged' | 'unlogged' | 'counter';
  readonly timestampMicros: bigint | null;
}

/** Asks to be told of changes. A wire row has one value per entry of `selection`, in its order. */
export interface WatchOperation {
  readonly kind: 'watch';
  readonly model: ModelMetadata;
  /** Held against the row after a change, of a delete against the row before where that is known. */
  readonly where: Predicate;
  /** Token of the change to go on behind; null for changes from now on. */
  readonly after: string | null;
  readonly selection: readonly FieldPath[];
}

/** Whatever a model can ask of an engine, as frozen data. */
export type Operation = FindOperation | AggregateOperation | WriteOperation | BatchOperation | WatchOperation;
