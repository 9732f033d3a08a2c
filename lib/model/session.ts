import type { EngineRuntime } from '../execution/engine-runtime';
import type { SessionDefaults } from '../execution/session-defaults';
import type { SessionScope } from '../execution/session-scope';
import type { TransactionOptions } from '../execution/transaction-options';
import { BoundOperations } from './bound-operations';
import { Transaction } from './transaction';

/** Options of a session: they hold for every call in it that does not say otherwise. */
export type SessionOptions = SessionDefaults;

/** A session in the user's hand. It is ambient only inside `run` and `engine.session(fn)`. */
export class Session extends BoundOperations {
  readonly runtime: EngineRuntime;
  readonly scope: SessionScope;

  /** Made by the engine. */
  constructor(runtime: EngineRuntime, options: SessionOptions = {}) {
    super();
    this.runtime = runtime;
    this.scope = runtime.newSession(options);
  }

  /** True from the start to the end. */
  get isStarted(): boolean {
    return this.scope.isStarted;
  }

  /** @throws SessionStateError (POLYDOC_SESSION_STATE) on a second start. */
  async start(): Promise<this> {
    await this.scope.start();
    return this;
  }

  /** @throws SessionStateError (POLYDOC_SESSION_STATE) before the start and after the end. */
  async end(): Promise<void> {
    await this.scope.end();
  }

  /** Runs `work` with this session as the ambient one. */
  async run<T>(work: () => T | Promise<T>): Promise<T> {
    return this.runtime.within(this.scope, work);
  }

  /** Runs `work` in a transaction on this session, which stays open. */
  transaction<T>(work: (transaction: Transaction) => T | Promise<T>, options?: TransactionOptions): Promise<T>;
  /** A transaction on this session, to be begun and ended by hand. */
  transaction(options?: TransactionOptions): Transaction;
  transaction<T>(
    first?: ((transaction: Transaction) => T | Promise<T>) | TransactionOptions,
    options?: TransactionOptions,
  ): Promise<T> | Transaction {
    const { runtime, scope } = this;
    if (typeof first !== 'function') return new Transaction(runtime, first, scope);
    return runtime.transaction((inner, isJoined) => first(Transaction.of(runtime, inner, isJoined)), options, scope);
  }

  /** What the driver calls a session: a pg client, PGlite, a ClientSession. */
  getDriverSession(): unknown {
    return this.scope.driverSession();
  }

  /** Ends it if it is open. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isStarted) await this.end();
  }
}
