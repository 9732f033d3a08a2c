import { InvalidQueryError } from '../errors/usage-errors';
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
import { ALWAYS } from '../query/predicate';
import { Query } from '../query/query';
import type { QueryRunner, SetWriteOptions } from '../query/query-runner';
import { initialState, isEmptyState, type QueryState } from '../query/query-state';
import { boundRuntime, filterLimitsOf } from './binding';
import { loadDocuments, plainObjects } from './document-reader';
import { deleteMatching, updateMatching } from './matching-writes';
import type { ReadOptions } from './options';
import { pluginsOf } from './plugin-registry';
import { rewrittenState, scopedState } from './rewrite-query';
import { statedLimits, withRunOptions } from './run-options';
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
    const context = this.#context();
    const asked = rewrittenState(context, state, 'read');
    if (asked !== state && isEmptyState(asked)) return [];
    const result = await context.runtime.run(findOperation(asked), withRunOptions(context.call, asked));
    return shapeRows(context, state, result.rows);
  }

  async *batches(state: QueryState, size: number): AsyncIterable<readonly unknown[]> {
    if (isEmptyState(state)) return;
    const context = this.#context();
    const asked = rewrittenState(context, state, 'read');
    if (isEmptyState(asked)) return;
    const call = withRunOptions(context.call, asked);
    for await (const rows of context.runtime.stream(findOperation(asked), call, size)) {
      yield await shapeRows(context, state, rows);
    }
  }

  async compute(state: QueryState, computations: readonly Computation[]): Promise<readonly unknown[]> {
    const context = this.#context();
    const { rows } = context.runtime;
    const asked = rewrittenState(context, state, 'read');
    if (isEmptyState(asked)) return computations.map(emptyResult);
    const operation = aggregateOperation(asked, computations);
    const result = await context.runtime.run(operation, withRunOptions(context.call, asked));
    const [row] = result.rows;
    return computations.map((computation, position) =>
      row === undefined ? emptyResult(computation) : rows.value(row, position, resultPath(computation)),
    );
  }

  async update(state: QueryState, changes: unknown, options: SetWriteOptions): Promise<number> {
    const prepared = await this.#prepared(state, 'update');
    return updateMatching(this.#class, prepared, changes, { ...this.#options, ...statedLimits(prepared), ...options });
  }

  async delete(state: QueryState, options: SetWriteOptions): Promise<number> {
    const prepared = await this.#prepared(state, 'delete');
    return deleteMatching(this.#class, prepared, { ...this.#options, ...statedLimits(prepared), ...options });
  }

  async explain(state: QueryState): Promise<unknown> {
    const context = this.#context();
    const asked = rewrittenState(context, state, 'read');
    return context.runtime.explain(findOperation(asked), withRunOptions(context.call, asked));
  }

  scope(state: QueryState, name: string, args: readonly unknown[]): QueryState {
    const { model } = state;
    return scopedState({ model, plugins: pluginsOf(model, boundRuntime(this.#class)) }, state, name, args);
  }

  /** Set-based writes let the hooks of queries have a word; rewrites have the last, so that no hook gets round them. */
  async #prepared(state: QueryState, purpose: 'update' | 'delete'): Promise<QueryState> {
    const context = this.#context();
    let prepared = state;
    for (const hook of this.#queryHooks(context)) {
      const answer = hook(new Query<object>(prepared, this));
      // A query is awaited by running it, which is not what the hook gave it back for.
      if (answer instanceof ExecutableQuery) prepared = ExecutableQuery.stateOf(answer);
      else await answer;
    }
    return rewrittenState(context, prepared, purpose);
  }

  /** The model's `@BeforeQuery` methods, then those of plugins. */
  #queryHooks({ model, plugins }: ModelContext): ((query: Query<object>) => unknown)[] {
    const own = model.hooks.beforeQuery.map((name) => (query: Query<object>): unknown => {
      const hook = asRecord(this.#class)[name];
      return typeof hook === 'function' ? Reflect.apply(hook, this.#class, [query]) : undefined;
    });
    return [...own, ...(plugins.hooks.beforeQuery ?? []).map(({ call }) => call)];
  }

  #context(): ModelContext {
    return modelContext(this.#class, this.#options);
  }
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
  const filterLimits = filterLimitsOf(modelClass);
  const where = filters.length === 0 ? ALWAYS : parseFilter(model, filters[0], filterLimits);
  return new Query<T>(initialState(model, { where, filterLimits }), new ModelQueryRunner(modelClass, options));
}
