import type { CapabilityTable } from '../../capability/support';
import { type Driver, NO_RUN_OPTIONS, type RunOptions } from '../../contract/driver';
import { TimeoutError } from '../../errors/database-errors';
import { ConfigurationError } from '../../errors/definition-errors';
import { andThen, type MaybePromise } from '../../internal/maybe-promise';
import { propertyOf } from '../../internal/property-of';
import { type ClientSource, type LentClient, poolSource, SingleClientSource } from './client-source';
import { loadClient } from './load-client';
import { narrowToServer } from './narrow-to-server';
import { type CancelClient, type MakeClient, makeClientLike } from './postgres-cancel';
import type { PgClient, PgPool } from './postgres-client';
import { type PostgresOptions, poolConfig, SESSION_SETUP } from './postgres-config';
import { PostgresConnection } from './postgres-connection';
import { PostgresSession } from './postgres-session';
import type { PostgresStatement } from './postgres-statement';
import { waitWithin } from './run-limits';

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;

type OwnPool = PgPool & { end(): Promise<void> };

function isPool(value: object): value is PgPool {
  return 'totalCount' in value;
}

/** A pooler in front of the server (pgbouncer) may refuse settings in the start message: 08P01. */
function refusesStartOptions(cause: unknown): boolean {
  return propertyOf(cause, 'code') === '08P01';
}

/** An error of a connection that nobody is using is no news for anybody: the pool has dropped it. */
function ignoreIdleError(): void {}

/**
 * Connections through the `pg` client, from a pool of our own, or from the caller's pool or client. Connections of
 * the caller's get polydoc's session settings (UTC, ISO text forms) with one statement on their first use, and keep them.
 */
export class PostgresDriver implements Driver<PostgresStatement> {
  readonly singleConnection: boolean;
  readonly #options: PostgresOptions;
  readonly #capabilities: CapabilityTable;
  readonly #sessions = new WeakMap<PgClient, PostgresSession>();
  #given: PgPool | PgClient | null;
  #ownPool: OwnPool | null = null;
  #source: ClientSource | null = null;
  #makeClient: MakeClient | null = null;
  #startsReady = false;

  constructor(options: PostgresOptions, capabilities: CapabilityTable) {
    this.#options = options;
    this.#capabilities = capabilities;
    this.#given = options.pool ?? options.client ?? null;
    this.singleConnection = this.#given !== null && !isPool(this.#given);
  }

  get client(): unknown {
    const client = this.#given ?? this.#ownPool;
    if (client === null) throw new ConfigurationError('The PostgreSQL engine is not open.');
    return client;
  }

  async open(): Promise<CapabilityTable> {
    if (this.#given === null) return this.#openOwnPool();
    this.#makeClient = makeClientLike(this.#given);
    if (isPool(this.#given)) this.#usePool(this.#given);
    else this.#source = new SingleClientSource(this.#given);
    return this.#narrow();
  }

  acquire(options: RunOptions): MaybePromise<PostgresConnection> {
    return andThen(this.#lend(options), (lent) => this.#connectionOf(lent, options));
  }

  #connectionOf(lent: LentClient, options: RunOptions): MaybePromise<PostgresConnection> {
    const session = this.#sessionOf(lent.client);
    const connection = new PostgresConnection(lent, session, this.#makeClient);
    return session.ready ? connection : this.#setUp(connection, session, options);
  }

  async #setUp(
    connection: PostgresConnection,
    session: PostgresSession,
    options: RunOptions,
  ): Promise<PostgresConnection> {
    try {
      await connection.limited(() => connection.command(SESSION_SETUP), options);
    } catch (cause) {
      connection.release(true);
      throw cause;
    }
    session.ready = true;
    return connection;
  }

  async ping(): Promise<void> {
    const connection = await this.acquire(NO_RUN_OPTIONS);
    try {
      await connection.command('SELECT 1');
      connection.release(false);
    } catch (cause) {
      connection.release(true);
      throw cause;
    }
  }

  /**
   * A client of its own beside the pool, with the same address and login, not connected yet.
   * @throws ConfigurationError (POLYDOC_CONFIGURATION) for a client of the caller's that cannot be imitated.
   */
  newClient(): CancelClient {
    if (this.#makeClient !== null) return this.#makeClient();
    throw new ConfigurationError('A second connection like that of the given client cannot be made.', {
      engine: 'postgres',
      hint: 'Open the engine with a `url`, or with a pool or a client of the package `pg`.',
    });
  }

  async close(): Promise<void> {
    if (this.#given !== null && isPool(this.#given)) this.#given.off('error', ignoreIdleError);
    const pool = this.#ownPool;
    this.#ownPool = null;
    this.#given = null;
    this.#source = null;
    await pool?.end();
  }

  async #openOwnPool(): Promise<CapabilityTable> {
    await this.#makePool(true);
    try {
      return await this.#narrow();
    } catch (cause) {
      const refused = refusesStartOptions(cause);
      await this.close();
      if (!refused) throw cause;
    }
    await this.#makePool(false);
    try {
      return await this.#narrow();
    } catch (cause) {
      await this.close();
      throw cause;
    }
  }

  async #makePool(withStartOptions: boolean): Promise<void> {
    const { Pool, Client } = await loadClient('pg', () => import('pg'));
    const config = poolConfig(this.#options, withStartOptions);
    const pool = new Pool(config);
    this.#startsReady = withStartOptions;
    this.#makeClient = () => new Client(config);
    this.#ownPool = pool;
    this.#usePool(pool);
  }

  #usePool(pool: PgPool): void {
    pool.on('error', ignoreIdleError);
    this.#source = poolSource(pool, maxClientsOf(pool));
  }

  async #narrow(): Promise<CapabilityTable> {
    const connection = await this.acquire(NO_RUN_OPTIONS);
    try {
      const table = await narrowToServer(connection, this.#capabilities);
      connection.release(false);
      return table;
    } catch (cause) {
      connection.release(true);
      throw cause;
    }
  }

  #lend(options: RunOptions): MaybePromise<LentClient> {
    const source = this.#source;
    if (source === null) throw new ConfigurationError('The PostgreSQL engine is not open.');
    // The common case needs no clock: a client is there, or the pool's own limit on connecting holds.
    if (!source.isFull() && options.signal === null && options.timeoutMs === null) return source.lend();
    return this.#lendWithin(source, options);
  }

  async #lendWithin(source: ClientSource, options: RunOptions): Promise<LentClient> {
    const longestMs = this.#options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS;
    const timeoutMs = Math.min(options.timeoutMs ?? longestMs, longestMs);
    try {
      return await waitWithin(
        async () => source.lend(),
        { ...options, timeoutMs },
        (late) => late.giveBack(false),
      );
    } catch (cause) {
      if (!source.isFull() || options.signal?.aborted === true) throw cause;
      throw new TimeoutError(`No connection to PostgreSQL became free within ${timeoutMs} ms.`, {
        engine: 'postgres',
        hint: 'All are in use: raise `poolSize`, make transactions shorter, or look for work that never ends.',
        cause,
      });
    }
  }

  #sessionOf(client: PgClient): PostgresSession {
    const known = this.#sessions.get(client);
    if (known !== undefined) return known;
    const session = new PostgresSession(client, this.#options.maxPreparedStatements, this.#startsReady);
    this.#sessions.set(client, session);
    return session;
  }
}

/** `pg` keeps a pool's size in its options. */
function maxClientsOf(pool: object): number {
  const max = propertyOf(propertyOf(pool, 'options'), 'max');
  return typeof max === 'number' ? max : Number.POSITIVE_INFINITY;
}
