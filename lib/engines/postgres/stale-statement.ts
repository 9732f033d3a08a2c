import { propertyOf } from '../../internal/property-of';

/**
 * True for a prepared statement that the server has forgotten (26000), or that no longer fits the table (0A000 "cached
 * plan must not change result type"; the routine tells it from other unsupported features). Both are raised when a
 * statement is bound, before it runs.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function isStaleStatement(cause: unknown): boolean {
  const code = propertyOf(cause, 'code');
  return code === '26000' || (code === '0A000' && propertyOf(cause, 'routine') === 'RevalidateCachedQuery');
}
