import type { PgClient } from './postgres-client';

/** How long the second connection may take before the first is cut instead. */
const CANCEL_TIMEOUT_MS = 5_000;

/** Makes an unconnected client with the same address and login. */
export type MakeClient = () => CancelClient;

/** The part of a `pg` client that cancelling needs. */
export interface CancelClient extends PgClient {
  connect(): Promise<unknown>;
  end(): Promise<unknown>;
}

function isClientClass(value: unknown): value is new (config: unknown) => CancelClient {
  return typeof value === 'function';
}

/** From a pool's or client's own class and configuration; null when they are not where `pg` keeps them. */
export function makeClientLike(source: object): MakeClient | null {
  if ('Client' in source && isClientClass(source.Client) && 'options' in source) {
    const { Client, options } = source;
    return () => new Client(options);
  }
  if (!('host' in source) || !('port' in source) || !isClientClass(source.constructor)) return null;
  const { constructor: Client } = source;
  const names = ['host', 'port', 'user', 'database', 'password', 'ssl'] as const;
  const config = Object.fromEntries(names.map((name) => [name, Reflect.get(source, name)]));
  return () => new Client({ ...config, connectionTimeoutMillis: CANCEL_TIMEOUT_MS });
}

async function sendCancel(client: CancelClient, processId: number): Promise<void> {
  await client.connect();
  await new Promise<void>((resolve, reject) => {
    client.query({ text: `SELECT pg_cancel_backend(${processId})` }, (error) => (error ? reject(error) : resolve()));
  });
}

/**
 * Stops what a connection is running, through a second connection. When this resolves, the server has the signal, so
 * that it cannot hit a later statement. Resolves to false when it could not be done.
 * https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-SIGNAL
 */
export async function cancelBackend(target: PgClient, makeClient: MakeClient | null): Promise<boolean> {
  const processId = target.processID;
  if (makeClient === null || typeof processId !== 'number') return false;
  const client = makeClient();
  // A listener, because an error event without one would end the process.
  client.on('error', () => undefined);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Cancelling took too long.')), CANCEL_TIMEOUT_MS);
  });
  try {
    await Promise.race([sendCancel(client, processId), tooLate]);
    return true;
  } catch {
    // The caller has a last resort that needs no second connection.
    return false;
  } finally {
    clearTimeout(timer);
    // The answer is there already; that a connection of no further use ended badly is of no use to anybody.
    client.end().catch(() => undefined);
  }
}
