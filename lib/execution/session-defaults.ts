/** Options that hold for every call of a session which does not say otherwise. */
export interface SessionDefaults {
  readonly timeoutMs?: number | null | undefined;
  readonly consistency?: string | null | undefined;
  readonly serialConsistency?: string | null | undefined;
}

/** Nothing stated. */
export const NO_SESSION_DEFAULTS: SessionDefaults = Object.freeze({});
