import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { CapabilityTable } from '../../capability/support';
import { type Driver, NO_RUN_OPTIONS, type RunOptions } from '../../contract/driver';
import { ConfigurationError } from '../../errors/definition-errors';
import { LineGate } from './line-gate';
import { loadClient } from './load-client';
import { narrowToServer } from './narrow-to-server';
import { needsWorker } from './needs-worker';
import { isPgliteClient } from './pglite-client';
import { type PgliteOptions, pgliteFolder } from './pglite-config';
import { PgliteConnection, type PgliteSession, type PgliteShared } from './pglite-connection';
import { PgliteInProcess } from './pglite-in-process';
import { PgliteWorker } from './pglite-worker';
import { SESSION_SETUP } from './postgres-config';
import type { PostgresStatement } from './postgres-statement';
import { StatementCache } from './statement-cache';

const PACKAGE = '@electric-sql/pglite';

/** The one line to an embedded database, in this thread or in one of its own. */
export class PgliteDriver implements Driver<PostgresStatement> {
  readonly singleConnection = true;
  readonly #options: PgliteOptions;
  readonly #capabilities: CapabilityTable;
  readonly #folder: string | null;
  #shared: PgliteShared | null = null;

  /** @throws ConfigurationError (POLYDOC_CONFIGURATION) for a url of another scheme, or a client that is none. */
  constructor(options: PgliteOptions, capabilities: CapabilityTable) {
    if (options.client !== undefined && !isPgliteClient(options.client)) {
      throw new ConfigurationError('The given client is not a PGlite database.', {
        hint: `Give one made by \`new PGlite()\` of ${PACKAGE}.`,
      });
    }
    this.#options = options;
    this.#capabilities = capabilities;
    this.#folder = options.client === undefined ? pgliteFolder(options.url) : null;
  }

  /** The database; where it runs in a thread, `query` and `exec` of it. Who has asked may use it beside the engine. */
  get client(): unknown {
    const { transport, gate } = this.#opened();
    if (!(transport instanceof PgliteInProcess)) return this.#threadClient();
    transport.share();
    gate.holder?.lockClient();
    return transport.client;
  }

  async open(): Promise<CapabilityTable> {
    const transport = await this.#makeTransport();
    const statements = new StatementCache(this.#options.maxPreparedStatements);
    this.#shared = { transport, gate: new LineGate(), statements };
    try {
      const connection = this.#connection();
      await connection.command(SESSION_SETUP);
      return await narrowToServer(connection, this.#capabilities);
    } catch (cause) {
      await this.close();
      throw cause;
    }
  }

  async acquire(_options: RunOptions): Promise<PgliteConnection> {
    return this.#connection();
  }

  async ping(): Promise<void> {
    await this.#connection().command('SELECT 1');
  }

  /** Calls `listener` with the channel of every notice that the database sends; gives a function that stops it. */
  onNotice(listener: (channel: string) => void): () => void {
    return this.#opened().transport.onNotice(listener);
  }

  async close(): Promise<void> {
    const shared = this.#shared;
    this.#shared = null;
    await shared?.transport.close();
  }

  #opened(): PgliteShared {
    if (this.#shared === null) throw new ConfigurationError('The PGlite engine is not open.');
    return this.#shared;
  }

  #connection(): PgliteConnection {
    return new PgliteConnection(this.#opened(), NO_RUN_OPTIONS);
  }

  #threadClient(): PgliteSession {
    return {
      query: (text, params) => this.#connection().native.query(text, params),
      exec: (text) => this.#connection().native.exec(text),
    };
  }

  async #makeTransport(): Promise<PgliteShared['transport']> {
    const { client, worker, driverOptions } = this.#options;
    if (client !== undefined) {
      await client.waitReady;
      return new PgliteInProcess(client, false);
    }
    if (this.#folder !== null) await mkdir(dirname(this.#folder), { recursive: true });
    const options = this.#folder === null ? { ...driverOptions } : { ...driverOptions, dataDir: this.#folder };
    if (worker ?? (await needsWorker())) return loadClient(PACKAGE, () => PgliteWorker.open(options));
    const { PGlite } = await loadClient(PACKAGE, () => import('@electric-sql/pglite'));
    const database = await PGlite.create({ ...options, extensions: loadExtensions(options) });
    return new PgliteInProcess(database, true);
  }
}

/** Extensions given as objects, or by the name of a module of the caller's that exports them. */
function loadExtensions(options: Readonly<Record<string, unknown>>): Record<string, never> {
  const { extensions } = options;
  if (typeof extensions !== 'object' || extensions === null) return {};
  const load = createRequire(join(process.cwd(), 'index.js'));
  const loaded = Object.entries(extensions).map(([name, extension]) => {
    return [name, typeof extension === 'string' ? load(extension)[name] : extension];
  });
  return Object.fromEntries(loaded);
}
