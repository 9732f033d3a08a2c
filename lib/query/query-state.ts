import type { AnyClass } from '../internal/any-class';
import { frozen } from '../internal/freeze';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { FieldPath } from './field-path';
import { DEFAULT_FILTER_LIMITS, type FilterLimits } from './filter-limits';
import { NO_READ_HINTS, type ReadHints } from './operation';
import { ALWAYS, type Predicate } from './predicate';
import type { OrderTerm, RowLock, Visibility } from './selection';

/**
 * What becomes of the rows: tracked documents, plain objects with every field, plain objects of the selection,
 * instances of another class, or lists of values.
 */
export type ResultForm =
  | { readonly kind: 'document' }
  | { readonly kind: 'lean' }
  | { readonly kind: 'partial' }
  | { readonly kind: 'dto'; readonly class: AnyClass }
  | { readonly kind: 'values' };

/** Limits of one execution, as far as the query states them. */
export interface QueryRunOptions {
  readonly timeoutMs: number | null;
  readonly signal: AbortSignal | null;
  readonly fetchSize: number | null;
  readonly consistency: string | null;
  readonly serialConsistency: string | null;
}

/** Everything that a query has been told, frozen. Its parts are checked and canonical. */
export interface QueryState {
  readonly model: ModelMetadata;
  /** What the user asked for; soft delete and discriminator come in `findOperation`. */
  readonly where: Predicate;
  /** What the user asked for; the key comes in `findOperation`. */
  readonly orderBy: readonly OrderTerm[];
  readonly limit: number | null;
  readonly skip: number;
  /** Paths to read, or null for every field. */
  readonly selection: readonly FieldPath[] | null;
  readonly form: ResultForm;
  readonly distinct: boolean;
  readonly visibility: Visibility;
  readonly lock: RowLock | null;
  readonly hints: ReadHints;
  readonly run: QueryRunOptions;
  readonly filterLimits: FilterLimits;
  /** Session to use in place of the ambient one; null for none, undefined where nothing was said. */
  readonly session: unknown;
}

const NO_RUN: QueryRunOptions = frozen({
  timeoutMs: null,
  signal: null,
  fetchSize: null,
  consistency: null,
  serialConsistency: null,
});

/** The state of a query that has been told nothing but its model and what `overrides` says. */
export function initialState(model: ModelMetadata, overrides: Partial<QueryState> = {}): QueryState {
  return frozen({
    model,
    where: ALWAYS,
    orderBy: [],
    limit: null,
    skip: 0,
    selection: null,
    form: { kind: 'document' as const },
    distinct: false,
    visibility: { deleted: 'hide' as const },
    lock: null,
    hints: NO_READ_HINTS,
    run: NO_RUN,
    filterLimits: DEFAULT_FILTER_LIMITS,
    session: undefined,
    ...overrides,
  });
}

/** The state with some parts replaced. */
export function withParts(state: QueryState, parts: Partial<QueryState>): QueryState {
  return Object.freeze({ ...state, ...parts });
}

/** True where no document can match, so that nothing needs to be sent. */
export function isEmptyState(state: QueryState): boolean {
  return state.limit === 0 || state.where.kind === 'never';
}
