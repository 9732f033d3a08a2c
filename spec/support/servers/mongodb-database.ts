import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import type { SpecStore } from './spec-store';

/** Longer than any drop takes that nobody stands in the way of. */
const DROP_TIMEOUT_MS = 5_000;

/** The url of a database: its place is between the servers, of which there may be several, and the options. */
export function databaseUrl(serverUrl: string, name: string): string {
  const [, start = serverUrl, options = ''] = /^([a-z+]+:\/\/[^/?]*)(?:\/[^?]*)?(\?.*)?$/i.exec(serverUrl) ?? [];
  return `${start}/${name}${options}`;
}

async function drop(serverUrl: string, name: string): Promise<void> {
  const client = new MongoClient(serverUrl);
  try {
    const dropped = client.db(name).command({ dropDatabase: 1 }, { signal: AbortSignal.timeout(DROP_TIMEOUT_MS) });
    await dropped.catch(async () => {
      // A transaction that a spec left open holds the drop up for ever. All sessions end, those of other specs as well.
      await client.db('admin').command({ killAllSessions: [] });
      await client.db(name).dropDatabase();
    });
  } finally {
    await client.close();
  }
}

/** Names an empty database on the server; it comes into being with its first document. */
export async function createMongodbDatabase(serverUrl: string): Promise<SpecStore> {
  const name = `polydoc_spec_${process.pid}_${randomBytes(4).toString('hex')}`;
  return { url: databaseUrl(serverUrl, name), drop: () => drop(serverUrl, name) };
}
