import { ConfigurationError } from '../../errors/definition-errors';
import type { PgliteClient } from './pglite-client';

/** What a PGlite engine is opened with. */
export interface PgliteOptions {
  /** `pglite:` for a database in memory (the default), `pglite:./dir` for one on disk. Ignored with `client`. */
  readonly url?: string | undefined;
  /** A PGlite database of the caller's; never closed by polydoc, which makes its session settings when it opens. */
  readonly client?: PgliteClient | undefined;
  /**
   * Options of `new PGlite(...)`. An extension is the client's object, or, also in a worker, the name of an npm module
   * that exports it under the same name (`{ vector: '@electric-sql/pglite-pgvector' }`).
   */
  readonly driverOptions?: Readonly<Record<string, unknown>> | undefined;
  /**
   * Runs the database in a worker thread, so that queries do not block the event loop. Unasked only where the client
   * cannot run otherwise (inside jest). There `engine.client` has `query` and `exec` only.
   */
  readonly worker?: boolean | undefined;
  /** Most prepared statements kept; 256 by default. */
  readonly maxPreparedStatements?: number | undefined;
}

const IN_MEMORY = new Set(['', '//', 'memory', 'memory://', '//memory', ':memory:']);

/**
 * The folder of a `pglite:` url, null for a database in memory.
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) for another scheme.
 */
export function pgliteFolder(url: string | undefined): string | null {
  if (url === undefined) return null;
  if (!url.startsWith('pglite:')) {
    throw new ConfigurationError('The url of the PGlite engine does not begin with `pglite:`.', {
      hint: 'Write `pglite:` for a database in memory, or `pglite:./folder` for one on disk.',
    });
  }
  const rest = url.slice('pglite:'.length);
  if (IN_MEMORY.has(rest)) return null;
  return rest.startsWith('//') ? rest.slice('//'.length) : rest;
}
