import type { Connection, RunOptions } from '../../contract/driver';
import type { Streaming } from '../../contract/streaming';
import { ConfigurationError } from '../../errors/definition-errors';
import { loadClient } from './load-client';
import { PostgresConnection, TEXT_TYPES } from './postgres-connection';
import type { PostgresStatement } from './postgres-statement';

const DEFAULT_FETCH_SIZE = 1_000;

let cursorCount = 0;

/**
 * In a transaction a cursor of SQL: the connection is free between two chunks, so that the loop's body can write.
 * https://www.postgresql.org/docs/current/sql-declare.html
 */
async function* declaredCursor(
  connection: PostgresConnection,
  { text, values }: PostgresStatement,
  options: RunOptions,
  fetchSize: number,
): AsyncIterable<readonly unknown[]> {
  cursorCount += 1;
  const name = `pd_cursor_${cursorCount}`;
  const declare = { text: `DECLARE ${name} NO SCROLL CURSOR FOR ${text}`, values: [...values] };
  await connection.limited(() => connection.query(declare), options);
  const fetch = { text: `FETCH FORWARD ${fetchSize} FROM ${name}`, rowMode: 'array' as const, types: TEXT_TYPES };
  let failed = false;
  try {
    for (let count = fetchSize; count === fetchSize; ) {
      const { rows } = await connection.limited(() => connection.query(fetch), options);
      count = rows.length;
      if (count > 0) yield rows;
    }
  } catch (cause) {
    // The transaction is aborted, and takes the cursor with it.
    failed = true;
    throw cause;
  } finally {
    if (!failed && connection.inTransaction) await closeDeclared(connection, name);
  }
}

async function closeDeclared(connection: PostgresConnection, name: string): Promise<void> {
  try {
    await connection.command(`CLOSE ${name}`);
  } catch {
    // The loop's body ended the transaction, or a failed statement aborted it: either way the cursor is gone with it.
  }
}

/** Outside a transaction a portal, which the connection carries by itself. */
async function* portalCursor(
  connection: PostgresConnection,
  { text, values }: PostgresStatement,
  options: RunOptions,
  fetchSize: number,
): AsyncIterable<readonly unknown[]> {
  const { default: Cursor } = await loadClient('pg-cursor', () => import('pg-cursor'));
  const cursor = connection.submit(new Cursor<unknown[]>(text, [...values], { rowMode: 'array', types: TEXT_TYPES }));
  // Not while a read is under way, nor after one failed: then the server has dropped the portal, and a close would wait
  // for an answer that never comes. A limit that is reached between two reads leaves it open.
  let isOpen = true;
  const read = (): Promise<unknown[][]> => {
    isOpen = false;
    return cursor.read(fetchSize);
  };
  try {
    for (let count = fetchSize; count === fetchSize; ) {
      const rows = await connection.limited(read, options);
      isOpen = true;
      count = rows.length;
      if (count > 0) yield rows;
    }
  } finally {
    if (isOpen) await cursor.close();
  }
}

/** Server-side cursors through the `pg` client. A time limit holds for every chunk by itself. */
export const postgresStreaming: Streaming<PostgresStatement> = Object.freeze({
  stream(
    connection: Connection<PostgresStatement>,
    compiled: PostgresStatement,
    options: RunOptions,
  ): AsyncIterable<readonly unknown[]> {
    if (!(connection instanceof PostgresConnection)) {
      throw new ConfigurationError('A stream needs a connection of the PostgreSQL engine.');
    }
    const fetchSize = options.fetchSize ?? DEFAULT_FETCH_SIZE;
    const cursor = connection.inTransaction ? declaredCursor : portalCursor;
    return cursor(connection, compiled, options, fetchSize);
  },
});
