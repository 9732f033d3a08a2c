/** A COMMIT that the server turned into a ROLLBACK, because a statement before it had failed. */
export class AbortedCommitError extends Error {
  override readonly name = 'AbortedCommitError';
  /** SQLSTATE in_failed_sql_transaction. */
  readonly code = '25P02';

  constructor() {
    super('The transaction was rolled back instead of committed.');
  }
}
