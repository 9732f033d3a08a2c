/**
 * One statement of PostgreSQL, ready for the extended protocol.
 * `text` is the same for every operation of one shape, so that a driver may name and prepare by it. Each entry of
 * `values` is a parameter in PostgreSQL's text format, or null: never a number, a date or a buffer, so that every
 * client hands it on as it is.
 */
export interface PostgresStatement {
  readonly text: string;
  readonly values: readonly (string | null)[];
  /** There only for a `COPY ... FROM STDIN`: then `text` has no parameters, and `values` are its data as text. */
  readonly copy?: CopySource;
}

/** What a `COPY ... FROM STDIN` takes beside its text. */
export interface CopySource {
  /**
   * Makes the data, in pieces that end with a row, while it is sent: the server works on the first piece meanwhile.
   * Throws `ValueProblem` whose path starts with the field for a value that PostgreSQL cannot hold.
   */
  readonly chunks: () => Iterable<Buffer>;
  /** Gives one row of one `t` where COPY does to the table what INSERT does. */
  readonly check: PostgresStatement;
  /** The same as an INSERT, for tables and clients that take no COPY; made when asked for. */
  readonly instead: () => PostgresStatement;
}
