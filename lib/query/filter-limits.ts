/** How large a filter may be; beyond it is an `InvalidQueryError` before any I/O. */
export interface FilterLimits {
  /** Deepest nesting of `$and`, `$or`, `$not`, lists and quantifiers. */
  readonly maxDepth: number;
  /** Most conditions in the whole filter. */
  readonly maxClauses: number;
  /** Most elements of one list operand. */
  readonly maxListLength: number;
  /** Longest `$like`, `$ilike` or `$regex` pattern, in UTF-16 units. */
  readonly maxPatternLength: number;
}

/** The limits that hold unless an engine is given others. */
export const DEFAULT_FILTER_LIMITS: FilterLimits = Object.freeze({
  maxDepth: 32,
  maxClauses: 256,
  maxListLength: 10_000,
  maxPatternLength: 256,
});
