import type { Capability } from '../../capability/capability';
import type { EngineOptions } from '../../execution/engine-options';
import type { RecordedStatement } from './recorded-statement';

/** What a recording engine answers, and what it is recorded with. */
export interface RecordingOptions extends EngineOptions {
  /**
   * Rows of the answer, as the store's client would give them: on PostgreSQL one list of texts (null for NULL) per row,
   * in the order of the selection, on MongoDB a stored document each; plain objects for raw statements. Default: none.
   */
  readonly rows?: readonly unknown[] | ((statement: RecordedStatement) => readonly unknown[] | undefined) | undefined;
  /** Number of rows that a write reports. Default: as if everything that the write names were there. */
  readonly affected?: number | ((statement: RecordedStatement) => number | undefined) | undefined;
  /** Abilities to take away, to see what is done on an engine that lacks them. */
  readonly without?: readonly Capability[] | undefined;
}
