import type { TransactionOptions } from 'mongodb';
import type { Connection } from '../../contract/driver';
import { NO_RUN_OPTIONS } from '../../contract/driver';
import type { TransactionControl, TransactionSettings } from '../../contract/transaction-control';
import { ConfigurationError } from '../../errors/definition-errors';
import { MongoConnection } from './mongodb-connection';
import { hasLabel } from './mongodb-labels';
import { nativeErrorOf } from './mongodb-native-error';
import type { MongoStatement } from './mongodb-statement';
import { isNetworkFailure } from './network-failure';

type Line = Connection<MongoStatement>;

const READ_LEVELS = { readCommitted: 'majority', snapshot: 'snapshot' } as const;
const LEVELS = ['local', 'majority', 'snapshot'] as const;

/**
 * What the client's `startTransaction` is given. Snapshot isolation together with write concern `majority` means what is
 * read is never rolled back: https://www.mongodb.com/docs/manual/core/transactions/#read-concern-write-concern-read-preference
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) for a concern that there is not, and for `serializable`
 */
export function transactionOptions(settings: TransactionSettings): TransactionOptions {
  const { isolation, readConcern, writeConcern, timeoutMs } = settings;
  if (isolation === 'serializable') {
    throw new ConfigurationError('MongoDB has no serializable transactions.', { engine: 'mongodb' });
  }
  return {
    readConcern: { level: isUnstated(readConcern) ? READ_LEVELS[isolation] : readLevel(readConcern) },
    writeConcern: isUnstated(writeConcern) ? { w: 'majority' } : writeConcernFrom(writeConcern),
    readPreference: 'primary',
    // The server gives up on a commit that outlives the transaction's time.
    ...(timeoutMs === null ? {} : { maxCommitTimeMS: Math.max(1, Math.ceil(timeoutMs)) }),
  };
}

function isUnstated(option: unknown): boolean {
  return option === null || option === undefined;
}

/** A name, or the client's `{ level }`. */
function readLevel(given: unknown): (typeof LEVELS)[number] {
  const name = typeof given === 'object' && given !== null && 'level' in given ? given.level : given;
  const level = LEVELS.find((known) => known === name);
  if (level !== undefined) return level;
  throw new ConfigurationError(`The transaction option \`readConcern\` is none of ${LEVELS.join(', ')}.`, {
    engine: 'mongodb',
  });
}

/** A number of members, a name, or the client's `{ w, journal, wtimeoutMS }`. */
function writeConcernFrom(given: unknown): NonNullable<TransactionOptions['writeConcern']> {
  if (isAcknowledgement(given)) return { w: given };
  if (isWriteConcern(given)) return given;
  throw new ConfigurationError('The transaction option `writeConcern` is no number, name or `{ w }`.', {
    engine: 'mongodb',
  });
}

/** A number of members, `majority`, or the name of a custom write concern, which the client's types leave open. */
function isAcknowledgement(given: unknown): given is 'majority' {
  return typeof given === 'number' || typeof given === 'string';
}

function isWriteConcern(given: unknown): given is { readonly w: number } {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

/** https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml */
const NO_SUCH_TRANSACTION = 251;

/** Transactions of a replica set or a sharded cluster. Beginning one sends nothing: the first operation does it. */
export const mongodbTransactions: TransactionControl<MongoStatement> = Object.freeze({
  async begin(connection: Line, settings: TransactionSettings): Promise<void> {
    const options = transactionOptions(settings);
    // A connection that is not one of this engine's own (a recorder) has nothing to prepare.
    if (connection instanceof MongoConnection) connection.native.startTransaction(options);
  },

  async commit(connection: Line): Promise<void> {
    if (connection instanceof MongoConnection) await connection.native.commitTransaction();
    else await connection.execute({ commitTransaction: 1, $db: 'admin' }, [], NO_RUN_OPTIONS);
  },

  async rollback(connection: Line): Promise<void> {
    if (!(connection instanceof MongoConnection)) {
      await connection.execute({ abortTransaction: 1, $db: 'admin' }, [], NO_RUN_OPTIONS);
    } else if (connection.inTransaction) await connection.native.abortTransaction();
  },

  // The client leaves the label out when an error of somebody else has already cleared its pool, and for write concerns that
  // can never be met: then the primary has committed, and what comes of it nobody knows.
  isCommitAmbiguous: (cause: unknown) =>
    hasLabel(cause, 'UnknownTransactionCommitResult') || isNetworkFailure(cause) || nativeErrorOf(cause).isWriteConcern,
  // Asked again, the server says that it does not know the transaction only when it never was committed. Nothing else will
  // do: whatever is wrong with the second commit, the first may have taken place.
  isCommitRefused: (cause: unknown) =>
    hasLabel(cause, 'TransientTransactionError') && nativeErrorOf(cause).code === NO_SUCH_TRANSACTION,
  // Commits are repeated with write concern `majority` in the same session, which makes them idempotent:
  // https://github.com/mongodb/specifications/blob/master/source/transactions/transactions.md#committransaction
  commitIsRepeatable: true,
  savepoints: null,
});
