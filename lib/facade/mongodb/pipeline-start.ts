import { ModelNotBoundError } from '../../errors/definition-errors';
import type { AnyClass } from '../../internal/any-class';
import { modelMetadataOf } from '../../metadata/model-metadata-of';
import { type Binding, bindingOf, filterLimitsOf } from '../../model/binding';
import type { ReadOptions } from '../../model/options';
import { NO_READ_HINTS, type ReadHints } from '../../query/operation';
import { wholeNumber } from '../../query/query-arguments';
import { rowOfModel } from './pipeline-row-shape';
import { checkPipelineEngine } from './pipeline-run';
import type { PipelineState } from './pipeline-state';

/** How a pipeline is run, each time. */
export interface PipelineOptions extends ReadOptions {
  /** Rows per round trip. */
  readonly fetchSize?: number | undefined;
  /** The index to use: its name or its keys. */
  readonly hint?: unknown;
  /** Text that goes with the statement, for the server's logs. */
  readonly comment?: string | undefined;
  /** Which servers may answer. */
  readonly readPreference?: string | undefined;
}

/**
 * What a pipeline knows before its first stage.
 * @throws UnsupportedCapabilityError (POLYDOC_UNSUPPORTED_CAPABILITY) for a model on another engine than MongoDB; one
 * that is not bound yet may be built upon
 */
export function pipelineStart(modelClass: AnyClass, options: PipelineOptions): PipelineState {
  const model = modelMetadataOf(modelClass);
  const binding = bindingIfAny(modelClass);
  if (binding !== null) checkPipelineEngine(model, binding.runtime);
  if (options.fetchSize !== undefined) wholeNumber(model, 'fetchSize', options.fetchSize, 1);
  return Object.freeze({
    model,
    stages: Object.freeze([]),
    row: rowOfModel(model),
    shapeOf: model,
    writes: false,
    within: null,
    variables: new Map(),
    hints: hintsOf(options),
    filterLimits: filterLimitsOf(modelClass),
  });
}

function bindingIfAny(modelClass: AnyClass): Binding | null {
  try {
    return bindingOf(modelClass);
  } catch (cause) {
    if (cause instanceof ModelNotBoundError) return null;
    throw cause;
  }
}

function hintsOf({ hint, comment, readPreference }: PipelineOptions): ReadHints {
  return Object.freeze({
    ...NO_READ_HINTS,
    hint: hint ?? null,
    comment: comment ?? null,
    readPreference: readPreference ?? null,
  });
}
