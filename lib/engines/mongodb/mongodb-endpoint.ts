import type { StoreEndpoint } from '../../contract/store-endpoint';
import { propertyOf } from '../../internal/property-of';
import type { MongoOptions } from './mongodb-config';

const DEFAULT_PORT = 27_017;

/** Where the options lead to: the first server of the url. Null where a given client does not tell. */
export function mongodbEndpoint({ url, client, database }: MongoOptions): StoreEndpoint | null {
  if (client !== undefined) return endpointOfClient(client, database);
  // A url may name several servers, which the platform's own parser does not take.
  const parts = /^mongodb(?:\+srv)?:\/\/(?:[^@/]*@)?([^/?]*)(?:\/([^?]*))?/i.exec(url ?? '');
  const [, hosts = '', path = ''] = parts ?? [];
  const [first = ''] = hosts.split(',');
  return endpointOf(first === '' ? '127.0.0.1' : first, database ?? decoded(path));
}

function endpointOfClient(client: object, database: string | undefined): StoreEndpoint | null {
  const options = propertyOf(client, 'options');
  const hosts = propertyOf(options, 'hosts');
  const first: unknown = Array.isArray(hosts) ? hosts[0] : undefined;
  const host = propertyOf(first, 'host');
  if (typeof host !== 'string') return null;
  const port = Number(propertyOf(first, 'port') ?? DEFAULT_PORT);
  const name = database ?? propertyOf(options, 'dbName');
  return { database: typeof name === 'string' && name !== '' ? name : null, host, port };
}

function endpointOf(address: string, database: string): StoreEndpoint {
  const parts = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(address);
  const [, host = address, port] = parts ?? [];
  const isSocket = /%2f/i.test(address) || address.startsWith('/');
  return {
    database: database === '' ? null : database,
    host: isSocket ? null : host,
    port: isSocket ? null : Number(port ?? DEFAULT_PORT),
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
