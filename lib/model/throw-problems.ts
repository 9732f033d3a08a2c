import { ValidationError, type ValidationProblem } from '../errors/value-errors';
import type { ModelMetadata } from '../metadata/model-metadata';

/** @throws ValidationError (POLYDOC_VALIDATION) with all problems, if there are any. */
export function throwProblems(model: ModelMetadata, problems: readonly ValidationProblem[]): void {
  if (problems.length > 0) throw new ValidationError(problems, { model: model.name });
}
