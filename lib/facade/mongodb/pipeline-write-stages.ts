import { targetOf } from '../../engines/mongodb/mongodb-names';
import { type RowShape, UNKNOWN } from '../../engines/mongodb/pipeline-shape';
import { ReadOnlyError } from '../../errors/usage-errors';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { isPlainObject } from '../../types/is-plain-object';
import { readOperandPath } from './pipeline-accumulator';
import { movingStages } from './pipeline-align';
import { namesOf, stageOptions } from './pipeline-options';
import { plainName, readPipelinePath } from './pipeline-path';
import { rowOf, rowOfModel } from './pipeline-row-shape';
import { type PipelineScope, refusedPart, withVariable } from './pipeline-scope';
import { addFieldsStage } from './pipeline-shape-stages';
import { collectionName, modelOf } from './pipeline-source';
import { openScope, type PipelineState, withStage } from './pipeline-state';

/** Where rows are written. */
interface Sink {
  /** As the server takes it. */
  readonly into: unknown;
  /** Stages that store the rows as those of the model are. */
  readonly stages: readonly unknown[];
  /** What rows are like there. */
  readonly row: RowShape;
}

/** `$out`: the rows take the place of a collection. */
export function outStage(state: PipelineState, given: unknown): PipelineState {
  const scope = writingScope(state, 'out');
  const { into, stages } = sinkOf(scope, given);
  return withStage(state, [...stages, { $out: into }], WRITTEN);
}

const WRITTEN = Object.freeze({ row: rowOf([]), shapeOf: null, writes: true });

const WHEN_MATCHED = ['replace', 'keepExisting', 'merge', 'fail'];
const WHEN_NOT_MATCHED = ['insert', 'discard', 'fail'];

/** `$merge`: the rows go into a collection, each beside, over or into the one that it matches. */
export function mergeStage(state: PipelineState, given: unknown): PipelineState {
  const scope = writingScope(state, 'merge');
  const names = ['into', 'on', 'let', 'whenMatched', 'whenNotMatched'] as const;
  const isWhole = isPlainObject(given) && Object.hasOwn(given, 'into');
  const options = stageOptions(scope, isWhole ? given : { into: given }, names, ['into']);
  const sink = sinkOf(scope, options.into);
  const target = { ...scope, row: sink.row };
  const stage: Record<string, unknown> = { into: sink.into };
  if (options.on !== undefined)
    stage.on = namesOf(scope, options.on).map((name) => readPipelinePath(target, name).stored);
  if (options.let !== undefined) stage.let = readLet(scope, options.let);
  if (options.whenMatched !== undefined) stage.whenMatched = readMatched(state, target, options);
  if (options.whenNotMatched !== undefined) {
    stage.whenNotMatched = oneOf(scope, 'whenNotMatched', options.whenNotMatched, WHEN_NOT_MATCHED);
  }
  return withStage(state, [...sink.stages, { $merge: stage }], WRITTEN);
}

function writingScope(state: PipelineState, stage: string): PipelineScope {
  const scope = openScope(state, stage);
  if (state.within !== null) throw refusedPart(scope, null, `cannot be inside ${state.within}`);
  return scope;
}

function oneOf(scope: PipelineScope, option: string, value: unknown, known: readonly string[]): string {
  if (typeof value === 'string' && known.includes(value)) return value;
  throw refusedPart(scope, null, `takes ${known.join(', ')} for \`${option}\``);
}

function readLet(scope: PipelineScope, given: unknown): unknown {
  if (!isPlainObject(given)) throw refusedPart(scope, null, 'takes an object of names and expressions for `let`');
  const variables = Object.entries(given).map(
    ([name, value]) => [plainName(scope, name), readOperandPath(scope, value).stored] as const,
  );
  // Stating variables takes away the one that is there otherwise.
  return { new: '$$ROOT', ...Object.fromEntries(variables) };
}

/** One of the server's words, or fields to set: `$name` is the row that is there, `$$new.name` the one that comes. */
function readMatched(
  state: PipelineState,
  target: PipelineScope,
  { whenMatched, let: given }: Readonly<Partial<Record<'whenMatched' | 'let', unknown>>>,
): unknown {
  if (!isPlainObject(whenMatched)) return oneOf(target, 'whenMatched', whenMatched, WHEN_MATCHED);
  const names = isPlainObject(given) ? Object.keys(given) : [];
  let inner = withVariable(target, 'new', { kind: 'row', row: () => ({ ...target.row, isOpen: true }) });
  for (const name of names) inner = withVariable(inner, name, UNKNOWN);
  const { stages } = addFieldsStage({ ...state, stages: [], row: target.row, variables: inner.variables }, whenMatched);
  return stages;
}

/**
 * A model class, the name of a collection, or `{ db, coll }`.
 * @throws ReadOnlyError (POLYDOC_READ_ONLY) for a model that is only read
 */
function sinkOf(scope: PipelineScope, given: unknown): Sink {
  const model = modelOf(given);
  if (model !== null) return modelSink(scope, model);
  const row = { ...rowOf([]), isOpen: true };
  if (!isPlainObject(given)) return { into: collectionName(scope, given), stages: [], row };
  const { db, coll } = stageOptions(scope, given, ['db', 'coll'], ['db', 'coll']);
  return { into: { db: collectionName(scope, db), coll: collectionName(scope, coll) }, stages: [], row };
}

function modelSink(scope: PipelineScope, model: ModelMetadata): Sink {
  if (model.readOnly) {
    throw new ReadOnlyError(`${model.name} is read-only: ${scope.stage} is not possible.`, {
      model: model.name,
      operation: scope.stage,
    });
  }
  const { database, collection } = targetOf(model);
  if (database === null && scope.model.namespace !== null) {
    throw refusedPart(scope, null, `cannot reach ${model.name}, which is in another database`);
  }
  const row = rowOfModel(model);
  const places = new Map<string, readonly string[]>();
  for (const name of scope.row.members.keys()) {
    const place = row.members.get(name)?.place ?? (name === '_id' ? ['_id'] : null);
    if (place === null)
      throw refusedPart(scope, name, `is no field of ${model.name}`, 'Leave it out by project or unset.');
    places.set(name, place);
  }
  const into = database === scope.model.namespace ? collection : { db: database, coll: collection };
  return { into, stages: movingStages(scope.row, places), row };
}
