import { type ErrorContext, PolydocError } from './polydoc-error';

/** One violated rule. `path` is dotted from the document's root (`lines.1.count`). */
export interface ValidationProblem {
  readonly path: string;
  readonly constraint: string;
  readonly message: string;
}

/** Values that break a rule or cannot be stored exactly; `problems` has all of them. Nothing was sent. */
export class ValidationError extends PolydocError {
  readonly code = 'POLYDOC_VALIDATION';
  readonly status = 422;
  readonly problems: readonly ValidationProblem[];

  constructor(problems: readonly ValidationProblem[], context: ErrorContext = {}) {
    const lines = problems.map((problem) => `${problem.path}: ${problem.message}`);
    super(`${context.model ?? 'The document'} is not valid: ${lines.join('; ')}.`, context);
    this.problems = problems;
  }
}

/** Input that cannot be read as the model at all (unknown keys, a list where an object is due). */
export class DocumentParsingError extends PolydocError {
  readonly code = 'POLYDOC_DOCUMENT_PARSING';
  readonly status = 422;
}

/** The request is understood but makes no sense for this model, such as a read by key where there is no key. */
export class UnprocessableError extends PolydocError {
  readonly code = 'POLYDOC_UNPROCESSABLE';
  readonly status = 422;
}
