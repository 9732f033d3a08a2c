/** A database server that the specs run against. */
export interface Server {
  /** Name of the engine that it serves. */
  readonly name: string;
  /** What `createEngine` takes; its account may create databases. */
  readonly url: string;
  /** What the server says that it is. */
  readonly version: string;
  /** Where it stands in for another server: what specs on it prove nothing about. */
  readonly cannotShow?: string;
  /** Ends it and removes what it left on disk; does nothing for a server that was not started by us. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Finds or starts a server.
 * @throws ServerUnavailableError when something has to be installed or set first.
 */
export type StartServer = () => Promise<Server>;

/** There is no such server here. The message is one sentence that says what to install or which variable to set. */
export class ServerUnavailableError extends Error {
  override readonly name = 'ServerUnavailableError';
}
