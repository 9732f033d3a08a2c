/** Carries protocol messages to a PGlite database and back. */
export interface PgliteTransport {
  /** Sends messages that end with Sync or are a simple query; resolves to all that the server said. */
  exchange(message: Buffer): Promise<Buffer>;
  /** Other users of the same database must be kept out while a statement or a transaction runs. */
  readonly isShared: boolean;
  /** Keeps them out; resolves to what lets them in again. Null when there are none. */
  lock(): Promise<() => void> | null;
  /** Passes on a notification that was read in place of the client. */
  notify(channel: string, payload: string): void;
  /** Calls `listener` with the channel of every notification, whoever read it; gives a function that stops it. */
  onNotice(listener: (channel: string) => void): () => void;
  /** Closes the database, unless it is the caller's. */
  close(): Promise<void>;
}
