import type { Connection } from '../contract/driver';

/** Where one operation runs: a connection, lent by the pool or by the scope that the operation belongs to. */
export interface Place {
  readonly connection: Connection<unknown>;
  /** Looks at the translated error of what ran here. */
  note(error: unknown): void;
  /** Gives the connection back; once. */
  release(): void;
}
