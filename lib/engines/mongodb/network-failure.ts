import { propertyOf } from '../../internal/property-of';
import type { ErrorLabel } from './mongodb-labels';

/** Classes of the client for a server that cannot be reached any more, or not in time to be asked. */
const NETWORK_ERRORS = new Set<unknown>([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoPoolClearedError',
  'MongoServerSelectionError',
]);

/** True when the way to the server failed, and not what was asked of it. */
export function isNetworkFailure(cause: unknown): boolean {
  return (
    NETWORK_ERRORS.has(propertyOf(cause, 'name')) || NETWORK_ERRORS.has(propertyOf(propertyOf(cause, 'cause'), 'name'))
  );
}

const TRANSIENT: ErrorLabel = 'TransientTransactionError';

/**
 * Marks what failed inside a transaction because of the network as worth running the transaction again. The driver's
 * specification asks for the label, and the client leaves it out when somebody else's error has already cleared its pool.
 * https://github.com/mongodb/specifications/blob/master/source/transactions/transactions.md#transienttransactionerror
 */
export function markTransient(cause: unknown): void {
  if (!isNetworkFailure(cause)) return;
  const addErrorLabel = propertyOf(cause, 'addErrorLabel');
  if (typeof addErrorLabel === 'function') Reflect.apply(addErrorLabel, cause, [TRANSIENT]);
}

/** For `catch` of what runs inside a transaction: throws it again, marked as {@link markTransient} does. */
export function rethrowMarked(cause: unknown): never {
  markTransient(cause);
  throw cause;
}
