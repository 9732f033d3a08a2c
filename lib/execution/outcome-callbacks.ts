import { AfterCommitError } from '../errors/database-errors';

/** Function that waits for the outcome of a transaction. */
export type OutcomeCallback = () => unknown;

/** What is to be called after the outermost outcome, in the order of asking. */
export class OutcomeCallbacks {
  #afterCommit: OutcomeCallback[] = [];
  #afterRollback: OutcomeCallback[] = [];
  /** Of savepoints that were rolled back: due whatever becomes of the rest. */
  #due: OutcomeCallback[] = [];

  onCommit(callback: OutcomeCallback): void {
    this.#afterCommit.push(callback);
  }

  onRollback(callback: OutcomeCallback): void {
    this.#afterRollback.push(callback);
  }

  /** True when nothing waits. */
  get isEmpty(): boolean {
    return this.#afterCommit.length === 0 && this.#afterRollback.length === 0 && this.#due.length === 0;
  }

  /** A savepoint was released: its callbacks wait for the outer outcome. */
  mergeInto(outer: OutcomeCallbacks): void {
    outer.#afterCommit.push(...this.#afterCommit);
    outer.#afterRollback.push(...this.#afterRollback);
    outer.#due.push(...this.#due);
    this.clear();
  }

  /** A savepoint was rolled back: what waits for that is due with the outer outcome. */
  abandonTo(outer: OutcomeCallbacks): void {
    outer.#due.push(...this.#due, ...this.#afterRollback);
    this.clear();
  }

  /** Forgets all: the run is repeated. */
  clear(): void {
    this.#afterCommit = [];
    this.#afterRollback = [];
    this.#due = [];
  }

  /** @throws AfterCommitError (POLYDOC_AFTER_COMMIT) after all ran, when one of them threw. */
  async runAfterCommit(engine: string): Promise<void> {
    const callbacks = [...this.#due, ...this.#afterCommit];
    this.clear();
    const errors = await runAll(callbacks);
    if (errors.length === 0) return;
    throw new AfterCommitError('The transaction is committed, but a function that was to run afterwards threw.', {
      engine,
      operation: 'transaction',
      cause: errors.length === 1 ? errors[0] : new AggregateError(errors),
    });
  }

  /** Gives back what they threw, after all ran. */
  async runAfterRollback(): Promise<readonly unknown[]> {
    const callbacks = [...this.#due, ...this.#afterRollback];
    this.clear();
    return runAll(callbacks);
  }
}

async function runAll(callbacks: readonly OutcomeCallback[]): Promise<unknown[]> {
  const errors: unknown[] = [];
  for (const callback of callbacks) {
    try {
      await callback();
    } catch (error) {
      errors.push(error);
    }
  }
  return errors;
}
