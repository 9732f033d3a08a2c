import type { RowShape, ValueShape } from '../../engines/mongodb/pipeline-shape';
import type { InvalidQueryError } from '../../errors/usage-errors';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { invalidQuery } from '../../query/refuse-query';

/** What the parts of a stage are read in. */
export interface PipelineScope {
  /** Whose pipeline it is, for errors. */
  readonly model: ModelMetadata;
  /** The stage, for errors. */
  readonly stage: string;
  readonly row: RowShape;
  /** Variables beside those of the server, by name. */
  readonly variables: ReadonlyMap<string, ValueShape>;
}

/**
 * The error for a part of a stage that cannot be meant.
 * @param path name of a field as the user wrote it, or null
 * @param reason the end of a sentence without its full stop
 */
export function refusedPart(
  scope: PipelineScope,
  path: string | null,
  reason: string,
  hint?: string,
): InvalidQueryError {
  return invalidQuery(scope.model, { path, operator: scope.stage, hint }, reason);
}

/** The same with one more variable. */
export function withVariable(scope: PipelineScope, name: string, value: ValueShape): PipelineScope {
  return { ...scope, variables: new Map([...scope.variables, [name, value]]) };
}
