import { SessionStateError } from '../errors/usage-errors';
import { LatestOfShape } from '../internal/keep-shape';
import { promised } from '../internal/maybe-promise';
import type { AsyncContext } from './async-context';
import type { BatchScope } from './batch-scope';
import { Deadline } from './deadline';
import type { ExecutionCore } from './execution-core';
import { pauseBeforeRetry } from './retry';
import type { SessionScope } from './session-scope';
import type { Trace } from './trace';
import { checkTransactionOptions, type TransactionOptions, transactionSettings } from './transaction-options';
import type { TransactionPlan } from './transaction-plan';
import { TransactionScope } from './transaction-scope';

/** Work that runs in a transaction; `isJoined`: in one that was there already. */
export type TransactionWork<T> = (scope: TransactionScope, isJoined: boolean) => T | Promise<T>;

/** A transaction begun by handle. */
export interface BegunTransaction {
  readonly scope: TransactionScope;
  /** It is the one that was there already: the handle neither commits nor rolls it back. */
  readonly isJoined: boolean;
}

/** Runs work in transactions: propagation, repetition, limits. */
export class TransactionRunner {
  readonly #core: ExecutionCore;
  readonly #context: AsyncContext<SessionScope, BatchScope>;
  /** With it the parts that it is made of. */
  readonly #latestScope = new LatestOfShape();

  constructor(core: ExecutionCore, context: AsyncContext<SessionScope, BatchScope>) {
    this.#core = core;
    this.#context = context;
  }

  /**
   * Commits when `work` returns, rolls back when it throws, and runs it again after a conflict.
   * @param outer the session or transaction that it takes place in
   * @throws ConcurrencyError (POLYDOC_CONCURRENCY) when the last attempt met a conflict as well.
   * @throws SessionStateError, CommitAmbiguousError, AfterCommitError, TimeoutError, and what `work` throws.
   */
  run<T>(work: TransactionWork<T>, options: TransactionOptions, outer: SessionScope | null): Promise<T> {
    const maxAttempts = checkTransactionOptions(options, this.#core.capabilities, this.#core.engine.name);
    const joined = this.#joined(options, outer);
    if (joined !== null) return this.#join(joined, work, options);
    const parent = options.propagation === 'new' ? null : outer;
    // A conflict is the end of the whole transaction: a savepoint alone is not worth repeating.
    return this.#repeat(parent, work, options, parent instanceof TransactionScope ? 1 : maxAttempts);
  }

  /** Begins one that the caller ends; it is never run again. */
  async begin(options: TransactionOptions, outer: SessionScope | null): Promise<BegunTransaction> {
    checkTransactionOptions(options, this.#core.capabilities, this.#core.engine.name);
    const joined = this.#joined(options, outer);
    if (joined !== null) return { scope: joined, isJoined: true };
    const parent = options.propagation === 'new' ? null : outer;
    const deadline = Deadline.of(options.timeoutMs, options.signal, parent?.deadline ?? null);
    const plan = this.#plan(options, deadline, 1, false);
    const trace = this.#core.observer.isActive('transaction') ? await this.#begun(parent) : null;
    const scope = new TransactionScope(this.#core, parent, { ...plan, trace });
    await scope.begin(true);
    return { scope, isJoined: false };
  }

  /** Tells of the beginning, below what is around the parent. */
  async #begun(parent: SessionScope | null): Promise<Trace> {
    const operation = parent instanceof TransactionScope ? 'savepoint' : 'transaction';
    const about = { model: null, operation, describe: null, attempt: 1 };
    const begin = async (): Promise<Trace> => this.#core.observer.trace('transaction', about);
    return parent?.around === undefined ? begin() : parent.around(begin);
  }

  /** The transaction to join; null when one of our own is to be begun. */
  #joined(options: TransactionOptions, outer: SessionScope | null): TransactionScope | null {
    if (!(outer instanceof TransactionScope)) return null;
    const { propagation = 'join' } = options;
    if (propagation === 'new') return null;
    outer.assertUsable('raw', 'transaction');
    if (propagation === 'never') {
      throw new SessionStateError('There is a transaction already, and propagation is `never`.', {
        engine: this.#core.engine.name,
        operation: 'transaction',
      });
    }
    return propagation === 'join' ? outer : null;
  }

  async #join<T>(scope: TransactionScope, work: TransactionWork<T>, options: TransactionOptions): Promise<T> {
    try {
      const deadline = Deadline.of(options.timeoutMs, options.signal, null);
      return await this.#within(scope, () => work(scope, true), deadline);
    } catch (error) {
      scope.markRollbackOnly(error);
      throw error;
    }
  }

  async #repeat<T>(
    parent: SessionScope | null,
    work: TransactionWork<T>,
    options: TransactionOptions,
    maxAttempts: number,
  ): Promise<T> {
    const deadline = Deadline.of(options.timeoutMs, options.signal, parent?.deadline ?? null);
    for (let attempt = 1; ; attempt += 1) {
      const plan = this.#plan(options, deadline, attempt, attempt < maxAttempts);
      const scope = new TransactionScope(this.#core, parent, plan);
      this.#latestScope.object = scope;
      try {
        if (!this.#core.observer.isActive('transaction')) return await this.#once(scope, work, deadline);
        return await this.#observed(scope, () => this.#once(scope, work, deadline));
      } catch (error) {
        if (!scope.willRepeat(error)) throw finalError(scope, error);
        this.#core.observer.emit('retry', 'transaction', attempt, error);
        await pauseBeforeRetry(attempt, deadline);
      }
    }
  }

  async #once<T>(scope: TransactionScope, work: TransactionWork<T>, deadline: Deadline | null): Promise<T> {
    await scope.begin(false);
    let result: T;
    try {
      result = await this.#within(scope, () => work(scope, false), deadline);
    } catch (error) {
      if (!scope.hasEnded) await scope.rollback(error);
      throw error;
    }
    // The callback may have ended it itself.
    if (!scope.hasEnded) await scope.commit();
    return result;
  }

  #within<T>(scope: TransactionScope, work: () => T | Promise<T>, deadline: Deadline | null): Promise<T> {
    const running = this.#context.run(scope, null, () => promised(() => Promise.resolve(work())));
    return deadline === null ? running : deadline.race(running, 'transaction');
  }

  #observed<T>(scope: TransactionScope, run: () => Promise<T>): Promise<T> {
    const about = { model: null, operation: scope.noun, describe: null, attempt: scope.attempt };
    const observed = (): Promise<T> => this.#core.observer.observe('transaction', about, () => 0, run);
    const around = scope.parent?.around;
    return around === undefined ? observed() : around(observed);
  }

  #plan(options: TransactionOptions, deadline: Deadline | null, attempt: number, isRepeated: boolean): TransactionPlan {
    const settings = transactionSettings(options, this.#core.capabilities, deadline?.remainingMs ?? null);
    return { settings, deadline, attempt, isRepeated, trace: null };
  }
}

/** A conflict that the callback swallowed comes out as such, not as the broken transaction that it left. */
function finalError(scope: TransactionScope, error: unknown): unknown {
  const conflict = scope.conflictBehind(error);
  return conflict !== null && error instanceof SessionStateError && error.cause === conflict ? conflict : error;
}
