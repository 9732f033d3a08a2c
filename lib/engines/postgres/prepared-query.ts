import type { PgSubmittable } from './postgres-client';

/** What a prepared query says to the server: the extended protocol as `pg` offers it to submittables (`pg-cursor`). */
export interface ProtocolConnection {
  readonly parsedStatements: Record<string, unknown>;
  readonly stream: { cork?(): void; uncork?(): void };
  parse(message: { readonly name: string; readonly text: string; readonly types: readonly number[] }): void;
  bind(message: { readonly portal: string; readonly statement: string; readonly values: readonly unknown[] }): void;
  execute(message: { readonly portal: string; readonly rows: number }): void;
  sync(): void;
  sendCopyFail(message: string): void;
}

/** Called once, when the server is ready for the next query or the connection is lost. */
export type PreparedCallback = (error: Error | null, query: PreparedQuery) => void;

/**
 * A named statement whose rows are taken as the texts that the server sends. Columns are known from the operation, so
 * the server is not asked to describe them, and no row is turned into an object on the way: `pg`'s own query does both.
 * See https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY
 */
export class PreparedQuery implements PgSubmittable {
  readonly name: string;
  readonly text: string;
  readonly #values: readonly (string | null)[];
  /** `pg` replaces it when it has a read timeout of its own. */
  callback: PreparedCallback;
  readonly rows: unknown[] = [];
  /** Rows inserted, changed, removed or returned. */
  affected = 0;

  constructor(name: string, text: string, values: readonly (string | null)[], callback: PreparedCallback) {
    this.name = name;
    this.text = text;
    this.#values = values;
    this.callback = callback;
  }

  /** Sends everything in one piece. */
  submit(connection: ProtocolConnection): null {
    const { name, text } = this;
    connection.stream.cork?.();
    try {
      if (connection.parsedStatements[name] === undefined) connection.parse({ name, text, types: [] });
      connection.bind({ portal: '', statement: name, values: this.#values });
      connection.execute({ portal: '', rows: 0 });
      connection.sync();
    } finally {
      connection.stream.uncork?.();
    }
    return null;
  }

  /** One row: the columns' texts, null for NULL. */
  handleDataRow(message: { readonly fields: readonly unknown[] }): void {
    this.rows.push(message.fields);
  }

  /** The command's tag ends with the number of rows, as in `INSERT 0 5`. */
  handleCommandComplete(message: { readonly text: string }): void {
    const count = Number(message.text.slice(message.text.lastIndexOf(' ') + 1));
    this.affected = Number.isNaN(count) ? 0 : count;
  }

  handleReadyForQuery(): void {
    this.callback(null, this);
  }

  handleError(error: Error): void {
    this.callback(error, this);
  }

  /** A statement that copies is none that polydoc compiles; without an answer the connection would hang. */
  handleCopyInResponse(connection: ProtocolConnection): void {
    connection.sendCopyFail('polydoc sends no data here');
  }

  handleCopyData(): void {
    // Nothing of it is asked for.
  }

  handleRowDescription(): void {
    // Columns are known from the operation.
  }

  handlePortalSuspended(): void {
    // All rows are fetched at once.
  }

  handleEmptyQuery(): void {
    // An empty statement affects nothing.
  }
}
