import { type ErrorContext, PolydocError } from './polydoc-error';

/** Concurrent transactions or locks stood in the way; running the work again can succeed. */
export class ConcurrencyError extends PolydocError {
  readonly code = 'POLYDOC_CONCURRENCY';
  readonly status = 409;
  override readonly retryable = true;
}

/** The store cannot be reached, or the connection broke. A write in flight may or may not have been applied. */
export class ConnectionError extends PolydocError {
  readonly code = 'POLYDOC_CONNECTION';
  readonly status = 503;
  override readonly retryable = true;
}

/** The call did not finish within its time. A write in flight may or may not have been applied. */
export class TimeoutError extends PolydocError {
  readonly code = 'POLYDOC_TIMEOUT';
  readonly status = 504;
}

/** The stored schema and the models do not fit, or a schema change is not allowed. */
export class SchemaError extends PolydocError {
  readonly code = 'POLYDOC_SCHEMA';
  readonly status = 500;
}

/** A migration failed or may not run. */
export class MigrationError extends PolydocError {
  readonly code = 'POLYDOC_MIGRATION';
  readonly status = 500;
}

/** Nobody can say whether the commit took place; the callback was not run again. */
export class CommitAmbiguousError extends PolydocError {
  readonly code = 'POLYDOC_COMMIT_AMBIGUOUS';
  readonly status = 500;
}

/** The transaction is committed, but a function given to `afterCommit` threw. */
export class AfterCommitError extends PolydocError {
  readonly code = 'POLYDOC_AFTER_COMMIT';
  readonly status = 500;
  readonly committed = true;
}

/** The store refused a statement for a reason that no other class names; `nativeCode` is its own code. */
export class DatabaseError extends PolydocError {
  readonly code = 'POLYDOC_DATABASE';
  readonly status = 500;
  readonly nativeCode: string | undefined;

  constructor(message: string, context: ErrorContext & { readonly nativeCode?: string | undefined } = {}) {
    super(message, context);
    this.nativeCode = context.nativeCode;
  }
}
