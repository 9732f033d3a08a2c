/** A row of an insert that was not taken. */
export interface RefusedRow {
  /** Position in the operation's `rows`. */
  readonly row: number;
  /** Why: the client's error, translated for whoever asked; null where a row with the key was in the way. */
  readonly cause: unknown;
}

/** What came back from one compiled operation. */
export interface RawResult {
  /** Wire rows; what a row is, only the engine's `RowReaders` know. */
  readonly rows: readonly unknown[];
  /** Rows inserted, changed, removed or returned. */
  readonly affected: number;
  /** The row that made a conditional write not apply, where the engine gives it back free; else null. */
  readonly existing: unknown;
  /** Rows that an insert with `onRefusal` did not take, ascending; left out where all were taken. */
  readonly refused?: readonly RefusedRow[];
}
