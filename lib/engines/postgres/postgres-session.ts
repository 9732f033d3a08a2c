import type { PgClient } from './postgres-client';
import { StatementCache } from './statement-cache';

/** What polydoc remembers of one `pg` connection for as long as it lives. */
export class PostgresSession {
  readonly statements: StatementCache;
  /** The connection is lost, or in a state that nobody else may meet. */
  broken = false;
  /** Session settings are made. */
  ready: boolean;

  constructor(client: PgClient, maxStatements: number | undefined, ready: boolean) {
    this.statements = new StatementCache(maxStatements);
    this.ready = ready;
    // While a client is handed out nobody else listens, and an error event without a listener ends the process. The
    // running query is rejected with the same error.
    client.on('error', () => {
      this.broken = true;
    });
  }
}
