import type { AnyClass } from '../internal/any-class';
import { type ConsistencyLevel, isConsistencyLevel } from './consistency';
import { dtoSelection } from './dto-selection';
import { ExecutableQuery } from './executable-query';
import type { Filter } from './filter';
import { allFieldPaths } from './find-operation';
import type { ReadHints } from './operation';
import { parseFilter } from './parse-filter';
import { parseOrder } from './parse-order';
import { parseSelection, readPath } from './parse-selection';
import type { FieldPath } from './path-types';
import { and } from './predicate';
import { signalArgument, textArgument, wholeNumber } from './query-arguments';
import { type QueryRunOptions, type QueryState, withParts } from './query-state';
import { invalidQuery } from './refuse-query';
import type { LeanRow, Selected } from './row-types';
import type { RowLock } from './selection';
import type { Sort } from './sort';
import type { FieldKey } from './value-types';

/** How `forUpdate` deals with rows that others hold: waits, fails at once, or passes over them. */
export interface LockOptions {
  readonly nowait?: boolean | undefined;
  readonly skipLocked?: boolean | undefined;
}

type Optional<V> = V | null | undefined;

/**
 * A query: immutable, every step gives a new one. Nothing runs until it is awaited or iterated, and each time is a
 * fresh execution. Steps check their arguments at once and throw `InvalidQueryError`; null and undefined as a number
 * or a name leave the query as it is.
 * @typeParam T document
 * @typeParam R what each result is
 */
export class Query<T extends object, R = T> extends ExecutableQuery<T, R> {
  #with(parts: Partial<QueryState>): Query<T, R> {
    return this.#typedWith<R>(parts);
  }

  #typedWith<S>(parts: Partial<QueryState>): Query<T, S> {
    return new Query<T, S>(withParts(ExecutableQuery.stateOf(this), parts), ExecutableQuery.runnerOf(this));
  }

  get #state(): QueryState {
    return ExecutableQuery.stateOf(this);
  }

  /** Adds a filter; all filters must hold. */
  where(filter: Filter<T>): Query<T, R> {
    const { model, where, filterLimits } = this.#state;
    const parsed = parseFilter(model, filter, filterLimits);
    return this.#with({ where: where.kind === 'always' ? parsed : and(where, parsed) });
  }

  /**
   * The query after a scope, a named step that a plugin of the class or its engine brings.
   * @param args what the scope takes besides the query
   * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for a name that no plugin has; and what the scope throws
   */
  scope(name: string, ...args: readonly unknown[]): Query<T, R> {
    const runner = ExecutableQuery.runnerOf(this);
    return new Query<T, R>(runner.scope(this.#state, name, args), runner);
  }

  /**
   * Adds terms to the order. Null sorts as the smallest unless stated; ties are ordered by key.
   * `{ embedding: { $near: v } }` orders by distance from a vector, nearest first, and has to be the first term;
   * documents without a vector are then left out, as an index of vectors does not know them.
   */
  orderBy(...payloads: readonly Optional<Sort<T>>[]): Query<T, R> {
    const given = this.#state.orderBy;
    const fresh = parseOrder(this.#state.model, payloads, given);
    return fresh.length === 0 ? this : this.#with({ orderBy: Object.freeze([...given, ...fresh]) });
  }

  /** At most so many results; 0 gives nothing, with no I/O. */
  limit(count: Optional<number>): Query<T, R> {
    if (count === null || count === undefined) return this;
    return this.#with({ limit: wholeNumber(this.#state.model, 'limit', count, 0) });
  }

  /** Leaves out so many results at the beginning. */
  skip(count: Optional<number>): Query<T, R> {
    if (count === null || count === undefined) return this;
    return this.#with({ skip: wholeNumber(this.#state.model, 'skip', count, 0) });
  }

  /** At most so many results of each partition, on engines with partitions. */
  perPartitionLimit(count: Optional<number>): Query<T, R> {
    if (count === null || count === undefined) return this;
    return this.#hint({ perPartitionLimit: wholeNumber(this.#state.model, 'perPartitionLimit', count, 1) });
  }

  /** Reads only these paths; results are plain rows, nested as stored. */
  select<const P extends FieldPath<T>>(...paths: readonly P[]): Query<T, Selected<T, P>> {
    const selection = parseSelection(this.#state.model, paths);
    const { form } = this.#state;
    return this.#typedWith({ selection, form: form.kind === 'dto' ? form : { kind: 'partial' } });
  }

  /** Reads everything but these fields; results are plain rows. */
  defer<const K extends FieldKey<T> & string>(...fields: readonly K[]): Query<T, LeanRow<Omit<T, K>>> {
    const { model, form } = this.#state;
    const deferred = fields.map((name) => {
      const path = readPath(model, name);
      if (path.steps.length > 0) throw invalidQuery(model, { path: path.text, operator: 'defer' }, 'is no whole field');
      return path.field;
    });
    const read = this.#state.selection ?? allFieldPaths(model);
    const selection = Object.freeze(read.filter((path) => !deferred.includes(path.field)));
    if (selection.length === 0) throw invalidQuery(model, { path: null, operator: 'defer' }, 'leaves no field to read');
    return this.#typedWith({ selection, form: form.kind === 'dto' ? form : { kind: 'partial' } });
  }

  /**
   * Results as instances of another class: of its `@Field`s, or, selected before, of what was selected. No constructor
   * is run.
   */
  as<D extends object>(dto: AnyClass<D>): Query<T, D> {
    const selection = this.#state.selection ?? dtoSelection(this.#state.model, dto);
    return this.#typedWith({ selection, form: Object.freeze({ kind: 'dto' as const, class: dto }) });
  }

  /** Results as plain objects with decoded values that nothing tracks. */
  lean(): Query<T, R extends T ? LeanRow<T> : R> {
    const { form } = this.#state;
    return this.#typedWith({ form: form.kind === 'document' ? { kind: 'lean' } : form });
  }

  /** Soft-deleted documents, too. */
  withDeleted(): Query<T, R> {
    return this.#with({ visibility: Object.freeze({ deleted: 'include' as const }) });
  }

  /** Only soft-deleted documents. */
  onlyDeleted(): Query<T, R> {
    const { model } = this.#state;
    if (model.deletedAt === null) {
      throw invalidQuery(model, { path: null, operator: 'onlyDeleted' }, 'needs a field with @DeletedAt()');
    }
    return this.#with({ visibility: Object.freeze({ deleted: 'only' as const }) });
  }

  /** Locks the rows until the transaction ends; only inside one (else `SessionStateError` when run). */
  forUpdate(options: LockOptions = {}): Query<T, R> {
    const { nowait = false, skipLocked = false } = options;
    if (nowait && skipLocked) {
      throw invalidQuery(
        this.#state.model,
        { path: null, operator: 'forUpdate' },
        'takes nowait or skipLocked, not both',
      );
    }
    const mode: RowLock['mode'] = nowait ? 'nowait' : skipLocked ? 'skipLocked' : 'wait';
    return this.#with({ lock: Object.freeze({ mode }) });
  }

  /** Consistency level, on engines with levels or concerns. */
  consistency(level: Optional<ConsistencyLevel>): Query<T, R> {
    if (level === null || level === undefined) return this;
    if (isConsistencyLevel(level)) return this.#limit({ consistency: level });
    throw invalidQuery(this.#state.model, { path: null, operator: 'consistency' }, 'is not a known level');
  }

  /** Longest time of one execution, in milliseconds; then `TimeoutError`. */
  timeout(timeoutMs: Optional<number>): Query<T, R> {
    if (timeoutMs === null || timeoutMs === undefined) return this;
    return this.#limit({ timeoutMs: wholeNumber(this.#state.model, 'timeout', timeoutMs, 1) });
  }

  /** Aborts an execution; its reason is thrown. */
  signal(signal: Optional<AbortSignal>): Query<T, R> {
    if (signal === null || signal === undefined) return this;
    return this.#limit({ signal: signalArgument(this.#state.model, signal) });
  }

  /** Documents per round trip of a stream. */
  fetchSize(count: Optional<number>): Query<T, R> {
    if (count === null || count === undefined) return this;
    return this.#limit({ fetchSize: wholeNumber(this.#state.model, 'fetchSize', count, 1) });
  }

  /** Lets the engine look at every row where no key or index answers. */
  allowFiltering(): Query<T, R> {
    return this.#hint({ allowFiltering: true });
  }

  /** Text that goes with the statement, for the store's logs. */
  comment(text: Optional<string>): Query<T, R> {
    if (text === null || text === undefined) return this;
    return this.#hint({ comment: textArgument(this.#state.model, 'comment', text) });
  }

  /** The engine's own hint, such as the index to use. */
  hint(hint: unknown): Query<T, R> {
    return hint === null || hint === undefined ? this : this.#hint({ hint });
  }

  /** Which servers may answer, in the engine's own words. */
  readPreference(preference: Optional<string>): Query<T, R> {
    if (preference === null || preference === undefined) return this;
    return this.#hint({ readPreference: textArgument(this.#state.model, 'readPreference', preference) });
  }

  #hint(parts: Partial<ReadHints>): Query<T, R> {
    return this.#with({ hints: Object.freeze({ ...this.#state.hints, ...parts }) });
  }

  #limit(parts: Partial<QueryRunOptions>): Query<T, R> {
    return this.#with({ run: Object.freeze({ ...this.#state.run, ...parts }) });
  }
}
