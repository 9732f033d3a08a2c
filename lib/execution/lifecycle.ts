import { EngineClosedError } from '../errors/usage-errors';

/** Counts what runs, so that closing can wait for it. */
export class Lifecycle {
  readonly #engine: string;
  #state: 'open' | 'closing' | 'closed' = 'open';
  #running = 0;
  #onIdle: (() => void) | null = null;
  #closed: Promise<void> | null = null;

  constructor(engine: string) {
    this.#engine = engine;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /**
   * Something begins; pair it with `leave`.
   * @param isContinuation part of a transaction that is running already: goes on while the engine is closing.
   * @throws EngineClosedError (POLYDOC_ENGINE_CLOSED).
   */
  enter(isContinuation: boolean): void {
    if (this.#state !== 'open') this.check(isContinuation);
    this.#running += 1;
  }

  leave(): void {
    this.#running -= 1;
    if (this.#running === 0) this.#onIdle?.();
  }

  /** @throws EngineClosedError (POLYDOC_ENGINE_CLOSED) unless work may go on. */
  check(isContinuation: boolean): void {
    if (this.#state === 'open' || (this.#state === 'closing' && isContinuation)) return;
    throw new EngineClosedError(`The engine \`${this.#engine}\` is ${this.#state}.`, { engine: this.#engine });
  }

  /** Lets nothing new in, waits for what runs up to `timeoutMs`, then calls `release`; later calls wait for the first. */
  close(timeoutMs: number, release: () => Promise<void>): Promise<void> {
    this.#closed ??= this.#close(timeoutMs, release);
    return this.#closed;
  }

  async #close(timeoutMs: number, release: () => Promise<void>): Promise<void> {
    this.#state = 'closing';
    if (this.#running > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.#onIdle = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#state = 'closed';
    await release();
  }
}
