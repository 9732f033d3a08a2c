import type { RowShape, ValueShape } from '../../engines/mongodb/pipeline-shape';
import type { ModelMetadata } from '../../metadata/model-metadata';
import type { FilterLimits } from '../../query/filter-limits';
import type { ReadHints } from '../../query/operation';
import { type PipelineScope, refusedPart } from './pipeline-scope';

/** What a pipeline has been told, frozen; its parts are checked. */
export interface PipelineState {
  /** Whose rows come in. */
  readonly model: ModelMetadata;
  /** As the server takes them, with parts in them that become BSON when the pipeline is compiled. */
  readonly stages: readonly unknown[];
  readonly row: RowShape;
  /** The model whose stored rows these still are; null once a stage has made others of them. */
  readonly shapeOf: ModelMetadata | null;
  /** The last stage writes: no other may follow. */
  readonly writes: boolean;
  /** Part of another pipeline, by the name of the stage that it belongs to; null for one that can be run. */
  readonly within: string | null;
  /** Variables that the stage around gives. */
  readonly variables: ReadonlyMap<string, ValueShape>;
  readonly hints: ReadHints;
  readonly filterLimits: FilterLimits;
}

/** What a stage is read in. */
export function scopeOf(state: PipelineState, stage: string): PipelineScope {
  const { model, row, variables } = state;
  return { model, stage, row, variables };
}

/** The pipeline with stages behind it; what the rows are like afterwards is said by `parts`. */
export function withStage(
  state: PipelineState,
  stages: unknown,
  parts: Partial<Pick<PipelineState, 'row' | 'shapeOf' | 'writes'>> = {},
): PipelineState {
  const more: readonly unknown[] = Array.isArray(stages) ? stages : [stages];
  return Object.freeze({ ...state, ...parts, stages: Object.freeze([...state.stages, ...more]) });
}

/** The same for a stage whose rows are others. */
export function withReshape(state: PipelineState, stages: unknown, row: RowShape): PipelineState {
  return withStage(state, stages, { row: Object.freeze(row), shapeOf: null });
}

/**
 * The scope of a stage to come.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) behind a stage that writes
 */
export function openScope(state: PipelineState, stage: string): PipelineScope {
  const scope = scopeOf(state, stage);
  if (state.writes) throw refusedPart(scope, null, 'comes behind a stage that writes, which is the last');
  return scope;
}
