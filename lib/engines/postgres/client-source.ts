import type { MaybePromise } from '../../internal/maybe-promise';
import type { PgClient, PgPool, PgPoolClient } from './postgres-client';

/** A client that is one caller's until it is given back. */
export interface LentClient {
  readonly client: PgClient;
  /** With `broken` it is thrown away. */
  readonly giveBack: (broken: boolean) => void;
}

/** Where clients come from. */
export interface ClientSource {
  lend(): MaybePromise<LentClient>;
  /** Everything is lent out, and no more can be made. */
  isFull(): boolean;
}

/**
 * Clients of a pool of at most `maxClients`. One that is given back is kept at hand until the event loop comes round:
 * who asks in the same breath, as a row of awaited calls does, gets it without the pool's queue and timers.
 */
class PoolSource implements ClientSource {
  readonly #pool: PgPool;
  readonly #maxClients: number;
  #atHand: PgPoolClient | null = null;
  #isReturning = false;

  constructor(pool: PgPool, maxClients: number) {
    this.#pool = pool;
    this.#maxClients = maxClients;
  }

  lend(): MaybePromise<LentClient> {
    const client = this.#atHand;
    if (client === null) return this.#connect();
    this.#atHand = null;
    return this.#lent(client);
  }

  isFull(): boolean {
    return this.#atHand === null && this.#pool.totalCount >= this.#maxClients && this.#pool.idleCount === 0;
  }

  async #connect(): Promise<LentClient> {
    return this.#lent(await this.#pool.connect());
  }

  #lent(client: PgPoolClient): LentClient {
    return { client, giveBack: (broken) => this.#giveBack(client, broken) };
  }

  #giveBack(client: PgPoolClient, broken: boolean): void {
    if (broken || this.#atHand !== null || this.#pool.waitingCount > 0) {
      client.release(broken);
      return;
    }
    this.#atHand = client;
    if (this.#isReturning) return;
    this.#isReturning = true;
    setImmediate(() => this.#returnToPool());
  }

  #returnToPool(): void {
    this.#isReturning = false;
    const client = this.#atHand;
    this.#atHand = null;
    client?.release(false);
  }
}

/** Clients of a pool of at most `maxClients`. */
export function poolSource(pool: PgPool, maxClients: number): ClientSource {
  return new PoolSource(pool, maxClients);
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
