/** What came back from one compiled operation. */
export interface RawResult {
  /** Wire rows; what a row is, only the engine's `RowReaders` know. */
  readonly rows: readonly unknown[];
  /** Rows inserted, changed, removed or returned. */
  readonly affected: number;
  /** The row that made a conditional write not apply, where the engine gives it back free; else null. */
  readonly existing: unknown;
}
