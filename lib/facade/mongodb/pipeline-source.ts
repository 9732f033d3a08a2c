import { targetOf } from '../../engines/mongodb/mongodb-names';
import { VisibleRows } from '../../engines/mongodb/pipeline-parts';
import { OPEN_ROW, type RowShape, type ValueShape } from '../../engines/mongodb/pipeline-shape';
import type { AnyClass } from '../../internal/any-class';
import { isModelClass } from '../../metadata/is-model-class';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { modelMetadataOf } from '../../metadata/model-metadata-of';
import { modelOfView } from '../../model/binding';
import { rowOfModel } from './pipeline-row-shape';
import { type PipelineScope, refusedPart } from './pipeline-scope';
import type { PipelineState } from './pipeline-state';

/** Rows that a stage joins or adds. */
export interface PipelineSource {
  readonly collection: string;
  /** Null for a collection by its name: nothing is known of its rows. */
  readonly model: ModelMetadata | null;
  readonly row: RowShape;
  /** What leaves out the rows that nobody may see; nothing for a collection by its name. */
  readonly visible: VisibleRows | null;
}

/** Makes the pipeline that a callback of the user's describes, from where it starts. */
export type BranchBuilder = (start: PipelineState, build: unknown) => PipelineState;

function isModel(value: unknown): value is AnyClass {
  return typeof value === 'function' && isModelClass(modelOfView(value as AnyClass));
}

/** The model of a class; null for what is no model class. */
export function modelOf(value: unknown): ModelMetadata | null {
  return isModel(value) ? modelMetadataOf(modelOfView(value)) : null;
}

/**
 * A model class, or the name of a collection.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for anything else, and for a model of another database
 */
export function sourceOf(scope: PipelineScope, from: unknown): PipelineSource {
  const model = modelOf(from);
  if (model !== null) {
    const { database, collection } = targetOf(model);
    if (database !== scope.model.namespace) {
      throw refusedPart(scope, null, `cannot reach ${model.name}, which is in another database`);
    }
    return { collection, model, row: rowOfModel(model), visible: new VisibleRows(model) };
  }
  return { collection: collectionName(scope, from), model: null, row: OPEN_ROW, visible: null };
}

/** @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for what no collection is called. */
export function collectionName(scope: PipelineScope, name: unknown): string {
  if (typeof name === 'string' && name !== '' && !/[$\0]/.test(name)) return name;
  throw refusedPart(scope, null, 'takes a model class or the name of a collection');
}

/** Where a pipeline over other rows starts. */
export function branchStart(
  state: PipelineState,
  within: string,
  source: Pick<PipelineSource, 'model' | 'row'>,
  variables: ReadonlyMap<string, ValueShape> = state.variables,
): PipelineState {
  const { model, row } = source;
  return Object.freeze({ ...state, model: model ?? state.model, row, shapeOf: model, stages: [], within, variables });
}
