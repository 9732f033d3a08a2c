import type { MongoClient } from 'mongodb';
import type { CapabilityTable } from '../../capability/support';
import type { Driver } from '../../contract/driver';
import { ConfigurationError } from '../../errors/definition-errors';
import { givenClient } from './given-client';
import { loadMongodb } from './load-mongodb';
import { clientOptions, type MongoOptions, mongoUrl } from './mongodb-config';
import { MongoConnection } from './mongodb-connection';
import { type MongoShared, sharedClient } from './mongodb-line';
import type { MongoStatement } from './mongodb-statement';
import { narrowToFacts, serverFacts } from './narrow-mongodb';

/** Connections through the `mongodb` client: one of our own, or the caller's. Its pool hands out sockets per operation. */
export class MongoDriver implements Driver<MongoStatement> {
  readonly singleConnection = false;
  readonly #options: MongoOptions;
  readonly #capabilities: CapabilityTable;
  readonly #given: MongoClient | null;
  readonly #url: string;
  #own: MongoClient | null = null;
  #shared: MongoShared | null = null;

  /** @throws ConfigurationError (POLYDOC_CONFIGURATION) for a url of another scheme, or a client that is none. */
  constructor(options: MongoOptions, capabilities: CapabilityTable) {
    this.#options = options;
    this.#capabilities = capabilities;
    this.#given = options.client === undefined ? null : givenClient(options.client);
    this.#url = this.#given === null ? mongoUrl(options) : '';
  }

  get client(): MongoClient {
    return this.#opened().client;
  }

  async open(): Promise<CapabilityTable> {
    try {
      const client = this.#given ?? (await this.#makeClient());
      await client.connect();
      const facts = await serverFacts(client);
      const database = this.#options.database ?? client.db().databaseName;
      this.#shared = sharedClient(client, database, facts);
      return narrowToFacts(facts, this.#capabilities);
    } catch (cause) {
      await this.close();
      throw cause;
    }
  }

  /** At once: sockets are the pool's, and it is their users who wait. */
  acquire(): MongoConnection {
    return new MongoConnection(this.#opened());
  }

  async ping(): Promise<void> {
    const { client, database } = this.#opened();
    await client.db(database).command({ ping: 1 });
  }

  async close(): Promise<void> {
    const own = this.#own;
    this.#own = null;
    this.#shared = null;
    await own?.close();
  }

  async #makeClient(): Promise<MongoClient> {
    const { MongoClient: Client } = await loadMongodb();
    this.#own = new Client(this.#url, clientOptions(this.#options));
    return this.#own;
  }

  #opened(): MongoShared {
    if (this.#shared === null) throw new ConfigurationError('The MongoDB engine is not open.', { engine: 'mongodb' });
    return this.#shared;
  }
}
