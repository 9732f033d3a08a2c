import { AsyncLocalStorage } from 'node:async_hooks';

/** What the work started inside a callback joins. Null: nothing, the surroundings are left. */
export interface Surroundings<S, B> {
  readonly scope: S | null;
  readonly batch: B | null;
}

/** Ambient scopes of one engine, carried by async context. Engines do not see each other's. */
export class AsyncContext<S, B> {
  readonly #storage = new AsyncLocalStorage<Surroundings<S, B>>();

  get current(): Surroundings<S, B> | undefined {
    return this.#storage.getStore();
  }

  /** Runs `work` and all that it starts with these surroundings. */
  run<T>(scope: S | null, batch: B | null, work: () => T): T {
    return this.#storage.run({ scope, batch }, work);
  }

  /** Stops tracking: the engine is closed. */
  disable(): void {
    this.#storage.disable();
  }
}
