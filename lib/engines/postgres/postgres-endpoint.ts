import type { StoreEndpoint } from '../../contract/store-endpoint';
import { propertyOf } from '../../internal/property-of';
import type { PostgresOptions } from './postgres-config';

const DEFAULT_PORT = 5432;

/** Where the options lead to; null where they leave it to the environment or a given pool does not tell. */
export function postgresEndpoint({ url, pool, client, driverOptions }: PostgresOptions): StoreEndpoint | null {
  const given = pool ?? client;
  if (given !== undefined) return endpointOf(propertyOf(given, 'options')) ?? endpointOf(given);
  // The pool, too, lets what is in the url win over its other options.
  return (url !== undefined && URL.canParse(url) ? endpointOfUrl(new URL(url)) : null) ?? endpointOf(driverOptions);
}

function endpointOfUrl({ hostname, port, pathname, username }: URL): StoreEndpoint | null {
  if (hostname === '') return null;
  const database = decoded(pathname.slice(1)) || decoded(username);
  return {
    database: database === '' ? null : database,
    host: hostname,
    port: port === '' ? DEFAULT_PORT : Number(port),
  };
}

/** A name as it was before it became part of a url. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded: the client takes it as it is.
    return text;
  }
}

function endpointOf(options: unknown): StoreEndpoint | null {
  const connectionString = propertyOf(options, 'connectionString');
  if (typeof connectionString === 'string' && URL.canParse(connectionString)) {
    return endpointOfUrl(new URL(connectionString));
  }
  const [host, port, database] = ['host', 'port', 'database'].map((name) => propertyOf(options, name));
  // A folder is that of a socket.
  if (typeof host !== 'string' || host === '' || host.startsWith('/')) return null;
  return {
    database: typeof database === 'string' ? database : null,
    host,
    port: port === undefined || port === null ? DEFAULT_PORT : Number(port),
  };
}
