import type { MongoOptions } from '../engines/mongodb/mongodb-config';
import { ConnectedEngine } from '../model/connected-engine';
import { type ConnectOptions, checkOptionNames } from './connect-options';
import { openRuntime } from './open-runtime';

/** Options of `MongoEngine.connect`. */
export interface MongoConnectOptions extends ConnectOptions, MongoOptions {}

const OWN_NAMES: Readonly<Record<keyof MongoOptions, true>> = {
  url: true,
  client: true,
  database: true,
  driverOptions: true,
  poolSize: true,
  connectTimeoutMs: true,
};

/** An engine on MongoDB, through the `mongodb` client. */
export class MongoEngine extends ConnectedEngine {
  /**
   * Connects; `mongodb` is loaded now and not before.
   * @param options `url` (`mongodb://host:port/database`), or a `client` of the caller's, which is never closed by polydoc
   * @throws ConfigurationError (POLYDOC_CONFIGURATION), ConnectionError (POLYDOC_CONNECTION), ModelDefinitionError.
   */
  static async connect(options: MongoConnectOptions = {}): Promise<MongoEngine> {
    checkOptionNames('mongodb', options, OWN_NAMES);
    const { openMongodbEngine } = await import('../engines/mongodb/mongodb-engine');
    return openRuntime(openMongodbEngine(options), options, (runtime) => new MongoEngine(runtime));
  }
}
