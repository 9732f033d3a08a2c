import { propertyOf } from '../../internal/property-of';

/**
 * Writes of a raw command that the server refused. It reports them inside of a reply that is otherwise well, where they
 * would go unnoticed; the members are those of the client's own errors.
 */
export class RefusedWriteError extends Error {
  override readonly name = 'RefusedWriteError';
  /** The server's code of the first one. */
  readonly code: unknown;
  readonly writeErrors: readonly unknown[];
  readonly writeConcernErrors: readonly unknown[];

  constructor(writeErrors: readonly unknown[], writeConcernErrors: readonly unknown[]) {
    const first = writeErrors[0] ?? writeConcernErrors[0];
    super(String(propertyOf(first, 'errmsg') ?? 'The server refused a write.'));
    this.code = propertyOf(first, 'code');
    this.writeErrors = writeErrors;
    this.writeConcernErrors = writeConcernErrors;
  }
}

/** Throws what the reply to a command says of failed writes. */
export function checkReply(reply: object): void {
  const writeErrors = propertyOf(reply, 'writeErrors');
  const concern = propertyOf(reply, 'writeConcernError');
  const failed = Array.isArray(writeErrors) ? writeErrors : [];
  const unacknowledged = concern === undefined ? [] : [concern];
  if (failed.length > 0 || unacknowledged.length > 0) throw new RefusedWriteError(failed, unacknowledged);
}
