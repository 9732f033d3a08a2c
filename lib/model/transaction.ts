import { SessionStateError } from '../errors/usage-errors';
import type { EngineRuntime } from '../execution/engine-runtime';
import type { OutcomeCallback } from '../execution/outcome-callbacks';
import type { SessionScope } from '../execution/session-scope';
import type { TransactionOptions } from '../execution/transaction-options';
import type { TransactionScope } from '../execution/transaction-scope';
import { BoundOperations } from './bound-operations';

/**
 * A transaction in the user's hand. From `engine.transaction(fn)` it is open, and commits when the callback returns; from
 * `engine.transaction()` it is begun and ended by hand, and is never run again.
 */
export class Transaction extends BoundOperations {
  readonly runtime: EngineRuntime;
  readonly #options: TransactionOptions;
  readonly #session: SessionScope | undefined;
  #state: 'new' | 'starting' | 'open' | 'ended' = 'new';
  #scope: TransactionScope | null = null;
  #isJoined = false;

  /** Made by the engine and its sessions. */
  constructor(runtime: EngineRuntime, options: TransactionOptions = {}, session?: SessionScope) {
    super();
    this.runtime = runtime;
    this.#options = options;
    this.#session = session;
  }

  /** A handle of a transaction that is open already; one that joined neither commits nor rolls it back. */
  static of(runtime: EngineRuntime, scope: TransactionScope, isJoined: boolean): Transaction {
    const transaction = new Transaction(runtime);
    transaction.#scope = scope;
    transaction.#isJoined = isJoined;
    transaction.#state = 'open';
    return transaction;
  }

  /** True from the start to the end. */
  get isStarted(): boolean {
    return this.#state === 'open' && this.#scope?.isStarted === true;
  }

  /** The transaction below; throws SessionStateError (POLYDOC_SESSION_STATE) unless it is open. */
  get scope(): TransactionScope {
    return this.#opened('operation');
  }

  /**
   * Begins it.
   * @throws SessionStateError (POLYDOC_SESSION_STATE) on a second start.
   */
  async start(): Promise<this> {
    if (this.#state !== 'new') {
      throw this.#misuse('start', this.#state === 'ended' ? 'has ended' : 'has been started already');
    }
    this.#state = 'starting';
    try {
      const { scope, isJoined } = await this.runtime.beginTransaction(this.#options, this.#session);
      this.#scope = scope;
      this.#isJoined = isJoined;
      this.#state = 'open';
    } catch (error) {
      this.#state = 'ended';
      throw error;
    }
    return this;
  }

  /**
   * Makes it last; one that joined leaves that to the transaction it joined.
   * @throws SessionStateError (POLYDOC_SESSION_STATE) when it can only be rolled back, or is not open.
   * @throws ConcurrencyError, CommitAmbiguousError, AfterCommitError.
   */
  async commit(): Promise<void> {
    const scope = this.#opened('commit');
    if (!this.#isJoined) {
      await scope.commit();
      return;
    }
    scope.assertUsable('raw', 'commit');
    this.#state = 'ended';
  }

  /** Takes everything back; one that joined makes the whole transaction one that can only be rolled back. */
  async abort(): Promise<void> {
    const scope = this.#opened('abort');
    if (!this.#isJoined) {
      await scope.rollback();
      return;
    }
    this.#state = 'ended';
    scope.markRollbackOnly(new SessionStateError('A transaction that joined this one was aborted.'));
  }

  /** What the driver works with: a pg client, a PGlite transaction, a ClientSession. */
  getDriverSession(): unknown {
    return this.#opened('getDriverSession').driverSession();
  }

  /** Called after the outermost commit, in the order of asking; what it throws comes out as AfterCommitError. */
  afterCommit(callback: OutcomeCallback): void {
    this.#opened('afterCommit').callbacks.onCommit(callback);
  }

  /** Called after the outermost rollback, in the order of asking. */
  afterRollback(callback: OutcomeCallback): void {
    this.#opened('afterRollback').callbacks.onRollback(callback);
  }

  /** Rolls back unless committed. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isStarted) await this.abort();
  }

  #opened(operation: string): TransactionScope {
    const scope = this.#scope;
    if (scope === null || this.#state !== 'open') {
      throw this.#misuse(operation, this.#state === 'ended' ? 'has ended' : 'has not been started');
    }
    if (scope.hasEnded) throw this.#misuse(operation, 'has ended');
    return scope;
  }

  #misuse(operation: string, why: string): SessionStateError {
    return new SessionStateError(`\`${operation}\` is not possible: the transaction ${why}.`, {
      engine: this.runtime.name,
      operation,
    });
  }
}
