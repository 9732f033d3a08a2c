import type { MongoClient } from 'mongodb';

/** What is out of the pool, and how many sockets it holds. */
export interface PoolCount {
  readonly lent: number;
  readonly sessions: number;
}

/** A command as it went out. */
export interface SentCommand {
  readonly name: string;
  /** By session and number a server knows a write that it is sent again; null for what is not to be sent again. */
  readonly retryId: string | null;
}

/** Counts what a client lends and sends, from before it connects. */
export class PoolWatch {
  readonly #client: MongoClient;
  readonly #sent: SentCommand[] = [];
  #lent = 0;
  #open = 0;
  #mostOpen = 0;

  /** @param client not connected yet, with `monitorCommands` */
  constructor(client: MongoClient) {
    this.#client = client;
    client.on('commandStarted', ({ commandName: name, command }) => {
      const { lsid, txnNumber } = command;
      const retryId = txnNumber === undefined ? null : `${lsid?.id?.toString('hex')}/${txnNumber}`;
      this.#sent.push({ name, retryId });
    });
    // https://github.com/mongodb/specifications/blob/master/source/connection-monitoring-and-pooling/connection-monitoring-and-pooling.md#events
    client.on('connectionCheckedOut', () => {
      this.#lent += 1;
    });
    client.on('connectionCheckedIn', () => {
      this.#lent -= 1;
    });
    client.on('connectionCreated', () => {
      this.#open += 1;
      this.#mostOpen = Math.max(this.#mostOpen, this.#open);
    });
    client.on('connectionClosed', () => {
      this.#open -= 1;
    });
  }

  /** Sockets in use and sessions, explicit or of one operation, that have not ended. */
  get count(): PoolCount {
    return { lent: this.#lent, sessions: this.#liveSessions };
  }

  /** Sockets that exist. */
  get open(): number {
    return this.#open;
  }

  /** The most sockets that existed at once. */
  get mostOpen(): number {
    return this.#mostOpen;
  }

  /** Names of the commands sent while `work` ran, failed or not. */
  async sentBy(work: () => unknown): Promise<readonly string[]> {
    return (await this.commandsOf(work)).map(({ name }) => name);
  }

  /** The same, with what servers know repetitions by. */
  async commandsOf(work: () => unknown): Promise<readonly SentCommand[]> {
    const before = this.#sent.length;
    await work();
    return this.#sent.slice(before);
  }

  /** The client says nothing of its sessions: it keeps them in a set. */
  get #liveSessions(): number {
    const active: unknown = Reflect.get(Object(Reflect.get(this.#client, 's')), 'activeSessions');
    return active instanceof Set ? active.size : Number.NaN;
  }
}
