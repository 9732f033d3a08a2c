import { type Connection, NO_RUN_OPTIONS } from '../../contract/driver';
import type { SavepointControl, TransactionControl, TransactionSettings } from '../../contract/transaction-control';
import { AbortedCommitError } from './aborted-commit-error';
import { isConnectionLoss, wasNeverSent } from './connection-loss';
import { PostgresLine } from './postgres-line';
import type { PostgresStatement } from './postgres-statement';

const ISOLATION = {
  readCommitted: 'READ COMMITTED',
  // https://www.postgresql.org/docs/current/transaction-iso.html#XACT-REPEATABLE-READ
  snapshot: 'REPEATABLE READ',
  serializable: 'SERIALIZABLE',
} as const;

type Line = Connection<PostgresStatement>;

/** Resolves to the command's tag, or to null on a connection that is not one of this engine's own (a recorder). */
function command(connection: Line, text: string): Promise<string | null> {
  if (connection instanceof PostgresLine) return connection.command(text);
  return connection.execute(text, [], NO_RUN_OPTIONS).then(() => null);
}

/** BEGIN with everything that the settings ask for, as one simple query. */
export function beginText(settings: TransactionSettings): string {
  const begin = `BEGIN ISOLATION LEVEL ${ISOLATION[settings.isolation]}${settings.readOnly ? ' READ ONLY' : ''}`;
  if (settings.timeoutMs === null) return begin;
  // The server stops a statement that outlives the transaction's time even if this process has died.
  return `${begin}; SET LOCAL statement_timeout = ${Math.max(1, Math.ceil(settings.timeoutMs))}`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const savepoints: SavepointControl<PostgresStatement> = {
  create: (connection, name) => command(connection, `SAVEPOINT ${quoted(name)}`),
  release: (connection, name) => command(connection, `RELEASE SAVEPOINT ${quoted(name)}`),
  rollback: (connection, name) => command(connection, `ROLLBACK TO SAVEPOINT ${quoted(name)}`),
};

/** Transactions of PostgreSQL and PGlite: every step is one round trip. */
export const postgresTransactions: TransactionControl<PostgresStatement> = Object.freeze({
  begin: (connection: Line, settings: TransactionSettings) => command(connection, beginText(settings)),

  /** The server answers the COMMIT of an aborted transaction with ROLLBACK and no error: here it is one. */
  commit: (connection: Line) =>
    command(connection, 'COMMIT').then((tag) => {
      if (tag === 'ROLLBACK') throw new AbortedCommitError();
    }),

  rollback: (connection: Line) => command(connection, 'ROLLBACK'),

  isCommitAmbiguous: (cause: unknown) => isConnectionLoss(cause) && !wasNeverSent(cause),
  // The transaction is gone with its connection: a second COMMIT would succeed without meaning anything.
  commitIsRepeatable: false,
  savepoints: Object.freeze(savepoints),
});
