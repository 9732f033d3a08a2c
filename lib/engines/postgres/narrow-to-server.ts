import { type CapabilityTable, none } from '../../capability/support';
import { NO_RUN_OPTIONS } from '../../contract/driver';
import { ConfigurationError } from '../../errors/definition-errors';
import type { PostgresLine } from './postgres-line';

/** Oldest server whose syntax the compiler keeps to. */
const OLDEST_VERSION = 130_000;

const QUESTION = `SELECT current_setting('server_version_num')::int AS version,
  EXISTS (SELECT 1 FROM pg_catalog.pg_available_extensions WHERE name = 'vector') AS vector`;

/**
 * Takes out of the table what this server does not have.
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) for a server that is too old.
 */
export async function narrowToServer(line: PostgresLine, table: CapabilityTable): Promise<CapabilityTable> {
  const [row] = await line.execute(QUESTION, [], NO_RUN_OPTIONS);
  if (row === undefined || !('version' in row) || !('vector' in row)) return table;
  if (Number(row.version) < OLDEST_VERSION) {
    throw new ConfigurationError('The PostgreSQL server is older than version 13.', { hint: 'Use a newer server.' });
  }
  if (row.vector === true) return table;
  return Object.freeze({
    ...table,
    vector: none(
      'The `vector` extension is not available on this server.',
      'Install pgvector on the server, or load its extension into PGlite with `driverOptions.extensions`.',
    ),
  });
}
