import { ConfigurationError } from '../errors/definition-errors';
import { DEFAULT_FILTER_LIMITS, type FilterLimits } from '../query/filter-limits';

/** Options that every engine takes. Times are milliseconds. */
export interface EngineOptions {
  /** How long a caller waits for the only connection while the transaction that holds it runs nothing. Default 10,000. */
  readonly lockTimeoutMs?: number | undefined;
  /** Limit of one operation that states none itself. Default: none. */
  readonly timeoutMs?: number | undefined;
  /** Operations that take at least so long are `slow` events. Default: none are. */
  readonly slowMs?: number | undefined;
  /** Signs cursor tokens of pages. */
  readonly cursorSecret?: string | undefined;
  /** Lets values of fields appear in messages, events and logs. Default false. */
  readonly debugValues?: boolean | undefined;
  /** How large filters may be; what is left out keeps its default (depth 32, clauses 256, list 10,000, pattern 256). */
  readonly filterLimits?: Partial<FilterLimits> | undefined;
}

/** The same, complete. */
export interface ResolvedEngineOptions {
  readonly lockTimeoutMs: number;
  readonly timeoutMs: number | null;
  readonly slowMs: number | null;
  readonly cursorSecret: string | null;
  readonly debugValues: boolean;
  readonly filterLimits: FilterLimits;
}

const DEFAULT_LOCK_TIMEOUT_MS = 10_000;

/**
 * Checks and completes the options.
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) naming the option.
 */
export function resolveEngineOptions(options: EngineOptions): ResolvedEngineOptions {
  const { cursorSecret, debugValues } = options;
  if (cursorSecret !== undefined && (typeof cursorSecret !== 'string' || cursorSecret === '')) {
    throw new ConfigurationError('The option `cursorSecret` is not a text with at least one character.');
  }
  if (debugValues !== undefined && typeof debugValues !== 'boolean') {
    throw new ConfigurationError('The option `debugValues` is neither true nor false.');
  }
  return Object.freeze({
    lockTimeoutMs: milliseconds('lockTimeoutMs', options.lockTimeoutMs) ?? DEFAULT_LOCK_TIMEOUT_MS,
    timeoutMs: milliseconds('timeoutMs', options.timeoutMs),
    slowMs: milliseconds('slowMs', options.slowMs),
    cursorSecret: cursorSecret ?? null,
    debugValues: debugValues ?? false,
    filterLimits: resolveFilterLimits(options.filterLimits),
  });
}

function resolveFilterLimits(limits: Partial<FilterLimits> = {}): FilterLimits {
  for (const [name, value] of Object.entries(limits)) {
    if (!(name in DEFAULT_FILTER_LIMITS) || (value !== undefined && !(Number.isSafeInteger(value) && value > 0))) {
      throw new ConfigurationError(`The option \`filterLimits.${name}\` is no limit, or not a whole number from 1 on.`);
    }
  }
  const { maxDepth, maxClauses, maxListLength, maxPatternLength } = DEFAULT_FILTER_LIMITS;
  return Object.freeze({
    maxDepth: limits.maxDepth ?? maxDepth,
    maxClauses: limits.maxClauses ?? maxClauses,
    maxListLength: limits.maxListLength ?? maxListLength,
    maxPatternLength: limits.maxPatternLength ?? maxPatternLength,
  });
}

function milliseconds(name: string, value: unknown): number | null {
  if (value === undefined) return null;
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw new ConfigurationError(`The option \`${name}\` is not a number of milliseconds from 0 on.`);
}
