import type { Engine } from '../../contract/engine';
import { POSTGRES_CAPABILITIES } from './postgres-capabilities';
import { postgresChangeFeed } from './postgres-change-feed';
import { postgresCompiler } from './postgres-compiler';
import type { PostgresOptions } from './postgres-config';
import { PostgresDriver } from './postgres-driver';
import { postgresEndpoint } from './postgres-endpoint';
import { postgresErrors } from './postgres-errors';
import { maxRowsPerInsert } from './postgres-limits';
import { PostgresListener } from './postgres-listener';
import { postgresModelProblems } from './postgres-model-check';
import { postgresRowReaders } from './postgres-row-readers';
import { postgresSchemaSync } from './postgres-schema-sync';
import type { PostgresStatement } from './postgres-statement';
import { postgresStreaming } from './postgres-streaming';
import { postgresTransactions } from './postgres-transactions';

/** PostgreSQL through the `pg` client. Nothing is loaded or connected before `driver.open()`. */
export function openPostgresEngine(options: PostgresOptions): Engine<PostgresStatement> {
  const driver = new PostgresDriver(options, POSTGRES_CAPABILITIES);
  return Object.freeze({
    name: 'postgres',
    endpoint: postgresEndpoint(options),
    capabilities: POSTGRES_CAPABILITIES,
    compiler: postgresCompiler,
    driver,
    rows: postgresRowReaders,
    schema: postgresSchemaSync,
    errors: postgresErrors('postgres'),
    transactions: postgresTransactions,
    batches: null,
    streaming: postgresStreaming,
    changes: postgresChangeFeed(new PostgresListener(() => driver.newClient())),
    maxRowsPerInsert,
    checkModel: postgresModelProblems,
  });
}
