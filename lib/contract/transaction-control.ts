import type { Connection } from './driver';

/** What a transaction is begun with. */
export interface TransactionSettings {
  readonly isolation: 'readCommitted' | 'snapshot' | 'serializable';
  readonly readOnly: boolean;
  readonly timeoutMs: number | null;
  readonly readConcern: unknown;
  readonly writeConcern: unknown;
}

/** Points inside a transaction that it can be taken back to. */
export interface SavepointControl<C> {
  create(connection: Connection<C>, name: string): Promise<unknown>;
  release(connection: Connection<C>, name: string): Promise<unknown>;
  rollback(connection: Connection<C>, name: string): Promise<unknown>;
}

/** Transactions of an engine that has them. All throw the client's own errors. */
export interface TransactionControl<C> {
  begin(connection: Connection<C>, settings: TransactionSettings): Promise<unknown>;
  commit(connection: Connection<C>): Promise<unknown>;
  rollback(connection: Connection<C>): Promise<unknown>;
  /** True when nobody can say whether the failed commit took place. */
  isCommitAmbiguous(cause: unknown): boolean;
  /**
   * True when the answer to a commit that was sent again says for certain that the transaction was not committed. Left out
   * where there is no such answer: then the outcome of a commit that was unknown once stays unknown.
   */
  isCommitRefused?(cause: unknown): boolean;
  /** True when a commit of unknown outcome may safely be sent again on the same connection. */
  readonly commitIsRepeatable: boolean;
  readonly savepoints: SavepointControl<C> | null;
}
