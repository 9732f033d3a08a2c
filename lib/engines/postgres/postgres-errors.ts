import type { ErrorTranslator, TranslationContext } from '../../contract/error-translator';
import {
  ConcurrencyError,
  ConnectionError,
  DatabaseError,
  SchemaError,
  TimeoutError,
} from '../../errors/database-errors';
import { ConfigurationError } from '../../errors/definition-errors';
import { DuplicateKeyError } from '../../errors/outcome-errors';
import { type ErrorContext, PolydocError } from '../../errors/polydoc-error';
import { InvalidQueryError, ReadOnlyError, SessionStateError } from '../../errors/usage-errors';
import { ValidationError } from '../../errors/value-errors';
import { ValueProblem } from '../../types/value-problem';
import { isConnectionLoss } from './connection-loss';
import { type NativeError, nativeErrorOf } from './native-error';
import { refusedData } from './refused-data';
import { isStaleStatement } from './stale-statement';

/** What every error made here is made of. */
interface Translation {
  readonly error: NativeError;
  readonly context: ErrorContext;
  readonly subject: string;
  readonly request: TranslationContext;
}

type Make = (translation: Translation) => PolydocError;

const concurrency =
  (what: string): Make =>
  ({ context, subject }) =>
    new ConcurrencyError(`${subject}: ${what}`, { hint: 'Running the work again can succeed.', ...context });

const schema: Make = ({ context, subject, error }) =>
  new SchemaError(`${subject}: the stored schema does not fit: ${error.message}.`, {
    hint: 'Run `engine.syncSchema()`, or the migration that is due.',
    ...context,
  });

const login: Make = ({ context, error }) =>
  new ConfigurationError(`PostgreSQL refused the connection: ${error.message}.`, {
    hint: 'Check user, password and database in the url.',
    ...context,
  });

const timeout: Make = ({ context, subject }) =>
  new TimeoutError(`${subject}: the statement was cancelled, at a time limit or by somebody.`, context);

const invalid: Make = ({ context, subject, error }) =>
  new InvalidQueryError(`${subject}: PostgreSQL refused the statement: ${error.message}.`, context);

/** 21000: an insert met a key that it had written itself, in another of its rows. */
const repeatedKey: Make = (translation) => {
  const { context, subject, request } = translation;
  if (request.model === null || request.operation !== 'insert') return invalid(translation);
  const fields = request.model.key.fields.map((field) => field.property);
  return new DuplicateKeyError(`${subject}: several rows have the same ${fields.join(', ')}.`, { ...context, fields });
};

/** By SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const BY_CODE: ReadonlyMap<string, Make> = new Map(
  Object.entries<Make>({
    '21000': repeatedKey,
    '40001': concurrency('another transaction changed the same rows first.'),
    '40P01': concurrency('transactions waited for each other, and this one was ended.'),
    '55P03': concurrency('a row or table is locked by somebody else.'),
    '57014': timeout,
    '25P04': timeout,
    '25006': ({ context, subject }) => new ReadOnlyError(`${subject}: a write in a read-only transaction.`, context),
    '25P02': ({ context, error }) =>
      new SessionStateError(
        error.message.startsWith('The transaction was rolled back')
          ? 'The transaction cannot be committed: a statement in it had failed, and the server rolled it back.'
          : 'The transaction takes no more statements: one before had failed.',
        { hint: 'Let the error of the failed statement leave the transaction, or use a savepoint.', ...context },
      ),
    '42P01': schema,
    '42703': schema,
    '3F000': schema,
    '42704': schema,
    '28000': login,
    '28P01': login,
    '3D000': login,
    '42501': ({ context, subject, error }) =>
      new DatabaseError(`${subject}: ${error.message}.`, { ...context, nativeCode: '42501' }),
  }),
);

/** By the first two characters, for codes that have no entry of their own. */
const BY_CLASS: ReadonlyMap<string, Make> = new Map(
  Object.entries<Make>({
    '0A': invalid,
    '21': invalid,
    '42': invalid,
    '44': dataError,
    '22': dataError,
    '23': dataError,
  }),
);

function dataError({ error, context, request }: Translation): PolydocError {
  return refusedData(error, context, request);
}

/** Data of a COPY is made while it is sent; what is wrong with it is told as if it had been found before. */
function unstorable({ path, constraint, message }: ValueProblem, context: ErrorContext): PolydocError {
  return new ValidationError([{ path: path.join('.'), constraint, message }], context);
}

function lost({ context, error }: Translation): PolydocError {
  if (error.code === '53300') {
    return new ConnectionError('PostgreSQL has no connection left for us.', {
      hint: 'Lower `poolSize`, or raise `max_connections` on the server.',
      ...context,
    });
  }
  return new ConnectionError(`The connection to the database failed: ${error.message}.`, context);
}

function other({ context, subject, error }: Translation): PolydocError {
  return new DatabaseError(`${subject}: ${error.message}.`, { ...context, nativeCode: error.code ?? undefined });
}

/** `pg` gives its errors about waiting for a connection no code. */
const WAITED_TOO_LONG = ['timeout exceeded when trying to connect', 'Query read timeout'];

function choose(cause: unknown, error: NativeError): Make {
  if (isConnectionLoss(cause)) return lost;
  if (isStaleStatement(cause)) return concurrency('the table was changed while the transaction was running.');
  if (error.code === null) return WAITED_TOO_LONG.includes(error.message) ? timeout : other;
  return BY_CODE.get(error.code) ?? BY_CLASS.get(error.code.slice(0, 2)) ?? other;
}

/** Errors of the `pg` client and of PGlite, by SQLSTATE. `engine` is the name in the errors. */
export function postgresErrors(engine: 'postgres' | 'pglite'): ErrorTranslator {
  return Object.freeze({
    translate(cause: unknown, request: TranslationContext): PolydocError {
      if (cause instanceof PolydocError) return cause;
      const { operation, model, key } = request;
      if (cause instanceof ValueProblem) return unstorable(cause, { model: model?.name, engine, operation, cause });
      const error = nativeErrorOf(cause);
      const subject = model === null ? operation : `${model.name} (${operation})`;
      const context = { model: model?.name, key, engine, operation, cause };
      return choose(cause, error)({ error, context, subject, request });
    },
  });
}
