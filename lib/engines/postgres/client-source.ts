import type { PgClient, PgPool } from './postgres-client';

/** A client that is one caller's until it is given back. */
export interface LentClient {
  readonly client: PgClient;
  /** With `broken` it is thrown away. */
  readonly giveBack: (broken: boolean) => void;
}

/** Where clients come from. */
export interface ClientSource {
  lend(): Promise<LentClient>;
  /** Everything is lent out, and no more can be made. */
  isFull(): boolean;
}

/** Clients of a pool of at most `maxClients`. */
export function poolSource(pool: PgPool, maxClients: number): ClientSource {
  return {
    async lend() {
      const client = await pool.connect();
      return { client, giveBack: (broken) => client.release(broken) };
    },
    isFull: () => pool.totalCount >= maxClients && pool.idleCount === 0,
  };
}

/** The one client that the user gave: callers take turns, and it is never thrown away. */
export class SingleClientSource implements ClientSource {
  readonly #client: PgClient;
  readonly #waiting: ((lent: LentClient) => void)[] = [];
  #busy = false;

  constructor(client: PgClient) {
    this.#client = client;
  }

  lend(): Promise<LentClient> {
    if (this.#busy) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#busy = true;
    return Promise.resolve(this.#lent());
  }

  isFull(): boolean {
    return this.#busy;
  }

  #lent(): LentClient {
    return { client: this.#client, giveBack: () => this.#next() };
  }

  #next(): void {
    const waiter = this.#waiting.shift();
    if (waiter === undefined) this.#busy = false;
    else waiter(this.#lent());
  }
}
