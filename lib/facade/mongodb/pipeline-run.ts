import { targetOf } from '../../engines/mongodb/mongodb-names';
import type { AggregateStatement, BsonDocument } from '../../engines/mongodb/mongodb-statement';
import { VisibleRows } from '../../engines/mongodb/pipeline-parts';
import { SessionStateError, UnsupportedCapabilityError } from '../../errors/usage-errors';
import type { EngineRuntime } from '../../execution/engine-runtime';
import type { StatementOperation } from '../../execution/statement-operation';
import type { AnyClass } from '../../internal/any-class';
import type { ModelMetadata } from '../../metadata/model-metadata';
import type { ReadOptions } from '../../model/options';
import { pluginsOf } from '../../model/plugin-registry';
import { rewrittenState } from '../../model/rewrite-query';
import { type ModelContext, modelContext } from '../../model/write-context';
import { visibleWhere } from '../../query/find-operation';
import type { Predicate } from '../../query/predicate';
import { initialState } from '../../query/query-state';
import { isPlainObject } from '../../types/is-plain-object';
import type { PipelineState } from './pipeline-state';

/** Whose pipeline is run, and how. */
export interface PipelineOrigin {
  readonly class: AnyClass;
  readonly options: ReadOptions & { readonly fetchSize?: number | undefined };
}

const DEFAULT_CHUNK = 500;

/** @throws UnsupportedCapabilityError (POLYDOC_UNSUPPORTED_CAPABILITY) for a model on another engine than MongoDB. */
export function checkPipelineEngine(model: ModelMetadata, runtime: EngineRuntime): void {
  if (runtime.name === 'mongodb') return;
  throw new UnsupportedCapabilityError(`${model.name} is on ${runtime.name}: pipelines are MongoDB's.`, {
    capability: 'pipeline',
    engine: runtime.name,
    model: model.name,
    operation: 'pipeline',
    hint: 'Use find() and its steps.',
  });
}

/** All rows of a pipeline; none of one that writes. */
export async function runPipeline(origin: PipelineOrigin, state: PipelineState): Promise<object[]> {
  const context = contextOf(origin, state);
  const operation = await operationOf(context, state);
  const { rows } = await context.runtime.run(operation, withFetchSize(context, origin));
  const read = await readerOf(state);
  return rows.map(read);
}

/** The rows as they come, a batch of the server at a time. */
export async function* streamPipeline(
  origin: PipelineOrigin,
  state: PipelineState,
): AsyncGenerator<object, void, void> {
  if (state.writes) {
    await runPipeline(origin, state);
    return;
  }
  const context = contextOf(origin, state);
  const operation = await operationOf(context, state);
  const read = await readerOf(state);
  const size = origin.options.fetchSize ?? DEFAULT_CHUNK;
  for await (const chunk of context.runtime.stream(operation, context.call, size)) {
    for (const row of chunk) yield read(row);
  }
}

function contextOf(origin: PipelineOrigin, { model, writes }: PipelineState): ModelContext {
  const context = modelContext(origin.class, origin.options);
  checkPipelineEngine(model, context.runtime);
  if (writes) checkCanWrite(context);
  return context;
}

/** The server takes back a transaction in which it is asked for `$merge` or `$out`. */
function checkCanWrite({ runtime, call, model }: ModelContext): void {
  runtime.scopeOf(call)?.assertUsable('write', 'pipeline');
  if (!runtime.inTransaction(call)) return;
  throw new SessionStateError('MongoDB does not write by a pipeline inside a transaction.', {
    engine: runtime.name,
    model: model.name,
    operation: 'pipeline',
    hint: 'Run it in engine.outside(...), or with { session: null }.',
  });
}

function withFetchSize({ call }: ModelContext, { options }: PipelineOrigin): ModelContext['call'] {
  return options.fetchSize === undefined ? call : { ...call, fetchSize: options.fetchSize };
}

async function operationOf(context: ModelContext, state: PipelineState): Promise<StatementOperation> {
  const { model, writes, hints } = state;
  const { compileStages } = await import('../../engines/mongodb/mongodb-pipeline-compiler');
  const visibleOf = (joined: ModelMetadata): Predicate => visibleRows(context, joined);
  const pipeline: readonly BsonDocument[] = compileStages(startedStages(state), visibleOf, model.name);
  const compiled: AggregateStatement = { kind: 'aggregate', target: targetOf(model), pipeline, hints };
  return { kind: 'statement', model, name: 'pipeline', access: writes ? 'write' : 'read', compiled };
}

/** What nobody may see is left out first; `$geoNear`, which has to be the first stage, leaves it out itself. */
function startedStages({ model, stages }: PipelineState): readonly unknown[] {
  const [first] = stages;
  const isGeoNear = isPlainObject(first) && Object.hasOwn(first, '$geoNear');
  return isGeoNear ? stages : [{ $match: new VisibleRows(model) }, ...stages];
}

/** As `find()` has it: without deleted rows, of the class, and as plugins narrow it. */
function visibleRows({ class: asked, model: own, runtime }: ModelContext, model: ModelMetadata): Predicate {
  const owner = { class: model === own ? asked : model.class, model, plugins: pluginsOf(model, runtime) };
  const state = initialState(model, { filterLimits: runtime.options.filterLimits });
  return visibleWhere(rewrittenState(owner, state, 'read'));
}

async function readerOf({ row, writes }: PipelineState): Promise<(row: unknown) => object> {
  if (writes) return () => ({});
  const { pipelineRowReader } = await import('../../engines/mongodb/mongodb-pipeline-rows');
  return pipelineRowReader(row);
}
