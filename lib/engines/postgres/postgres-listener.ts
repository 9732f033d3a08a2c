import { NO_RUN_OPTIONS } from '../../contract/driver';
import type { RawResult } from '../../contract/result';
import { TimeoutError } from '../../errors/database-errors';
import { isConnectionLoss } from './connection-loss';
import type { CancelClient } from './postgres-cancel';
import type { ChangeLine, ChangeLines, ChangeListener } from './postgres-change-line';
import { quoteName } from './postgres-column';
import { SESSION_SETUP } from './postgres-config';
import { PostgresConnection } from './postgres-connection';
import { PostgresSession } from './postgres-session';
import type { PostgresStatement } from './postgres-statement';

/** A server that does not answer a question about changes in this time is taken for gone. */
const ANSWER_TIMEOUT_MS = 20_000;

/** Makes a client beside the pool, not connected yet. */
export type MakeListeningClient = () => CancelClient;

/**
 * One connection for all streams of changes of an engine, beside the pool: made for the first, ended with the last.
 * A connection that is lost is made anew for whoever asks next.
 */
export class PostgresListener implements ChangeLines {
  readonly #makeClient: MakeListeningClient;
  #shared: Promise<ListeningConnection> | null = null;

  constructor(makeClient: MakeListeningClient) {
    this.#makeClient = makeClient;
  }

  async open(): Promise<ChangeLine> {
    // Again, where the connection at hand ended while it was waited for.
    for (;;) {
      const shared = this.#shared ?? this.#connect();
      const connection = await shared;
      const line = connection.join();
      if (line !== null) return line;
      if (this.#shared === shared) this.#shared = null;
    }
  }

  #connect(): Promise<ListeningConnection> {
    const shared = ListeningConnection.connect(this.#makeClient());
    this.#shared = shared;
    shared.catch(() => {
      if (this.#shared === shared) this.#shared = null;
    });
    return shared;
  }
}

/** A connection that hears notices for several lines, and answers their questions one after another. */
class ListeningConnection {
  readonly #client: CancelClient;
  readonly #connection: PostgresConnection;
  readonly #listeners = new Map<string, Set<ChangeListener>>();
  #lines = 0;
  #isOver = false;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(client: CancelClient) {
    this.#client = client;
    const session = new PostgresSession(client, undefined, false);
    this.#connection = new PostgresConnection({ client, giveBack: () => undefined }, session, null);
    client.on('error', (cause) => this.#lose(cause));
    client.on('end', () => this.#lose(new Error('Connection terminated.')));
    client.on('notification', ({ channel }) => {
      for (const listener of this.#listeners.get(channel) ?? []) listener.onNotice();
    });
  }

  static async connect(client: CancelClient): Promise<ListeningConnection> {
    const made = new ListeningConnection(client);
    try {
      await client.connect();
      await made.#connection.command(SESSION_SETUP);
      return made;
    } catch (cause) {
      made.#end();
      throw cause;
    }
  }

  /** A line of its own on this connection; null when the connection is over. */
  join(): ChangeLine | null {
    if (this.#isOver) return null;
    this.#lines += 1;
    let leave: (() => void) | null = null;
    let isClosed = false;
    return {
      run: (statement) => this.#inTurn(() => this.#run(statement)),
      listen: async (channel, listener) => {
        leave = await this.#inTurn(() => this.#listen(channel, listener));
      },
      close: async () => {
        if (isClosed) return;
        isClosed = true;
        leave?.();
        this.#lines -= 1;
        if (this.#lines === 0) this.#end();
      },
    };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last.then(work);
    // Whoever asked hears of the failure; the next one's turn comes all the same.
    this.#last = run.catch(() => undefined);
    return run;
  }

  async #run(statement: PostgresStatement): Promise<RawResult> {
    try {
      return await this.#connection.run(statement, { ...NO_RUN_OPTIONS, timeoutMs: ANSWER_TIMEOUT_MS });
    } catch (cause) {
      if (isConnectionLoss(cause) || cause instanceof TimeoutError) this.#lose(cause);
      throw cause;
    }
  }

  async #listen(channel: string, listener: ChangeListener): Promise<() => void> {
    const others = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, others.add(listener));
    try {
      await this.#connection.command(`LISTEN ${quoteName(channel)}`);
    } catch (cause) {
      others.delete(listener);
      throw cause;
    }
    return () => {
      others.delete(listener);
      if (others.size === 0) this.#unlisten(channel);
    };
  }

  #unlisten(channel: string): void {
    const stop = async (): Promise<void> => {
      // Somebody may have come meanwhile, for whom the server is to go on.
      if (this.#isOver || (this.#listeners.get(channel)?.size ?? 0) > 0) return;
      this.#listeners.delete(channel);
      await this.#connection.command(`UNLISTEN ${quoteName(channel)}`);
    };
    // Nobody waits for it: a channel that the server goes on with costs nothing, and a lost connection is told elsewhere.
    this.#inTurn(stop).catch(() => undefined);
  }

  #lose(cause: unknown): void {
    if (this.#isOver) return;
    this.#end();
    for (const listeners of this.#listeners.values()) for (const listener of listeners) listener.onLost(cause);
  }

  #end(): void {
    this.#isOver = true;
    // A connection that is gone already cannot be closed, and need not be.
    this.#client.end().catch(() => undefined);
  }
}
