import { DuplicateKeyError } from '../errors/outcome-errors';
import { PolydocError } from '../errors/polydoc-error';

/** True for errors that say something about the item, not about the connection or the call. */
export function isItemError(error: unknown): error is PolydocError {
  return error instanceof PolydocError && !error.retryable && error.status < 500 && error.status !== 400;
}

/** A row with the key is there, or (where the store does not say what is there) may be. */
export function isKeyConflict(error: Error): boolean {
  return error instanceof DuplicateKeyError && (error.key !== undefined || error.fields.length === 0);
}
