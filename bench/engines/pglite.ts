import { PgliteEngine } from '../../lib';
import { BenchUser } from '../bench-user';
import { pgliteClient } from '../contestants/pglite-client';
import { runStoreSuite } from '../store-suite';
import type { BenchOutcome, BenchSettings } from './bench-outcome';
import { sqlStore } from './sql-store';

const BARS = {
  'find by key': 1.1,
  'find 1,000': 0.97,
  'insert 1': 1.15,
  'bulk insert 10,000': 1.1,
  'load, change, save': 1.12,
  'transaction of 3 writes': 1.12,
  'cursor over 100,000': 1.05,
} as const;

/** PGlite in process, against its own client. */
export async function benchPglite(settings: BenchSettings): Promise<BenchOutcome> {
  const { PGlite } = await import('@electric-sql/pglite');
  const open = async () => {
    const database = await PGlite.create();
    const engine = await PgliteEngine.connect({ client: database, models: [BenchUser] });
    return sqlStore(pgliteClient(database), engine, () => database.close());
  };
  const comparisons = await runStoreSuite({ ...settings, open, wearsOut: false, bars: BARS });
  return { versions: `PGlite in process, Node ${process.version}.`, comparisons };
}
