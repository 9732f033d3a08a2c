import type { Connection } from '../../contract/driver';
import { NO_RUN_OPTIONS } from '../../contract/driver';

/** "no_active_sql_transaction": https://www.postgresql.org/docs/current/errcodes-appendix.html */
const NO_TRANSACTION = '25P01';
const SAVEPOINT = 'polydoc_schema';

async function command(connection: Connection<unknown>, text: string): Promise<void> {
  await connection.execute(text, [], NO_RUN_OPTIONS);
}

/** Sets a savepoint, which succeeds only inside a transaction: the server knows best whether there is one. */
async function joinsTransaction(connection: Connection<unknown>): Promise<boolean> {
  try {
    await command(connection, `SAVEPOINT ${SAVEPOINT}`);
    return true;
  } catch (error) {
    if (error instanceof Object && 'code' in error && error.code === NO_TRANSACTION) return false;
    throw error;
  }
}

/**
 * Runs `work` so that all or nothing of it stays: in a transaction of its own, or, if one is open on the connection,
 * behind a savepoint of that one. Throws what `work` throws, or the client's error.
 */
export async function insideTransaction<T>(connection: Connection<unknown>, work: () => Promise<T>): Promise<T> {
  const joined = await joinsTransaction(connection);
  // Read committed: what another process committed while the lock was waited for must be seen.
  if (!joined) await command(connection, 'BEGIN ISOLATION LEVEL READ COMMITTED');
  try {
    const result = await work();
    await command(connection, joined ? `RELEASE SAVEPOINT ${SAVEPOINT}` : 'COMMIT');
    return result;
  } catch (error) {
    await undo(connection, joined);
    throw error;
  }
}

async function undo(connection: Connection<unknown>, joined: boolean): Promise<void> {
  try {
    await command(connection, joined ? `ROLLBACK TO SAVEPOINT ${SAVEPOINT}` : 'ROLLBACK');
  } catch (error) {
    // The line is broken, so that the server has rolled back: the error that broke it is the one to tell.
    if (!(error instanceof Error)) throw error;
  }
}
