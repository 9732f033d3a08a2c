import type { TranslationContext } from '../../contract/error-translator';
import { DatabaseError } from '../../errors/database-errors';
import { DuplicateKeyError, ReferencedError } from '../../errors/outcome-errors';
import type { ErrorContext, PolydocError } from '../../errors/polydoc-error';
import { InvalidQueryError } from '../../errors/usage-errors';
import { ValidationError } from '../../errors/value-errors';
import { constraintFields, propertyOfColumn } from './constraint-fields';
import type { NativeError } from './native-error';

const WRITES = new Set(['insert', 'update', 'increment', 'batch', 'save', 'upsert']);
/** Stands for the field where the server does not say which it was. */
const SOME_FIELD = '(a field)';

/** What is wrong with a value, in words without the value: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const DATA_PROBLEMS: Readonly<Record<string, readonly [constraint: string, message: string]>> = {
  '22001': ['length', 'is longer than the column takes'],
  '22003': ['range', 'is a number outside the range of the column'],
  '22007': ['format', 'is no date or time that the column takes'],
  '22008': ['range', 'is a date or time outside the range of the column'],
  '22012': ['range', 'is divided by zero'],
  '2201B': ['pattern', 'is no regular expression that the database understands'],
  '22021': ['text', 'holds characters that the database cannot store'],
  '22P02': ['format', 'is not in the form that the column takes'],
  '22P05': ['text', 'holds characters that the database cannot store'],
  '23502': ['notNull', 'must have a value'],
  '23514': ['check', 'breaks a check constraint'],
};

/** The server's own words may hold values, so that they are only given when asked for. */
function withDetail(message: string, { message: words, detail }: NativeError, request: TranslationContext): string {
  if (!request.debugValues) return message;
  return `${message} (${detail === null ? words : `${words}: ${detail}`})`;
}

function namesOf(fields: readonly string[]): string {
  return fields.length === 0 ? 'a unique value' : fields.map((field) => `\`${field}\``).join(', ');
}

function duplicate(error: NativeError, context: ErrorContext, request: TranslationContext): PolydocError {
  const fields = request.model === null ? [] : constraintFields(request.model, error);
  const subject = request.model?.name ?? 'The row';
  const message = `${subject}: a document with the same ${namesOf(fields)} exists already.`;
  return new DuplicateKeyError(withDetail(message, error, request), { ...context, fields });
}

/** 23503 is raised on both ends of a foreign key; the error's table is the one that refers. */
function reference(error: NativeError, context: ErrorContext, request: TranslationContext): PolydocError {
  const { model, operation } = request;
  if (model !== null && error.table === model.table && WRITES.has(operation) && error.code === '23503') {
    const path = constraintFields(model, error).join(', ') || SOME_FIELD;
    const message = withDetail('refers to a document that does not exist', error, request);
    return new ValidationError([{ path, constraint: 'reference', message }], context);
  }
  const subject = model?.name ?? 'The row';
  return new ReferencedError(withDetail(`${subject}: other documents refer to it.`, error, request), {
    hint: 'Remove or change those first.',
    ...context,
  });
}

function badValue(error: NativeError, context: ErrorContext, request: TranslationContext): PolydocError {
  const { model, operation } = request;
  const [constraint, words] = DATA_PROBLEMS[error.code ?? ''] ?? ['value', 'is refused by the database'];
  const message = withDetail(words, error, request);
  if (model === null || !WRITES.has(operation)) {
    return new InvalidQueryError(`${model?.name ?? operation}: a value ${message}.`, context);
  }
  const paths = error.column === null ? unnamedPaths(error, request) : [propertyOfColumn(model, error.column)];
  const or = paths.length > 1 ? ', or another of those that were added to is' : '';
  return new ValidationError(
    paths.map((path) => ({ path, constraint, message: `${message}${or}` })),
    context,
  );
}

/** The server names no column when a sum or product is out of range: it is one of those that it worked out itself. */
function unnamedPaths(error: NativeError, { computed = [] }: TranslationContext): readonly string[] {
  return error.code === '22003' && computed.length > 0 ? computed : [SOME_FIELD];
}

/** The error for values that the server refused: SQLSTATE classes 22, 23 and 44. */
export function refusedData(error: NativeError, context: ErrorContext, request: TranslationContext): PolydocError {
  switch (error.code) {
    case '23505':
    case '23P01':
      return duplicate(error, context, request);
    case '23001':
    case '23503':
      return reference(error, context, request);
    default:
      if (error.code?.startsWith('22') || error.code === '23502' || error.code === '23514') {
        return badValue(error, context, request);
      }
      return new DatabaseError(withDetail('The database refused the values.', error, request), {
        ...context,
        nativeCode: error.code ?? undefined,
      });
  }
}
