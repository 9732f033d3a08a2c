import { SessionStateError } from '../errors/usage-errors';
import type { FindOperation } from '../query/operation';
import type { SessionScope } from './session-scope';

/**
 * Row locks last as long as a transaction, and mean nothing without one.
 * @throws SessionStateError (POLYDOC_SESSION_STATE) for a read that locks outside of a transaction.
 */
export function checkLock(operation: FindOperation, scope: SessionScope | null): void {
  if (operation.lock === null || scope?.isTransaction === true) return;
  throw new SessionStateError('A row lock is possible only in a transaction.', {
    model: operation.model.name,
    operation: 'forUpdate',
  });
}
