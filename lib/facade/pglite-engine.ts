import type { PgliteOptions } from '../engines/postgres/pglite-config';
import { ConnectedEngine } from '../model/connected-engine';
import { type ConnectOptions, checkOptionNames } from './connect-options';
import { openRuntime } from './open-runtime';

/** Options of `PgliteEngine.connect`. */
export interface PgliteConnectOptions extends ConnectOptions, PgliteOptions {}

const OWN_NAMES: Readonly<Record<keyof PgliteOptions, true>> = {
  url: true,
  client: true,
  driverOptions: true,
  worker: true,
  maxPreparedStatements: true,
};

/** An engine on an embedded PostgreSQL (PGlite), in memory or in a folder. */
export class PgliteEngine extends ConnectedEngine {
  /**
   * Opens the database; PGlite is loaded now and not before.
   * @param options `url` (`pglite:` in memory, the default, or `pglite:./folder`), or a `client` of the caller's, which
   * is never closed by polydoc
   * @throws ConfigurationError (POLYDOC_CONFIGURATION), ConnectionError (POLYDOC_CONNECTION), ModelDefinitionError.
   */
  static async connect(options: PgliteConnectOptions = {}): Promise<PgliteEngine> {
    checkOptionNames('pglite', options, OWN_NAMES);
    const { openPgliteEngine } = await import('../engines/postgres/pglite-engine');
    return openRuntime(await openPgliteEngine(options), options, (runtime) => new PgliteEngine(runtime));
  }
}
