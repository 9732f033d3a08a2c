/**
 * One statement of PostgreSQL, ready for the extended protocol.
 * `text` is the same for every operation of one shape, so that a driver may name and prepare by it. Each entry of
 * `values` is a parameter in PostgreSQL's text format, or null: never a number, a date or a buffer, so that every
 * client hands it on as it is.
 */
export interface PostgresStatement {
  readonly text: string;
  readonly values: readonly (string | null)[];
}
