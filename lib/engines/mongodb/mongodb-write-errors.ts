import { propertyOf } from '../../internal/property-of';
import { hasLabel } from './mongodb-labels';

/** What the server said of one write of several. */
export interface WriteFailure {
  /** Position among the writes that were sent. */
  readonly position: number;
  /** Has the server's `code` and sentence. */
  readonly cause: unknown;
}

/**
 * The writes that failed in a bulk write of a collection or of the client, ascending; null when the error says something
 * about the request as a whole, or about the transaction around it.
 * https://www.mongodb.com/docs/drivers/node/current/crud/bulk-write/
 */
export function writeFailures(error: unknown): readonly WriteFailure[] | null {
  if (hasLabel(error, 'TransientTransactionError')) return null;
  // With a cause the client's bulk write was broken off.
  if ((propertyOf(error, 'cause') ?? null) !== null) return null;
  const failures = [...failuresOfCollection(error), ...failuresOfClient(error)];
  return failures.length === 0 ? null : failures.sort((left, right) => left.position - right.position);
}

function failuresOfCollection(error: unknown): WriteFailure[] {
  const errors = propertyOf(error, 'writeErrors');
  if (!Array.isArray(errors)) return [];
  return errors.map((cause: unknown) => ({ position: Number(propertyOf(cause, 'index')), cause }));
}

function failuresOfClient(error: unknown): WriteFailure[] {
  const errors = propertyOf(error, 'writeErrors');
  if (!isIterableMap(errors)) return [];
  return Array.from(errors, ([position, cause]) => ({ position, cause }));
}

/** By its shape: the client may come from another realm. */
function isIterableMap(value: unknown): value is ReadonlyMap<number, unknown> {
  return typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object Map]';
}
