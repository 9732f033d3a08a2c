import { type ProtocolCallback, type ProtocolConnection, ProtocolQuery } from './protocol-query';

/** Bytes that may wait in the socket before the next piece waits for them. */
const MAX_PENDING_BYTES = 262_144;

/**
 * A `COPY ... FROM STDIN` with its data, sent as fast as the server takes it. When the server has refused something it
 * drops what is still on its way, and the connection is good for the next query.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-COPY
 */
export class CopyQuery extends ProtocolQuery {
  readonly text: string;
  callback: ProtocolCallback<this>;
  readonly #chunks: Iterator<Buffer>;
  #isOver = false;
  /** Why the data could not be made. */
  #failure: Error | null = null;

  constructor(text: string, chunks: Iterable<Buffer>, callback: ProtocolCallback<CopyQuery>) {
    super();
    this.text = text;
    this.#chunks = chunks[Symbol.iterator]();
    this.callback = callback;
  }

  submit(connection: ProtocolConnection): null {
    connection.query(this.text);
    return null;
  }

  override handleCopyInResponse(connection: ProtocolConnection): void {
    this.#send(connection);
  }

  override handleError(error: Error): void {
    this.#isOver = true;
    super.handleError(this.#failure ?? error);
  }

  #send(connection: ProtocolConnection): void {
    try {
      this.#sendChunks(connection);
    } catch (cause) {
      // The server answers with an error of its own, and then the line is free again.
      this.#failure = cause instanceof Error ? cause : new Error(String(cause));
      connection.sendCopyFail('polydoc could not make the data');
    }
  }

  #sendChunks(connection: ProtocolConnection): void {
    const { stream } = connection;
    while (!this.#isOver) {
      const { done, value } = this.#chunks.next();
      if (done === true) {
        connection.endCopyFrom();
        return;
      }
      connection.sendCopyFromChunk(value);
      if (stream.writableNeedDrain === true && (stream.writableLength ?? 0) >= MAX_PENDING_BYTES) {
        stream.once?.('drain', () => this.#send(connection));
        return;
      }
    }
  }
}
