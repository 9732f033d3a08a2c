import { deepStrictEqual } from 'node:assert';
import { BSON, MongoClient } from 'mongodb';
import { MongoEngine } from '../../lib/mongodb';
import { BenchUser, userRow } from '../bench-user';
import { PolydocContestant } from '../contestants/polydoc';
import { documentOf, RawMongodb } from '../contestants/raw-mongodb';
import { CONTROL, type Comparison, compare, REFERENCE } from '../measure';
import { startCannedMongodbServer } from '../servers/canned-mongodb-server';
import type { BenchSettings } from './bench-outcome';

const NAME = 'find 1,000, canned server';
const BAR = 0.7;
const DOCUMENTS = 1_000;

/** Reads from a server of ready-made replies: what the client alone costs. */
export async function cannedReads({ effort, only, onResult }: BenchSettings): Promise<readonly Comparison[]> {
  if (!NAME.includes(only)) return [];
  const documents = Array.from({ length: DOCUMENTS }, (_, number) => BSON.serialize(documentOf(userRow(number))));
  const server = await startCannedMongodbServer(documents);
  const client = new MongoClient(server.url, { maxPoolSize: 1 });
  const engine = await MongoEngine.connect({ url: server.url, poolSize: 1, models: [BenchUser] });
  try {
    const raw = new RawMongodb(client);
    const own = new PolydocContestant(engine);
    const [ownRows, rawRows] = [await own.findThousand(), await raw.findThousand()];
    deepStrictEqual(
      ownRows.map((one) => ({ ...one })),
      rawRows.map((one) => raw.rowOf(one)),
    );
    const repeated = (read: () => Promise<unknown>) => async (times: number) => {
      for (let count = 0; count < times; count += 1) await read();
    };
    const reference = repeated(() => raw.findThousand());
    const tasks = [
      { contestant: REFERENCE, run: reference },
      { contestant: CONTROL, run: reference },
      { contestant: 'polydoc', run: repeated(() => own.findThousand()) },
    ];
    const comparison = await compare(NAME, BAR, 20, tasks, effort);
    onResult(comparison);
    return [comparison];
  } finally {
    await engine.close();
    await client.close();
    await server.stop();
  }
}
