import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A server of ready-made replies. */
export interface CannedServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts a server that speaks MongoDB's wire protocol and knows one list of documents, which is its answer to every
 * `find` on every collection: what is timed against it is the client alone. Its replies are made once; it runs in a
 * process of its own, so that its work is no part of this process's CPU time.
 * @param documents bytes of BSON documents
 */
export async function startCannedMongodbServer(documents: readonly Uint8Array[]): Promise<CannedServer> {
  const child = fork(join(__dirname, 'canned-mongodb-program.js'), { serialization: 'advanced', execArgv: [] });
  child.send(documents.map((bytes) => new Uint8Array(bytes)));
  const port = await portOf(child);
  return {
    url: `mongodb://127.0.0.1:${port}/canned?directConnection=true`,
    stop: async () => {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

async function portOf(child: ChildProcess): Promise<number> {
  const failed = once(child, 'exit').then(() => {
    throw new Error('The canned server ended while starting.');
  });
  const told = once(child, 'message').then(([port]: unknown[]) => port);
  const port = await Promise.race([told, failed]);
  failed.catch(() => undefined);
  if (typeof port !== 'number') throw new Error('The canned server has no port.');
  return port;
}
