import type { PostgresOptions } from '../engines/postgres/postgres-config';
import { ConnectedEngine } from '../model/connected-engine';
import { type ConnectOptions, checkOptionNames } from './connect-options';
import { openRuntime } from './open-runtime';

/** Options of `PostgresEngine.connect`. */
export interface PostgresConnectOptions extends ConnectOptions, PostgresOptions {}

const OWN_NAMES: Readonly<Record<keyof PostgresOptions, true>> = {
  url: true,
  pool: true,
  client: true,
  driverOptions: true,
  poolSize: true,
  connectTimeoutMs: true,
  maxPreparedStatements: true,
};

/** An engine on a PostgreSQL server, through the `pg` client. */
export class PostgresEngine extends ConnectedEngine {
  /**
   * Connects; `pg` is loaded now and not before.
   * @param options `url`, or a `pool` or `client` of the caller's, which is never closed by polydoc
   * @throws ConfigurationError (POLYDOC_CONFIGURATION), ConnectionError (POLYDOC_CONNECTION), ModelDefinitionError.
   */
  static async connect(options: PostgresConnectOptions = {}): Promise<PostgresEngine> {
    checkOptionNames('postgres', options, OWN_NAMES);
    const { openPostgresEngine } = await import('../engines/postgres/postgres-engine');
    return openRuntime(await openPostgresEngine(options), options, (runtime) => new PostgresEngine(runtime));
  }
}
