/** Limits of one stream of changes. */
export interface WatchLimits {
  readonly signal?: AbortSignal | null | undefined;
  /** Most changes per round trip: a number of them wait in memory. */
  readonly fetchSize?: number | null | undefined;
}
