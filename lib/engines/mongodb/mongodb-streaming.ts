import type { Connection, RunOptions } from '../../contract/driver';
import type { Streaming } from '../../contract/streaming';
import { liveDocuments } from './live-documents';
import { MongoConnection } from './mongodb-connection';
import { reasonOf, startLimits } from './mongodb-limits';
import type { MongoLine } from './mongodb-line';
import { openCursor, type ReadStatement, takeFetched } from './mongodb-read';
import type { MongoStatement } from './mongodb-statement';
import { markTransient } from './network-failure';

const DEFAULT_BATCH = 500;

/**
 * The documents of a read as bytes, a batch of the server at a time and fetched only when asked for. Leaving the loop early
 * closes the cursor on the server.
 */
export async function* streamRead(
  line: MongoLine,
  statement: ReadStatement,
  options: RunOptions,
): AsyncGenerator<readonly Uint8Array[]> {
  const limits = startLimits(options);
  const batchSize = options.fetchSize ?? DEFAULT_BATCH;
  const cursor = openCursor(line, statement, { ...options, fetchSize: batchSize }, limits.fields);
  const { inTransaction } = line;
  const dropsExpired = statement.kind === 'find' && statement.dropsExpired;
  try {
    while (await cursor.hasNext()) {
      const documents: Uint8Array[] = [];
      takeFetched(cursor, documents, batchSize);
      yield dropsExpired ? liveDocuments(documents) : documents;
    }
  } catch (cause) {
    if (inTransaction) markTransient(cause);
    throw reasonOf(cause, limits.fields);
  } finally {
    limits.dispose();
    if (!cursor.closed) await cursor.close();
  }
}

/** Server-side cursors. */
export const mongodbStreaming: Streaming<MongoStatement> = Object.freeze({
  stream(
    connection: Connection<MongoStatement>,
    compiled: MongoStatement,
    options: RunOptions,
  ): AsyncIterable<readonly unknown[]> {
    if (!(connection instanceof MongoConnection)) throw new TypeError('Not a connection of this engine.');
    if (compiled.kind !== 'find' && compiled.kind !== 'aggregate') throw new TypeError('Only reads can be streamed.');
    return streamRead(connection, compiled, options);
  },
});
