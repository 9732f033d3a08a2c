import { PostgresEngine } from '../../lib';
import { startPostgresServer } from '../../spec/support/servers/postgres-server';
import { BenchUser } from '../bench-user';
import { openPgClient } from '../contestants/pg-client';
import { runStoreSuite } from '../store-suite';
import type { BenchOutcome, BenchSettings } from './bench-outcome';
import { sqlStore } from './sql-store';

const BARS = {
  'find by key': 1.1,
  'find 1,000': 0.9,
  'insert 1': 1.15,
  'bulk insert 10,000': 1,
  'load, change, save': 1.12,
  'transaction of 3 writes': 1.12,
  'cursor over 100,000': 1.05,
} as const;

/** PostgreSQL against `pg`. */
export async function benchPostgres(settings: BenchSettings): Promise<BenchOutcome> {
  const server = await startPostgresServer();
  try {
    const open = async () => {
      const client = await openPgClient(server.url);
      const engine = await PostgresEngine.connect({ url: server.url, poolSize: 1, models: [BenchUser] });
      return sqlStore(client, engine, () => client.close());
    };
    const comparisons = await runStoreSuite({ ...settings, open, wearsOut: false, bars: BARS });
    return { versions: `PostgreSQL ${server.version}, pg, Node ${process.version}.`, comparisons };
  } finally {
    await server.stop();
  }
}
