import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { type ConnectedEngine, MongoEngine } from '../../../lib';
import { clientOptions } from '../../../lib/engines/mongodb/mongodb-config';
import type { AnyClass } from '../../../lib/internal/any-class';
import { databaseUrl } from '../../support/servers/mongodb-database';
import { startOwnMongodbServer } from '../../support/servers/mongodb-server';
import type { Server } from '../../support/servers/server';
import { FailPoints } from './fail-point';
import { PoolWatch } from './pool-watch';

const APP_NAME = 'polydoc-bench';
const DATABASE = 'polydoc_faults';
const POOL_SIZE = 8;
const SETTLE_MS = 2_000;

/** How often commands fail that never succeed. */
export const FOR_EVER = Number.POSITIVE_INFINITY;

/**
 * A server of its own, whose commands can be made to fail; an engine on a client that is counted; and a client beside it
 * that fail points do not touch.
 */
export class FaultBench {
  static async open(...models: readonly AnyClass[]): Promise<FaultBench> {
    const server = await startOwnMongodbServer();
    try {
      const failPoints = new FailPoints(server.url, APP_NAME);
      const url = databaseUrl(server.url, DATABASE);
      const driverOptions = { appName: APP_NAME, monitorCommands: true };
      const client = new MongoClient(url, clientOptions({ url, poolSize: POOL_SIZE, driverOptions }));
      const pool = new PoolWatch(client);
      const engine = await MongoEngine.connect({ client });
      const bench = new FaultBench({ server, engine, client, pool, failPoints });
      // Collections exist before transactions do: what is made in one is another thing.
      engine.register(...models);
      await engine.syncSchema();
      return bench;
    } catch (cause) {
      await server.stop();
      throw cause;
    }
  }

  /** Most sockets that the engine's client may have. */
  static readonly poolSize = POOL_SIZE;

  readonly engine: ConnectedEngine;
  readonly failPoints: FailPoints;
  readonly pool: PoolWatch;
  /** Nothing fails here. */
  readonly outside: MongoClient;
  readonly #server: Server;
  readonly #client: MongoClient;

  private constructor(parts: {
    server: Server;
    engine: ConnectedEngine;
    client: MongoClient;
    pool: PoolWatch;
    failPoints: FailPoints;
  }) {
    this.#server = parts.server;
    this.engine = parts.engine;
    this.#client = parts.client;
    this.pool = parts.pool;
    this.failPoints = parts.failPoints;
    this.outside = new MongoClient(parts.server.url);
  }

  /** What is stored in a collection, by key, as seen from outside. */
  async stored(collection: string): Promise<readonly Record<string, unknown>[]> {
    return this.outside.db(DATABASE).collection(collection).find().sort({ _id: 1 }).toArray();
  }

  /** Empties a collection from outside, whatever a spec has left behind. */
  async empty(collection: string): Promise<void> {
    await this.failPoints.clear();
    await this.killSessions();
    await this.outside.db(DATABASE).collection(collection).deleteMany({});
  }

  /** Ends what is open on the server; for specs that leave something there on purpose. */
  async killSessions(): Promise<void> {
    await this.outside.db('admin').command({ killAllSessions: [] });
  }

  /** Fails when a transaction that is still open on the server stands in the way of a write to all documents. */
  async expectFree(collection: string): Promise<void> {
    const update = { q: {}, u: { $set: { seen: true } }, multi: true };
    const signal = AbortSignal.timeout(SETTLE_MS);
    await this.outside.db(DATABASE).command({ update: collection, updates: [update] }, { signal });
  }

  /** Takes all fail points away and waits until everything is given back, as long as that may take. */
  async settle(): Promise<void> {
    await this.failPoints.clear();
    const deadline = Date.now() + SETTLE_MS;
    while ((this.pool.count.lent > 0 || this.pool.count.sessions > 0) && Date.now() < deadline) await sleep(10);
  }

  async close(): Promise<void> {
    await this.failPoints.close();
    await this.engine.close();
    await this.#client.close();
    await this.outside.close();
    await this.#server.stop();
  }
}
