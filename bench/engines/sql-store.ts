import type { ConnectedEngine } from '../../lib';
import type { BenchStore } from '../bench-store';
import { RawSql } from '../contestants/raw-sql';
import type { SqlClient } from '../contestants/sql-client';

/** A SQL store with both contestants. */
export function sqlStore(client: SqlClient, engine: ConnectedEngine, closeClient: () => Promise<void>): BenchStore {
  return {
    raw: new RawSql(client),
    engine,
    removeFrom: async (id) => {
      await client.query('', 'DELETE FROM bench_user WHERE id >= $1', [id]);
    },
    tidy: async () => {
      await client.query('', 'VACUUM ANALYZE bench_user', []);
    },
    close: async () => {
      await engine.close();
      await closeClient();
    },
  };
}
