import { NO_RUN_OPTIONS } from '../../../lib/contract/driver';
import { POSTGRES_CAPABILITIES } from '../../../lib/engines/postgres/postgres-capabilities';
import type { PostgresOptions } from '../../../lib/engines/postgres/postgres-config';
import type { PostgresConnection } from '../../../lib/engines/postgres/postgres-connection';
import { PostgresDriver } from '../../../lib/engines/postgres/postgres-driver';
import { startPostgresServer } from '../../support/servers/postgres-server';
import type { Server } from '../../support/servers/server';

/** Settings of a plain transaction. */
export const SETTINGS = {
  isolation: 'snapshot',
  readOnly: false,
  timeoutMs: null,
  readConcern: undefined,
  writeConcern: undefined,
} as const;

/** Drivers on a server that is there for the spec file. */
export interface OpenedDrivers {
  /** Address of the server, in hooks and specs. */
  readonly url: string;
  /** Opens a driver, by default on the server; it is closed after the spec. */
  open(options?: PostgresOptions): Promise<PostgresDriver>;
}

/** Starts a server before the specs of the file, and stops it after them. */
export function openedDrivers(): OpenedDrivers {
  let server: Server | null = null;
  const opened: PostgresDriver[] = [];
  const urlOf = (): string => {
    if (server === null) throw new Error('The server runs in hooks and specs alone.');
    return server.url;
  };
  beforeAll(async () => {
    server = await startPostgresServer();
  }, 60_000);
  afterEach(() => Promise.all(opened.splice(0).map((driver) => driver.close())));
  afterAll(() => server?.stop());
  return {
    get url() {
      return urlOf();
    },
    open: async (options = {}) => {
      const isOwn = options.pool === undefined && options.client === undefined;
      const driver = new PostgresDriver(isOwn ? { url: urlOf(), ...options } : options, POSTGRES_CAPABILITIES);
      await driver.open();
      opened.push(driver);
      return driver;
    },
  };
}

/** Runs raw SQL on a line. */
export async function sql(line: PostgresConnection, text: string, ...values: unknown[]): Promise<readonly object[]> {
  return line.execute(text, values, NO_RUN_OPTIONS);
}
