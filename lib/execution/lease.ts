import type { Connection } from '../contract/driver';
import { ConnectionError } from '../errors/database-errors';
import type { Place } from './place';
import type { Turn } from './turn-gate';

/** A connection on loan, with the turn at the engine's only connection where there is just one. */
export class Lease implements Place {
  readonly connection: Connection<unknown>;
  readonly turn: Turn | null;
  readonly #onLoan: Set<Lease>;
  #isBroken = false;

  /** `onLoan`: what the lease is taken out of when it is given back. */
  constructor(connection: Connection<unknown>, turn: Turn | null, onLoan: Set<Lease>) {
    this.connection = connection;
    this.turn = turn;
    this.#onLoan = onLoan;
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Remembers that the connection must not be used again. */
  markBroken(): void {
    this.#isBroken = true;
  }

  /** Looks at what an operation on it threw. */
  note(error: unknown): void {
    if (error instanceof ConnectionError) this.#isBroken = true;
  }

  /** Gives it back; only the first call counts. */
  release(): void {
    if (!this.#onLoan.delete(this)) return;
    try {
      this.connection.release(this.#isBroken);
    } finally {
      this.turn?.leave();
    }
  }
}
