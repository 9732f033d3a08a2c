import { InvalidQueryError } from '../errors/usage-errors';
import type { CallOptions } from '../execution/call-options';
import type { AnyClass } from '../internal/any-class';
import { asRecord } from '../internal/as-record';
import { modelMetadataOf } from '../metadata/model-metadata-of';
import { assembleRow } from '../query/assemble-row';
import { emptyResult } from '../query/computation';
import { ExecutableQuery } from '../query/executable-query';
import type { FieldPath } from '../query/field-path';
import { aggregateOperation, findOperation } from '../query/find-operation';
import type { Computation } from '../query/operation';
import { parseFilter } from '../query/parse-filter';
import { Query } from '../query/query';
import type { QueryRunner, SetWriteOptions } from '../query/query-runner';
import { initialState, isEmptyState, type QueryState } from '../query/query-state';
import { loadDocuments, plainObjects } from './document-reader';
import { deleteMatching, updateMatching } from './matching-writes';
import type { ReadOptions } from './options';
import { type ModelContext, modelContext } from './write-context';

/** Executes queries of a class: builds the operation, runs it, gives the rows the form that was asked for. */
export class ModelQueryRunner implements QueryRunner {
  readonly #class: AnyClass;
  readonly #options: ReadOptions | undefined;

  constructor(modelClass: AnyClass, options: ReadOptions | undefined) {
    this.#class = modelClass;
    this.#options = options;
  }

  async all(state: QueryState): Promise<unknown[]> {
    const context = this.#context(state);
    const result = await context.runtime.run(findOperation(state), context.call);
    return shapeRows(context, state, result.rows);
  }

  async *batches(state: QueryState, size: number): AsyncIterable<readonly unknown[]> {
    if (isEmptyState(state)) return;
    const context = this.#context(state);
    for await (const rows of context.runtime.stream(findOperation(state), context.call, size)) {
      yield await shapeRows(context, state, rows);
    }
  }

  async compute(state: QueryState, computations: readonly Computation[]): Promise<readonly unknown[]> {
    const context = this.#context(state);
    const { rows } = context.runtime;
    const result = await context.runtime.run(aggregateOperation(state, computations), context.call);
    const [row] = result.rows;
    return computations.map((computation, position) =>
      row === undefined ? emptyResult(computation) : rows.value(row, position, resultPath(computation)),
    );
  }

  async update(state: QueryState, changes: unknown, options: SetWriteOptions): Promise<number> {
    const prepared = await this.#prepared(state);
    return updateMatching(this.#class, prepared, changes, { ...this.#options, ...statedLimits(prepared), ...options });
  }

  async delete(state: QueryState, options: SetWriteOptions): Promise<number> {
    const prepared = await this.#prepared(state);
    return deleteMatching(this.#class, prepared, { ...this.#options, ...statedLimits(prepared), ...options });
  }

  async explain(state: QueryState): Promise<unknown> {
    const context = this.#context(state);
    return context.runtime.explain(findOperation(state), context.call);
  }

  /** Set-based writes let the model's `@BeforeQuery` methods have a word. */
  async #prepared(state: QueryState): Promise<QueryState> {
    let prepared = state;
    for (const name of state.model.hooks.beforeQuery) {
      const hook = asRecord(this.#class)[name];
      if (typeof hook !== 'function') continue;
      const answer: unknown = Reflect.apply(hook, this.#class, [new Query<object>(prepared, this)]);
      // A query is awaited by running it, which is not what the hook gave it back for.
      if (answer instanceof ExecutableQuery) prepared = ExecutableQuery.stateOf(answer);
      else await answer;
    }
    return prepared;
  }

  #context(state: QueryState): ModelContext {
    const context = modelContext(this.#class, this.#options);
    return { ...context, call: withRunOptions(context.call, state) };
  }
}

/** What the query says wins over the options it was begun with. */
function withRunOptions(call: CallOptions, state: QueryState): CallOptions {
  const { timeoutMs, signal, fetchSize, consistency, serialConsistency } = state.run;
  if (
    timeoutMs === null &&
    signal === null &&
    fetchSize === null &&
    consistency === null &&
    serialConsistency === null
  ) {
    return call;
  }
  return {
    ...call,
    timeoutMs: timeoutMs ?? call.timeoutMs,
    signal: signal ?? call.signal,
    fetchSize: fetchSize ?? call.fetchSize,
    consistency: consistency ?? call.consistency,
    serialConsistency: serialConsistency ?? call.serialConsistency,
  };
}

/** The limits that the query itself states, for its writes. */
function statedLimits({ run }: QueryState): ReadOptions {
  return {
    ...(run.timeoutMs === null ? {} : { timeoutMs: run.timeoutMs }),
    ...(run.signal === null ? {} : { signal: run.signal }),
    ...(run.consistency === null ? {} : { consistency: run.consistency }),
  };
}

async function shapeRows(context: ModelContext, state: QueryState, rows: readonly unknown[]): Promise<unknown[]> {
  const { form, selection } = state;
  if (form.kind === 'document') return loadDocuments(context, rows);
  if (form.kind === 'lean' && selection === null) return plainObjects(context, rows);
  if (selection === null) {
    throw new InvalidQueryError(`${state.model.name}: this form of result needs a selection.`, {
      model: state.model.name,
    });
  }
  const values = (row: unknown): unknown[] =>
    selection.map((path, position) => context.runtime.rows.value(row, position, path));
  if (form.kind === 'values') return rows.map(values);
  if (form.kind === 'dto') return rows.map((row) => instanceOf(form.class, assembleRow(selection, values(row))));
  return rows.map((row) => assembleRow(selection, values(row)));
}

function instanceOf(target: AnyClass, values: object): object {
  const instance: object = Object.create(target.prototype);
  return Object.assign(instance, values);
}

/** Where a computed value stands in for a field's, it is read by the type of the result alone. */
function resultPath(computation: Computation): FieldPath {
  return { kind: 'path', field: null, steps: [], type: computation.type, nullable: true, text: computation.name };
}

/**
 * Begins a query of a class.
 * @param filters the filter if one was given; an undefined one was a mistake and is refused.
 */
export function startQuery<T extends object>(
  modelClass: AnyClass<T>,
  filters: readonly unknown[],
  options: ReadOptions | undefined,
): Query<T> {
  const model = modelMetadataOf(modelClass);
  const parts = filters.length === 0 ? {} : { where: parseFilter(model, filters[0]) };
  return new Query<T>(initialState(model, parts), new ModelQueryRunner(modelClass, options));
}
