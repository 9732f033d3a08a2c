import { keepShape } from '../../internal/keep-shape';
import type { PgSubmittable } from './postgres-client';

/** What a query of ours says to the server: the protocol as `pg` offers it to submittables (`pg-cursor`). */
export interface ProtocolConnection {
  readonly parsedStatements: Record<string, unknown>;
  readonly stream: {
    cork?(): void;
    uncork?(): void;
    readonly writableNeedDrain?: boolean;
    readonly writableLength?: number;
    once?(event: 'drain', listener: () => void): unknown;
  };
  query(text: string): void;
  parse(message: { readonly name: string; readonly text: string; readonly types: readonly number[] }): void;
  bind(message: { readonly portal: string; readonly statement: string; readonly values: readonly unknown[] }): void;
  execute(message: { readonly portal: string; readonly rows: number }): void;
  sync(): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
}

/** Called once, when the server is ready for the next query or the connection is lost. */
export type ProtocolCallback<Q> = (error: Error | null, query: Q) => void;

/** What all kinds of queries take from the server. `pg` calls these methods. */
export abstract class ProtocolQuery implements PgSubmittable {
  abstract readonly text: string;
  readonly rows: unknown[] = [];
  /** The command's tag, such as `INSERT 0 5`. */
  tag = '';
  /** `pg` replaces it when it has a read timeout of its own. */
  abstract callback: ProtocolCallback<this>;

  abstract submit(connection: ProtocolConnection): null;

  /** Rows inserted, changed, removed or returned: the tag ends with their number. */
  get affected(): number {
    const count = Number(this.tag.slice(this.tag.lastIndexOf(' ') + 1));
    return Number.isNaN(count) ? 0 : count;
  }

  /** One row: the columns' texts, null for NULL. */
  handleDataRow(message: { readonly fields: readonly unknown[] }): void {
    this.rows.push(message.fields);
  }

  handleCommandComplete(message: { readonly text: string }): void {
    this.tag = message.text;
  }

  handleReadyForQuery(): void {
    this.callback(null, this);
  }

  handleError(error: Error): void {
    this.callback(error, this);
  }

  /** Only a query with data to send expects this; without an answer the connection would hang. */
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

/**
 * A named statement whose rows are taken as the texts that the server sends. Columns are known from the operation, so
 * the server is not asked to describe them, and no row is turned into an object on the way: `pg`'s own query does both.
 * See https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY
 */
export class PreparedQuery extends ProtocolQuery {
  readonly name: string;
  readonly text: string;
  callback: ProtocolCallback<this>;
  readonly #values: readonly (string | null)[];

  constructor(
    name: string,
    text: string,
    values: readonly (string | null)[],
    callback: ProtocolCallback<PreparedQuery>,
  ) {
    super();
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
}

/** A command without parameters and rows, such as `COMMIT`. */
export class CommandQuery extends ProtocolQuery {
  readonly text: string;
  callback: ProtocolCallback<this>;

  constructor(text: string, callback: ProtocolCallback<CommandQuery>) {
    super();
    this.text = text;
    this.callback = callback;
  }

  /** The tag's first word or words, without a number of rows. */
  get command(): string {
    return this.tag.replace(/( \d+)+$/, '');
  }

  submit(connection: ProtocolConnection): null {
    connection.query(this.text);
    return null;
  }
}

const ignore = (): void => undefined;
keepShape(new PreparedQuery('', '', [], ignore));
keepShape(new CommandQuery('', ignore));
