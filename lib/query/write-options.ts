/** Options that any write may carry; null where nothing was said. */
export interface WriteOptions {
  /** Seconds to live: of the row on insert, of the fields set on update. */
  readonly ttlSeconds: number | null;
  /** Write time in microseconds since 1970. */
  readonly timestampMicros: bigint | null;
}

/** No options. */
export const NO_WRITE_OPTIONS: WriteOptions = Object.freeze({ ttlSeconds: null, timestampMicros: null });
