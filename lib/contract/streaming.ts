import type { Connection, RunOptions } from './driver';

/** Reading more rows than fit in memory. An engine without it is read in keyset pages. */
export interface Streaming<C> {
  /** Chunks of wire rows; leaving the loop early frees what the server holds. */
  stream(connection: Connection<C>, compiled: C, options: RunOptions): AsyncIterable<readonly unknown[]>;
}
