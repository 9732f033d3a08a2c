import type { Engine } from '../../contract/engine';
import { PGLITE_CAPABILITIES } from './pglite-capabilities';
import type { PgliteOptions } from './pglite-config';
import { PgliteDriver } from './pglite-driver';
import { PgliteListener } from './pglite-listener';
import { postgresChangeFeed } from './postgres-change-feed';
import { postgresCompiler } from './postgres-compiler';
import { postgresErrors } from './postgres-errors';
import { maxRowsPerInsert } from './postgres-limits';
import { postgresModelProblems } from './postgres-model-check';
import { postgresRowReaders } from './postgres-row-readers';
import { postgresSchemaSync } from './postgres-schema-sync';
import type { PostgresStatement } from './postgres-statement';
import { postgresTransactions } from './postgres-transactions';

/** PostgreSQL embedded by PGlite. Nothing is loaded or opened before `driver.open()`. */
export function openPgliteEngine(options: PgliteOptions): Engine<PostgresStatement> {
  const driver = new PgliteDriver(options, PGLITE_CAPABILITIES);
  return Object.freeze({
    name: 'pglite',
    capabilities: PGLITE_CAPABILITIES,
    compiler: postgresCompiler,
    driver,
    rows: postgresRowReaders,
    schema: postgresSchemaSync,
    errors: postgresErrors('pglite'),
    transactions: postgresTransactions,
    batches: null,
    streaming: null,
    changes: postgresChangeFeed(new PgliteListener(driver)),
    maxRowsPerInsert,
    checkModel: postgresModelProblems,
  });
}
