import { arch, platform, release, type } from 'node:os';
import { ConfigurationError } from '../../errors/definition-errors';
import type { MongoClientLike } from './mongodb-client';

/** What a MongoDB engine is opened with. */
export interface MongoOptions {
  /** `mongodb://user:password@host:port/database?option=value`, or `mongodb+srv://...`. Ignored with `client`. */
  readonly url?: string | undefined;
  /** A `MongoClient` of the caller's; never closed by polydoc. */
  readonly client?: MongoClientLike | undefined;
  /** Name of the database; without it the one of the url or of the client, else `test`. */
  readonly database?: string | undefined;
  /** Options of `MongoClient`; they win over polydoc's own. */
  readonly driverOptions?: Readonly<Record<string, unknown>> | undefined;
  /** Most connections of the pool; 100 by default, as in the client. */
  readonly poolSize?: number | undefined;
  /** How long to look for a server and to wait for a connection, in milliseconds; 10,000 by default. */
  readonly connectTimeoutMs?: number | undefined;
}

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;
const DEFAULT_URL = 'mongodb://127.0.0.1:27017';

/**
 * The url of a client that polydoc makes.
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) for a url of another scheme.
 */
export function mongoUrl({ url }: MongoOptions): string {
  if (url === undefined) return DEFAULT_URL;
  if (/^mongodb(\+srv)?:\/\//i.test(url)) return url;
  throw new ConfigurationError('The url of the MongoDB engine cannot be read.', {
    engine: 'mongodb',
    hint: 'It looks like `mongodb://user:password@host:27017/database`, with special characters percent-encoded.',
  });
}

/**
 * Options of a client that polydoc makes. Numbers of the url win over those given here, as the client has it, so only what
 * the url leaves open is stated.
 */
export function clientOptions(options: MongoOptions): Record<string, unknown> {
  const { url = '', connectTimeoutMs = DEFAULT_CONNECT_TIMEOUT_MS, poolSize, driverOptions } = options;
  const stated = (name: string): boolean => new RegExp(`[?&]${name}=`, 'i').test(url);
  const own = {
    appName: 'polydoc',
    // Left to itself the client imports the module late, which fails under jest: then servers are not told who connects.
    runtimeAdapters: { os: { arch, platform, release, type } },
    serverSelectionTimeoutMS: connectTimeoutMs,
    waitQueueTimeoutMS: connectTimeoutMs,
    ...(poolSize === undefined ? {} : { maxPoolSize: poolSize }),
  };
  const left = Object.fromEntries(Object.entries(own).filter(([name]) => !stated(name)));
  return { ...left, ...driverOptions };
}
