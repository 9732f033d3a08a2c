import { type Connection, NO_RUN_OPTIONS } from '../../lib/contract/driver';
import { PGLITE_CAPABILITIES } from '../../lib/engines/postgres/pglite-capabilities';
import { PgliteDriver } from '../../lib/engines/postgres/pglite-driver';
import { POSTGRES_CAPABILITIES } from '../../lib/engines/postgres/postgres-capabilities';
import { PostgresDriver } from '../../lib/engines/postgres/postgres-driver';
import type { PostgresStatement } from '../../lib/engines/postgres/postgres-statement';
import { createPostgresDatabase } from './servers/postgres-database';
import { startPostgresServer } from './servers/postgres-server';

/** A store of one spec file, reached through the driver alone. */
export interface SchemaStore {
  connect(): Promise<Connection<PostgresStatement>>;
  close(): Promise<void>;
}

async function postgresStore(): Promise<SchemaStore> {
  const server = await startPostgresServer();
  const database = await createPostgresDatabase(server.url);
  const driver = new PostgresDriver({ url: database.url }, POSTGRES_CAPABILITIES);
  await driver.open();
  return {
    connect: async () => driver.acquire(NO_RUN_OPTIONS),
    close: async () => {
      await driver.close();
      await database.drop();
      await server.stop();
    },
  };
}

async function pgliteStore(): Promise<SchemaStore> {
  const driver = new PgliteDriver({ url: 'pglite:' }, PGLITE_CAPABILITIES);
  await driver.open();
  return { connect: async () => driver.acquire(NO_RUN_OPTIONS), close: () => driver.close() };
}

/** Opens an empty store on a real server. */
export function openSchemaStore(name: 'postgres' | 'pglite'): Promise<SchemaStore> {
  return name === 'postgres' ? postgresStore() : pgliteStore();
}
