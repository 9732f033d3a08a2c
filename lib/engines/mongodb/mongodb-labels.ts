import { propertyOf } from '../../internal/property-of';

/**
 * Labels that server and client put on errors.
 * https://github.com/mongodb/specifications/blob/master/source/transactions/transactions.md#error-reporting-changes
 */
export type ErrorLabel = 'TransientTransactionError' | 'UnknownTransactionCommitResult' | 'RetryableWriteError';

/**
 * True when an error has a label, itself or (bulk writes of the client) in what it was caused by. Asks no class, since a
 * client given by the caller may come from another copy of the package.
 */
export function hasLabel(cause: unknown, label: ErrorLabel): boolean {
  const labels = propertyOf(cause, 'errorLabels');
  if (Array.isArray(labels) && labels.includes(label)) return true;
  const inner = propertyOf(cause, 'cause');
  return inner !== undefined && inner !== cause && hasLabel(inner, label);
}
