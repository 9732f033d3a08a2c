import { ConfigurationError } from '../../errors/definition-errors';
import type { PgClient, PgPool } from './postgres-client';

/** What a PostgreSQL engine is opened with. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. Ignored with `pool` or `client`. */
  readonly url?: string | undefined;
  /** A `pg` pool of the caller's; never closed by polydoc. Its connections are set up on their first use. */
  readonly pool?: PgPool | undefined;
  /** A connected `pg` client (or a pool) of the caller's; never closed by polydoc. All callers share it. */
  readonly client?: PgClient | PgPool | undefined;
  /** Options of the `pg` pool; they win over polydoc's own, except for session settings. */
  readonly driverOptions?: Readonly<Record<string, unknown>> | undefined;
  /** Most connections of the pool; 10 by default. */
  readonly poolSize?: number | undefined;
  /** How long to wait for a connection, in milliseconds; 10,000 by default. */
  readonly connectTimeoutMs?: number | undefined;
  /** Most prepared statements kept per connection; 256 by default. */
  readonly maxPreparedStatements?: number | undefined;
}

/**
 * Session settings that the row readers rely on: text forms that do not depend on server, database or role.
 * https://www.postgresql.org/docs/current/runtime-config-client.html
 */
const SESSION_SETTINGS = [
  ['TimeZone', 'UTC'],
  ['DateStyle', 'ISO'],
  ['IntervalStyle', 'iso_8601'],
  ['bytea_output', 'hex'],
  ['extra_float_digits', '3'],
  ['client_encoding', 'UTF8'],
] as const;

/** One text that makes all session settings, for connections that did not get them at their start. */
export const SESSION_SETUP = SESSION_SETTINGS.map(([name, value]) => `SET ${name} = '${value}'`).join('; ');

/** The settings as part of the start message, which costs no round trip; `pg` itself asks for UTF8. */
function startOptions(given: unknown): string {
  const settings = SESSION_SETTINGS.filter(([name]) => name !== 'client_encoding');
  const own = settings.map(([name, value]) => `-c ${name}=${value}`).join(' ');
  return typeof given === 'string' && given !== '' ? `${given} ${own}` : own;
}

function optionsOfUrl(url: string | undefined): string | null {
  if (url === undefined) return null;
  try {
    return new URL(url).searchParams.get('options');
  } catch (cause) {
    throw new ConfigurationError('The url of the PostgreSQL engine cannot be read.', {
      hint: 'It looks like `postgres://user:password@host:5432/database`, with special characters percent-encoded.',
      cause,
    });
  }
}

/** `options` in a url wins over that of the pool's configuration, so polydoc's would be lost: it is taken out. */
function urlWithoutOptions(url: string): string {
  const parsed = new URL(url);
  parsed.searchParams.delete('options');
  return parsed.toString();
}

/**
 * Configuration of a pool that polydoc makes.
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) for a url that cannot be read.
 */
export function poolConfig(options: PostgresOptions, withStartOptions: boolean): Record<string, unknown> {
  const inUrl = optionsOfUrl(options.url);
  const given = inUrl ?? options.driverOptions?.options;
  const url = options.url !== undefined && inUrl !== null ? urlWithoutOptions(options.url) : options.url;
  return {
    application_name: 'polydoc',
    keepAlive: true,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
    ...(url === undefined ? {} : { connectionString: url }),
    max: options.poolSize ?? 10,
    ...options.driverOptions,
    options: withStartOptions ? startOptions(given) : given,
  };
}
