import { DocumentParsingError, type ValidationProblem } from '../errors/value-errors';
import type { AnyClass } from '../internal/any-class';
import { narrowTo } from './narrow';
import type { PlainPath } from './plain-reading';
import { type PlainOutcome, readPlain } from './read-plain';

/** One thing that is wrong with a value, as Standard Schema puts it. */
export interface StandardIssue {
  readonly message: string;
  /** Steps from the value to the part in question; positions in lists are numbers. */
  readonly path?: readonly PropertyKey[] | undefined;
}

/** The value, or what is wrong with it. */
export type StandardResult<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

/** What stands under `~standard`: version 1 of https://standardschema.dev. */
export interface StandardSchemaProps<T> {
  readonly version: 1;
  readonly vendor: 'polydoc';
  readonly validate: (value: unknown) => Promise<StandardResult<T>>;
  /** For the type checker only: what goes in and what comes out. */
  readonly types?: { readonly input: unknown; readonly output: T } | undefined;
}

/**
 * A model as a Standard Schema: `validate` takes what `fromPlain` takes and gives the document, or every unknown key and
 * problem as an issue. It never rejects for input that is merely wrong.
 */
export function standardSchemaOf<T extends object>(modelClass: AnyClass<T>): StandardSchemaProps<T> {
  return Object.freeze({ version: 1, vendor: 'polydoc', validate: (value: unknown) => validate(modelClass, value) });
}

async function validate<T extends object>(modelClass: AnyClass<T>, value: unknown): Promise<StandardResult<T>> {
  const outcome = await outcomeOf(modelClass, value);
  if ('message' in outcome) return { issues: [{ message: outcome.message }] };
  const issues = [...outcome.unknownKeys.map(issueOfKey), ...outcome.problems.map(issueOfProblem)];
  return issues.length > 0 ? { issues } : { value: narrowTo(modelClass, outcome.document) };
}

async function outcomeOf(modelClass: AnyClass, value: unknown): Promise<PlainOutcome | DocumentParsingError> {
  try {
    return await readPlain(modelClass, value, {});
  } catch (cause) {
    if (cause instanceof DocumentParsingError) return cause;
    throw cause;
  }
}

function issueOfKey(path: PlainPath): StandardIssue {
  return { message: 'is an unknown key', path: path.map(stepOf) };
}

function issueOfProblem(problem: ValidationProblem): StandardIssue {
  return { message: problem.message, path: problem.path.split('.').map(stepOf) };
}

function stepOf(step: string): PropertyKey {
  return /^(?:0|[1-9]\d{0,15})$/.test(step) ? Number(step) : step;
}
