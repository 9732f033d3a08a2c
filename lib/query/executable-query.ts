import { DocumentNotFoundError, MultipleDocumentsFoundError } from '../errors/outcome-errors';
import type { Changes } from './changes';
import { checkSetWrite } from './check-set-write';
import { COUNT, computation, emptyResult } from './computation';
import { Page } from './page';
import { parseChanges } from './parse-changes';
import { valueOrder } from './parse-order';
import { parseValuePaths, readPath } from './parse-selection';
import type { FieldPath, PathValue } from './path-types';
import { type PageRequest, pageArguments, wholeNumber } from './query-arguments';
import type { QueryRunner, SetWriteOptions } from './query-runner';
import { isEmptyState, type QueryState, withParts } from './query-state';
import { rechunk } from './rechunk';
import { invalidQuery } from './refuse-query';
import type { AverageOf, NumericPath, StoredValue, SumOf, ValueTuple } from './row-types';

/** Documents per round trip of a stream, unless `fetchSize` says otherwise. */
const DEFAULT_CHUNK_SIZE = 500;

/** The runner gives what the state's result form says; the steps that set the form type it. */
function typed<V>(result: unknown): V {
  return result as V;
}

/**
 * The terminals of a query. Each call is a fresh execution; a query that cannot match anything sends nothing.
 * @typeParam T document
 * @typeParam R what each result is
 */
export abstract class ExecutableQuery<T extends object, R = T> implements PromiseLike<R[]>, AsyncIterable<R> {
  readonly #state: QueryState;
  readonly #runner: QueryRunner;

  constructor(state: QueryState, runner: QueryRunner) {
    this.#state = state;
    this.#runner = runner;
  }

  /** What the query has been told. */
  static stateOf<T extends object, R>(query: ExecutableQuery<T, R>): QueryState {
    return query.#state;
  }

  /** What executes the query. */
  static runnerOf<T extends object, R>(query: ExecutableQuery<T, R>): QueryRunner {
    return query.#runner;
  }

  /** All results: what `await query` does. */
  // biome-ignore lint/suspicious/noThenProperty: a query is awaited like a promise, but starts only then.
  then<A = R[], B = never>(
    onFulfilled?: ((results: R[]) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.all().then(onFulfilled, onRejected);
  }

  /** All results, in order. */
  async all(): Promise<R[]> {
    return isEmptyState(this.#state) ? [] : typed<R[]>(await this.#runner.all(this.#state));
  }

  /** The first result, or null. */
  async first(): Promise<R | null> {
    const [first] = await this.#atMost(1);
    return first ?? null;
  }

  /**
   * The only result.
   * @throws DocumentNotFoundError (POLYDOC_DOCUMENT_NOT_FOUND), MultipleDocumentsFoundError
   */
  async one(): Promise<R> {
    const [only, another] = await this.#atMost(2);
    const { name } = this.#state.model;
    if (only === undefined) {
      throw new DocumentNotFoundError(`No ${name} matches.`, { model: name, operation: 'one' });
    }
    if (another === undefined) return only;
    throw new MultipleDocumentsFoundError(`More than one ${name} matches.`, {
      model: name,
      operation: 'one',
      hint: 'Use first() for the first of many.',
    });
  }

  async #atMost(most: number): Promise<R[]> {
    const limit = Math.min(most, this.#state.limit ?? most);
    const state = withParts(this.#state, { limit });
    return isEmptyState(state) ? [] : typed<R[]>(await this.#runner.all(state));
  }

  /** How many results there are; skip and limit are respected. */
  async count(): Promise<number> {
    if (isEmptyState(this.#state)) return 0;
    const [counted] = await this.#runner.compute(this.#state, [COUNT]);
    return Math.max(0, Number(counted) - this.#state.skip);
  }

  /** True when there is a result; at most one is looked at. */
  async exists(): Promise<boolean> {
    if (isEmptyState(this.#state)) return false;
    const [counted] = await this.#runner.compute(withParts(this.#state, { limit: 1 }), [COUNT]);
    return Number(counted) > this.#state.skip;
  }

  /** Sum of a field; 0 over nothing. */
  async sum<P extends NumericPath<T>>(field: P): Promise<SumOf<NonNullable<PathValue<T, P>>>> {
    return typed(await this.#compute('sum', field));
  }

  /** Average of a field; null over nothing. */
  async avg<P extends NumericPath<T>>(field: P): Promise<AverageOf<NonNullable<PathValue<T, P>>> | null> {
    return typed(await this.#compute('avg', field));
  }

  /** Smallest value of a field; null over nothing. */
  async min<P extends FieldPath<T>>(field: P): Promise<NonNullable<PathValue<T, P>> | null> {
    return typed(await this.#compute('min', field));
  }

  /** Largest value of a field; null over nothing. */
  async max<P extends FieldPath<T>>(field: P): Promise<NonNullable<PathValue<T, P>> | null> {
    return typed(await this.#compute('max', field));
  }

  async #compute(name: 'sum' | 'avg' | 'min' | 'max', field: unknown): Promise<unknown> {
    const { model, limit, skip } = this.#state;
    const asked = computation(model, name, field);
    if (limit !== null || skip > 0) {
      throw invalidQuery(model, { path: asked.path?.text ?? null, operator: name }, 'cannot respect limit or skip');
    }
    if (isEmptyState(this.#state)) return emptyResult(asked);
    const [value] = await this.#runner.compute(this.#state, [asked]);
    return value ?? null;
  }

  /** The different values of a field, smallest first where they have an order; null is one of them. */
  async distinct<P extends FieldPath<T>>(field: P): Promise<StoredValue<T, P>[]> {
    const path = readPath(this.#state.model, field);
    const given = this.#state.orderBy.filter((term) => term.path.text === path.text && term.near === undefined);
    const rows = await this.#rows({
      selection: [path],
      distinct: true,
      orderBy: given.length > 0 ? given : valueOrder(path),
    });
    return rows.map((row) => typed<StoredValue<T, P>>(row[0]));
  }

  /** The values of some fields, as lists in the order of the fields. */
  async values<const P extends readonly FieldPath<T>[]>(...fields: P): Promise<ValueTuple<T, P>[]> {
    const rows = await this.#rows({ selection: parseValuePaths(this.#state.model, fields) });
    return rows.map((row) => typed<ValueTuple<T, P>>(row));
  }

  async #rows(parts: Partial<QueryState>): Promise<readonly (readonly unknown[])[]> {
    const state = withParts(this.#state, { ...parts, form: { kind: 'values' } });
    return isEmptyState(state) ? [] : typed<unknown[][]>(await this.#runner.all(state));
  }

  /** Streams the results with back-pressure; leaving the loop frees what the store holds. */
  async *[Symbol.asyncIterator](): AsyncGenerator<R, void, void> {
    if (isEmptyState(this.#state)) return;
    const size = this.#state.run.fetchSize ?? DEFAULT_CHUNK_SIZE;
    for await (const chunk of this.#runner.batches(this.#state, size)) yield* typed<readonly R[]>(chunk);
  }

  /** Streams the results in lists of `size`, the last one maybe shorter. */
  batches(size: number): AsyncIterable<R[]> {
    const checked = wholeNumber(this.#state.model, 'batches', size, 1);
    const state = this.#state;
    const runner = this.#runner;
    return {
      [Symbol.asyncIterator]: () =>
        isEmptyState(state)
          ? rechunk<R>(nothing(), checked)
          : rechunk<R>(typed<AsyncIterable<readonly R[]>>(runner.batches(state, checked)), checked),
    };
  }

  /**
   * Changes every match, in the store.
   * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) without a filter unless `{ all: true }`, and with an order, limit or skip
   */
  async update(changes: Changes<T>, options: SetWriteOptions = {}): Promise<number> {
    checkSetWrite(this.#state, 'update', options);
    if (!isEmptyState(this.#state)) return this.#runner.update(this.#state, changes, options);
    parseChanges(this.#state.model, changes);
    return 0;
  }

  /**
   * Removes every match, in the store; with soft delete marks them, unless `{ hard: true }`.
   * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) without a filter unless `{ all: true }`, and with an order, limit or skip
   */
  async delete(options: SetWriteOptions = {}): Promise<number> {
    checkSetWrite(this.#state, 'delete', options);
    return isEmptyState(this.#state) ? 0 : this.#runner.delete(this.#state, options);
  }

  /** What the store would do, in its own words; nothing is read. */
  async explain(): Promise<unknown> {
    return this.#runner.explain(this.#state);
  }

  /**
   * One numbered page, and how many results there are in all: two statements, one where the page lies beyond the end.
   * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for numbers that are not whole and positive, and after limit or skip
   */
  async page(request: PageRequest = {}): Promise<Page<R>> {
    const { model, limit, skip } = this.#state;
    const { page, perPage } = pageArguments(model, request);
    if (limit !== null || skip > 0)
      throw invalidQuery(model, { path: null, operator: 'page' }, 'comes without limit or skip');
    const total = await this.count();
    const before = (page - 1) * perPage;
    const state = withParts(this.#state, { limit: perPage, skip: before });
    const items = before >= total ? [] : typed<R[]>(await this.#runner.all(state));
    return new Page(items, total, page, perPage);
  }
}

async function* nothing(): AsyncGenerator<never, void, void> {
  // Yields nothing on purpose: what cannot match has no batches.
}
