/** What one operation, retry or warning was about. Values of fields are in `statement` only with `debugValues`. */
export interface EngineEvent {
  /** Engine name. */
  readonly engine: string;
  /** Class name, or null for raw statements and transactions. */
  readonly model: string | null;
  /** `find aggregate insert update increment delete execute explain stream transaction batch schema ...` */
  readonly operation: string;
  readonly statement: string | null;
  readonly durationMs: number;
  /** Rows returned, or affected when none were. */
  readonly rows: number;
  /** 1, or more when the transaction around it was run again. */
  readonly attempt: number;
  readonly error?: unknown;
}

/** Names of the events: every operation, those over `slowMs`, each repetition of a transaction, what nobody awaits. */
export const ENGINE_EVENTS = ['operation', 'slow', 'retry', 'warning'] as const;

/** Name of an event. */
export type EngineEventName = (typeof ENGINE_EVENTS)[number];
