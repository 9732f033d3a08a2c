import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { mongodbProgram, SECANTUSDB_VERSION } from './mongodb-program';
import { type Server, ServerUnavailableError } from './server';
import { freePort, ServerFolder } from './server-folder';

const START_TIMEOUT_MS = 30_000;
const POLL_MS = 25;
/** Between finding a free port and using it, somebody else may take it. */
const START_ATTEMPTS = 3;

/** What differs from `mongod`, so that specs on SecantusDB prove nothing about it. */
const CANNOT_SHOW =
  'read and write concerns (taken and ignored), $text, hashed indexes, $where, snapshot sessions outside of a transaction, ' +
  'retried writes told by their number, $expr refused in the filter of an upsert, elections, more than one member, ' +
  'sharding, speed (a key of several fields is looked for in the whole collection)';

/** What a server of our own is to be. */
export interface MongodbServerOptions {
  /** A server without a replica set, hence without transactions; for the specs of what is refused then. */
  readonly standalone?: boolean;
}

/** Asks a server for its version; rejects when it does not answer. */
async function readVersion(url: string, timeoutMs: number): Promise<string> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: timeoutMs, connectTimeoutMS: timeoutMs });
  try {
    const { version } = await client.db('admin').command({ buildInfo: 1 });
    return String(version);
  } finally {
    await client.close();
  }
}

async function waitUntilReady(url: string, server: ChildProcess): Promise<string> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    if (server.exitCode !== null) throw new Error(`SecantusDB ended with ${server.exitCode} while starting.`);
    try {
      return await readVersion(url, 500);
    } catch (cause) {
      if (Date.now() > deadline) throw cause;
    }
    await sleep(POLL_MS);
  }
}

async function startOnFreePort(
  folder: ServerFolder,
  options: MongodbServerOptions,
): Promise<Pick<Server, 'url' | 'version'>> {
  const { command, args } = await mongodbProgram();
  const port = await freePort();
  const settings = ['--host', '127.0.0.1', '--port', String(port), '--storage-path', join(folder.path, `data-${port}`)];
  const flags = [
    '--enable-test-commands',
    '--log-level',
    'WARNING',
    ...(options.standalone === true ? ['--standalone'] : []),
  ];
  const server = folder.start(command, [...args, ...settings, ...flags], null);
  const url = `mongodb://127.0.0.1:${port}/?directConnection=true`;
  const version = await waitUntilReady(url, server);
  return { url, version: `SecantusDB ${SECANTUSDB_VERSION} as MongoDB ${version}` };
}

async function startInFolder(
  folder: ServerFolder,
  options: MongodbServerOptions,
): Promise<Pick<Server, 'url' | 'version'>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnFreePort(folder, options);
    } catch (cause) {
      if (cause instanceof ServerUnavailableError) throw cause;
      if (attempt === START_ATTEMPTS) throw new Error(`SecantusDB did not start:\n${folder.logTail()}`, { cause });
    }
  }
}

/** The server of the variable. */
async function givenServer(url: string): Promise<Server> {
  try {
    const version = `MongoDB ${await readVersion(url, 10_000)}`;
    return { name: 'mongodb', url, version, stop: async () => undefined };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ServerUnavailableError(`the server of POLYDOC_TEST_MONGODB_URL does not answer: ${reason}`, { cause });
  }
}

/**
 * A server of our own in a temporary folder, whatever the variable says.
 * @throws ServerUnavailableError when Python is missing or the package cannot be had.
 */
export async function startOwnMongodbServer(options: MongodbServerOptions = {}): Promise<Server> {
  const folder = await ServerFolder.create('mongodb');
  try {
    const started = await startInFolder(folder, options);
    return { name: 'mongodb', ...started, cannotShow: CANNOT_SHOW, stop: () => folder.remove() };
  } catch (cause) {
    await folder.remove();
    throw cause;
  }
}

/**
 * MongoDB: the server of `POLYDOC_TEST_MONGODB_URL`, else SecantusDB, which speaks its wire protocol, as a replica set of
 * one.
 * @throws ServerUnavailableError when Python is missing or the given server does not answer.
 */
export async function startMongodbServer(): Promise<Server> {
  const given = process.env.POLYDOC_TEST_MONGODB_URL;
  return given !== undefined && given !== '' ? givenServer(given) : startOwnMongodbServer();
}
