import type { ValidationProblem } from '../errors/value-errors';
import { andThen, type MaybePromise } from '../internal/maybe-promise';
import type { ModelMetadata } from '../metadata/model-metadata';
import { canonicalRow } from './canonical-values';
import type { ValidationOptions } from './options';
import { isSystemField } from './system-values';
import { throwProblems } from './throw-problems';
import { rulesOf } from './validation-rules';

/**
 * Problems that the class-validator rules find, unless the call or the model switches them off. Values that polydoc
 * fills in itself at the write are not held against the caller.
 */
export function ruleProblems(
  model: ModelMetadata,
  document: object,
  options: ValidationOptions | undefined,
): MaybePromise<readonly ValidationProblem[]> {
  const wish = options?.validate;
  if (wish === false || (wish === undefined && model.validation === 'off')) return NO_PROBLEMS;
  const rules = rulesOf(model.class);
  if (rules === null) return NO_PROBLEMS;
  const groups = typeof wish === 'object' ? wish.groups : undefined;
  return andThen(rules.check(document, groups), (problems) =>
    problems.length === 0 ? problems : problems.filter((problem) => !isFilledAtWrite(model, problem.path)),
  );
}

const NO_PROBLEMS: readonly ValidationProblem[] = Object.freeze([]);

/** Holds types and rules against a document as it stands. */
export async function checkDocument(
  model: ModelMetadata,
  document: object,
  options: { readonly groups?: readonly string[] },
): Promise<void> {
  const problems: ValidationProblem[] = [];
  canonicalRow(model, document, [], problems);
  const ruled = await ruleProblems(model, document, { validate: options });
  throwProblems(
    model,
    [...problems, ...ruled].filter((problem) => !isFilledAtWrite(model, problem.path)),
  );
}

function isFilledAtWrite(model: ModelMetadata, path: string): boolean {
  const field = model.fieldByProperty.get(path);
  return field !== undefined && (isSystemField(model, field) || field === model.createdAt);
}
