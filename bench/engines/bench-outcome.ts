import type { Comparison, Effort } from '../measure';

/** What was asked for on the command line. */
export interface BenchSettings {
  readonly effort: Effort;
  /** Only operations whose name contains this; empty for all. */
  readonly only: string;
  readonly onResult: (comparison: Comparison) => void;
}

/** What an engine's bench found. */
export interface BenchOutcome {
  /** Sentence about what ran. */
  readonly versions: string;
  readonly comparisons: readonly Comparison[];
}
