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
import { InvalidQueryError, SessionStateError } from '../../errors/usage-errors';
import { ValidationError } from '../../errors/value-errors';
import { propertyOf } from '../../internal/property-of';
import { duplicateFields } from './mongodb-duplicate-key';
import { hasLabel } from './mongodb-labels';
import { type NativeError, nativeErrorOf } from './mongodb-native-error';
import { SOME_FIELD, validatorProblems } from './validator-problems';

/** What every error made here is made of. */
interface Translation {
  readonly error: NativeError;
  readonly context: ErrorContext;
  readonly subject: string;
  readonly request: TranslationContext;
}

type Make = (translation: Translation) => PolydocError;

/** The server's sentence; without leave for values only up to where it begins to quote documents. */
function words({ error, request }: Translation): string {
  if (request.debugValues) return error.message;
  const [safe = ''] = error.message.split(/ :: caused by ::|[{"]/);
  return safe.trim() === '' ? 'it gave no reason that could be shown' : safe.trim();
}

const concurrency =
  (what: string): Make =>
  ({ context, subject }) =>
    new ConcurrencyError(`${subject}: ${what}`, { hint: 'Running the work again can succeed.', ...context });

const changedMeanwhile = concurrency('another transaction changed the same documents first.');

const timeout: Make = ({ context, subject }) =>
  new TimeoutError(`${subject}: the operation was stopped, at a time limit or by somebody.`, context);

const lost: Make = (translation) =>
  new ConnectionError(`The connection to MongoDB failed: ${words(translation)}.`, translation.context);

const busyPool: Make = ({ context }) =>
  new TimeoutError('No connection to MongoDB became free in time.', {
    hint: 'All are in use: raise `poolSize`, make transactions shorter, or look for work that never ends.',
    ...context,
  });

const invalid: Make = (translation) =>
  new InvalidQueryError(
    `${translation.subject}: MongoDB refused the operation: ${words(translation)}.`,
    translation.context,
  );

const schema: Make = (translation) =>
  new SchemaError(`${translation.subject}: the stored schema does not fit: ${words(translation)}.`, {
    hint: 'Run `engine.syncSchema()`, or the migration that is due.',
    ...translation.context,
  });

const configuration: Make = (translation) =>
  new ConfigurationError(`MongoDB cannot be connected to: ${words(translation)}.`, {
    hint: 'Check user, password, database and options in the url.',
    ...translation.context,
  });

const session: Make = (translation) =>
  new SessionStateError(
    `The session or transaction takes no such operation: ${words(translation)}.`,
    translation.context,
  );

const duplicate: Make = ({ context, subject, error, request }) => {
  const fields = request.model === null ? [] : duplicateFields(request.model, error);
  const names = fields.length === 0 ? 'unique value' : fields.map((field) => `\`${field}\``).join(', ');
  const detail = request.debugValues ? ` (${error.message})` : '';
  return new DuplicateKeyError(`${subject}: a document with the same ${names} exists already${detail}.`, {
    ...context,
    fields,
  });
};

const refusedByValidator: Make = ({ context, error, request }) =>
  new ValidationError(validatorProblems(request.model, error.details), context);

/** What has no document to be too large. */
const FILTERED = new Set(['find', 'aggregate', 'count', 'delete', 'stream']);

const tooLarge: Make = ({ context, request }) => {
  const message = 'makes the document larger than the 16 MiB that MongoDB stores';
  if (request.model === null || FILTERED.has(request.operation)) {
    return new InvalidQueryError('A value is larger than the 16 MiB that MongoDB takes.', context);
  }
  return new ValidationError([{ path: SOME_FIELD, constraint: 'size', message }], context);
};

/** A number that does not fit where an update put it: small ones are converted, so that they are refused. */
const CONVERSION_FAILURE = 241;

const WRITES = new Set(['insert', 'update', 'increment', 'batch', 'save', 'upsert']);

/** A value of a document that the operators cannot be applied to: its type or its size is in the way. */
const unfitValue: Make = (translation) => {
  const { context, error, request } = translation;
  if (request.model === null || !WRITES.has(request.operation)) return invalid(translation);
  // The code stands for all bad values; what the server was about to compute, only its sentence tells.
  const isSum = error.code === CONVERSION_FAILURE || /\$(inc|mul)\b/.test(error.message);
  if (!isSum) return invalid(translation);
  const paths = request.computed ?? [];
  const or = paths.length > 1 ? ', or another of those that were added to is' : '';
  const message = `becomes a number outside the range of the field, or is no number${or}`;
  return new ValidationError(
    (paths.length > 0 ? paths : [SOME_FIELD]).map((path) => ({ path, constraint: 'range', message })),
    context,
  );
};

const unacknowledged: Make = (translation) => {
  const { context, subject, error } = translation;
  const message = `${subject}: written, but not acknowledged by as many servers as asked for: ${words(translation)}.`;
  // 64: they did not answer in time. Doing it again would do it twice.
  if (error.code === 64) return new TimeoutError(message, context);
  return new DatabaseError(message, { ...context, nativeCode: error.code === null ? undefined : String(error.code) });
};

const other: Make = (translation) =>
  new DatabaseError(`${translation.subject}: ${words(translation)}.`, {
    ...translation.context,
    nativeCode: translation.error.code === null ? undefined : String(translation.error.code),
  });

const NO_TRANSACTION = 'the transaction has ended on the server, at a time limit or by an earlier error';

const endedTransaction: Make = ({ context }) =>
  new SessionStateError(`It is not possible: ${NO_TRANSACTION}.`, context);

function each(codes: readonly number[], make: Make): readonly (readonly [number, Make])[] {
  return codes.map((code) => [code, make] as const);
}

/** By the server's code: https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml */
const BY_CODE: ReadonlyMap<number, Make> = new Map([
  ...each([11_000, 11_001], duplicate),
  ...each([112, 24, 46, 117, 239, 246], changedMeanwhile),
  ...each([50, 262, 11_601], timeout),
  // Not the primary, stepping down, shutting down, out of reach of another member.
  ...each([6, 7, 89, 91, 189, 9001, 10_058, 10_107, 11_600, 11_602, 13_435, 13_436], lost),
  ...each([64, 79, 100], unacknowledged),
  ...each([121], refusedByValidator),
  ...each([10_334, 17_280, 17_419, 17_420], tooLarge),
  ...each([2, 14, 241], unfitValue),
  ...each([20, 28, 40, 52, 54, 55, 56, 57, 59, 66, 72, 93, 115, 224, 263, 9, 16, 17, 15], invalid),
  ...each([26, 27, 48, 67, 68, 73, 85, 86, 197], schema),
  ...each([18, 8000], configuration),
  ...each([225, 244, 251, 256], endedTransaction),
  ...each([13, 43, 146, 292], other),
]);

/** Codes from here on are places in the server's source that refuse what they are given, unless listed above. */
const FIRST_PLACE_CODE = 10_000;

/** By the name of the client's class, for errors that no server sent. */
const BY_NAME: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['MongoNetworkError', lost],
  ['MongoNetworkTimeoutError', lost],
  ['MongoPoolClearedError', lost],
  ['MongoPoolClosedError', lost],
  ['MongoTopologyClosedError', lost],
  ['MongoServerClosedError', lost],
  ['MongoClientClosedError', lost],
  ['MongoNotConnectedError', lost],
  ['MongoStalePrimaryError', lost],
  ['MongoServerSelectionError', lost],
  ['MongoSystemError', lost],
  ['MongoWaitQueueTimeoutError', busyPool],
  ['MongoOperationTimeoutError', timeout],
  ['MongoParseError', configuration],
  ['MongoMissingCredentialsError', configuration],
  ['MongoMissingDependencyError', configuration],
  ['MongoCompatibilityError', configuration],
  ['BSONVersionError', configuration],
  ['MongoTransactionError', session],
  ['MongoExpiredSessionError', session],
  ['MongoInvalidArgumentError', invalid],
  ['BSONError', invalid],
]);

function choose(cause: unknown, error: NativeError): Make {
  // First: whatever else happened, the transaction as a whole can be run again.
  if (hasLabel(cause, 'TransientTransactionError')) return changedMeanwhile;
  if (error.isWriteConcern) return unacknowledged;
  if (error.code !== null) {
    return BY_CODE.get(error.code) ?? (error.code >= FIRST_PLACE_CODE ? invalid : other);
  }
  if (isOverlong(cause) || error.message.startsWith('Document is larger')) return tooLarge;
  return BY_NAME.get(error.name) ?? other;
}

/**
 * True when a document did not fit the client's buffer for one, which is not much larger than the largest that is stored. It
 * has no error of its own for that: writing bytes ends without code, writing numbers or text with one of Node's.
 */
function isOverlong(cause: unknown): boolean {
  const code = propertyOf(cause, 'code');
  if (code === 'ERR_OUT_OF_RANGE' || code === 'ERR_BUFFER_OUT_OF_BOUNDS') return true;
  return propertyOf(cause, 'name') === 'RangeError' && propertyOf(cause, 'message') === 'offset is out of bounds';
}

/** Errors of the `mongodb` client: by label, then by the server's code, then by class. */
export const mongodbErrors: ErrorTranslator = Object.freeze({
  translate(cause: unknown, request: TranslationContext): PolydocError {
    if (cause instanceof PolydocError) return cause;
    const { operation, model, key } = request;
    const error = nativeErrorOf(cause);
    const subject = model === null ? operation : `${model.name} (${operation})`;
    const context = { model: model?.name, key, engine: 'mongodb', operation, cause };
    return choose(cause, error)({ error, context, subject, request });
  },
});
