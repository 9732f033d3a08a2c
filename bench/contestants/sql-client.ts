/** What the raw contestants need of a client; `pg` with named statements, or PGlite. */
export interface SqlClient {
  /** Runs one statement; `name` prepares it where the client can. Rows are plain objects, decoded by the client. */
  query(name: string, text: string, values: readonly unknown[]): Promise<readonly object[]>;
  /** All rows of a statement, in chunks from a server-side cursor or pages. */
  stream(text: string, chunkRows: number): AsyncIterable<readonly object[]>;
}
