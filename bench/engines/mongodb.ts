import { MongoClient } from 'mongodb';
import { MongoEngine } from '../../lib/mongodb';
import { databaseUrl } from '../../spec/support/servers/mongodb-database';
import { startMongodbServer } from '../../spec/support/servers/mongodb-server';
import type { BenchStore } from '../bench-store';
import { BenchUser } from '../bench-user';
import { bsonDecoding } from '../bson-decoding';
import { RawMongodb } from '../contestants/raw-mongodb';
import { runStoreSuite } from '../store-suite';
import type { BenchOutcome, BenchSettings } from './bench-outcome';
import { cannedReads } from './mongodb-canned-reads';

const BARS = {
  'find by key': 1.05,
  'find 1,000': 0.97,
  'insert 1': 1.05,
  'bulk insert 10,000': 1.05,
  'load, change, save': 1.05,
  'transaction of 3 writes': 1.06,
  'cursor over 100,000': 1.05,
} as const;

/** Both contestants on one connection each, in a database of their own on a server that has just been started. */
async function openStore(): Promise<BenchStore & { readonly version: string }> {
  const server = await startMongodbServer();
  const url = databaseUrl(server.url, 'polydoc_bench');
  const client = new MongoClient(url, { maxPoolSize: 1 });
  const engine = await MongoEngine.connect({ url, poolSize: 1, models: [BenchUser] });
  const users = client.db().collection('bench_user');
  const removeFrom = async (id: string): Promise<void> => {
    // The test server scans the collection for a range of keys; what it is told apart by is in another member as well.
    const number = Number(id.slice(id.lastIndexOf('-') + 1));
    await users.deleteMany({ joined: { $gte: new Date(1_600_000_000_000 + number * 1_000) } });
  };
  return {
    version: server.version,
    raw: new RawMongodb(client),
    engine,
    removeFrom,
    tidy: async () => undefined,
    close: async () => {
      await engine.close();
      await client.close();
      await server.stop();
    },
  };
}

/** MongoDB against `mongodb`: on a server, on ready-made replies, and on bytes alone. */
export async function benchMongodb(settings: BenchSettings): Promise<BenchOutcome> {
  const { effort, only, onResult } = settings;
  let version = '';
  const open = async (): Promise<BenchStore> => {
    const store = await openStore();
    version = store.version;
    return store;
  };
  const decoding = 'BSON to documents'.includes(only) ? await bsonDecoding(effort) : [];
  for (const comparison of decoding) onResult(comparison);
  const canned = await cannedReads(settings);
  const stored = await runStoreSuite({ ...settings, open, wearsOut: true, bars: BARS });
  const versions = `${version}, mongodb, Node ${process.version}.`;
  return { versions, comparisons: [...decoding, ...canned, ...stored] };
}
