import { type Connection, NO_RUN_OPTIONS } from '../contract/driver';
import type { TransactionControl } from '../contract/transaction-control';
import { CommitAmbiguousError, type ConcurrencyError } from '../errors/database-errors';
import { ReadOnlyError, UnsupportedCapabilityError } from '../errors/usage-errors';
import { andThen, type MaybePromise, promised } from '../internal/maybe-promise';
import { commitTransaction } from './commit-transaction';
import type { Deadline } from './deadline';
import { Enlistment } from './enlistment';
import type { ExecutionCore } from './execution-core';
import { OutcomeCallbacks } from './outcome-callbacks';
import { isRepeatable } from './retry';
import { type Access, SessionScope } from './session-scope';
import type { Around } from './trace-message';
import type { TransactionPlan } from './transaction-plan';
import type { Turn } from './turn-gate';

/**
 * A transaction, or a savepoint when its parent is a transaction. One failed statement is the end of it: whatever the
 * callers make of the error, it can only be rolled back.
 */
export class TransactionScope extends SessionScope {
  readonly enlistment = new Enlistment();
  readonly callbacks = new OutcomeCallbacks();
  readonly outer: TransactionScope | null;
  readonly #plan: TransactionPlan;
  readonly #control: TransactionControl<unknown>;
  readonly #depth: number;
  /** Turn in the parent, so that its own operations wait while this is open. */
  #turnInParent: Turn | null = null;
  #ownsLease = false;
  #isCounted = false;
  #activeChild: TransactionScope | null = null;
  #failure: unknown = null;
  #rollbackCause: { readonly error: unknown } | null = null;

  constructor(core: ExecutionCore, parent: SessionScope | null, plan: TransactionPlan) {
    const outer = parent instanceof TransactionScope ? parent : null;
    super(core, parent, parent?.defaults, outer === null ? 'transaction' : 'savepoint');
    const control = core.engine.transactions;
    if (control === null) {
      throw new UnsupportedCapabilityError(`${core.engine.name} has no transactions.`, { capability: 'transaction' });
    }
    this.outer = outer;
    this.#depth = outer === null ? 0 : outer.#depth + 1;
    this.#plan = plan;
    this.#control = control;
  }

  override get attempt(): number {
    return this.#plan.attempt;
  }

  override get isTransaction(): boolean {
    return true;
  }

  override get deadline(): Deadline | null {
    return this.#plan.deadline;
  }

  override get around(): Around | undefined {
    return this.#plan.trace?.around;
  }

  override get turn(): Turn | null {
    return (this.#ownsLease ? this.lease?.turn : null) ?? this.#turnInParent;
  }

  get readOnly(): boolean {
    return this.#plan.settings.readOnly || (this.outer?.readOnly ?? false);
  }

  /** What made it impossible to commit; null while all is well. */
  get failure(): unknown {
    return this.#failure ?? this.#rollbackCause?.error ?? null;
  }

  /**
   * Begins it. `byHandle`: what is addressed to the parent belongs to this one until it ends.
   * @throws SessionStateError (POLYDOC_SESSION_STATE) when begun before.
   */
  async begin(byHandle: boolean): Promise<void> {
    this.claimStart();
    try {
      this.deadline?.check('transaction');
      this.parent?.assertUsable('raw', 'transaction');
      if (this.outer === null) {
        this.core.lifecycle.enter(false);
        this.#isCounted = true;
      }
      const taken = this.#takeConnection();
      if (taken instanceof Promise) await taken;
      await this.#command((connection) => this.#beginOn(connection));
    } catch (error) {
      this.state = 'ended';
      this.#finish(error);
      throw error;
    }
    this.state = 'started';
    if (this.outer !== null) this.outer.#activeChild = this;
    if (byHandle && this.parent !== null) this.parent.openChild = this;
  }

  /**
   * Makes it last; of a savepoint, makes it part of the outer transaction. Waits for operations under way.
   * @throws SessionStateError (POLYDOC_SESSION_STATE) when it can only be rolled back, which it then is.
   * @throws ConcurrencyError (POLYDOC_CONCURRENCY), CommitAmbiguousError (POLYDOC_COMMIT_AMBIGUOUS), AfterCommitError.
   */
  async commit(): Promise<void> {
    this.#claimEnd('commit');
    if (this.#activeChild !== null) throw this.misuse('commit', 'has an open savepoint');
    this.state = 'ended';
    const entered = this.enter(false, null);
    if (entered instanceof Promise) await entered;
    try {
      const cause = this.failure;
      if (cause !== null) throw this.misuse('commit', 'can only be rolled back', cause);
      this.deadline?.check('transaction');
      await this.#commitNow();
    } catch (error) {
      if (error instanceof CommitAmbiguousError) this.#abandonUnknown();
      else await this.#undo();
      this.#finish(error);
      if (!(error instanceof CommitAmbiguousError)) await this.#tellRolledBack(error);
      throw error;
    }
    this.#finish();
    if (this.outer === null && !this.callbacks.isEmpty) await this.callbacks.runAfterCommit(this.core.engine.name);
  }

  /**
   * Takes everything back, documents included. Waits for operations under way.
   * @param reason the error that led to it.
   * @throws SessionStateError (POLYDOC_SESSION_STATE) unless it is open.
   */
  async rollback(reason?: unknown): Promise<void> {
    this.#claimEnd('abort');
    this.state = 'ended';
    await this.#activeChild?.abandon();
    await this.enter(false, null);
    await this.#undo();
    this.#finish(reason);
    await this.#tellRolledBack(reason);
  }

  /** Ends with the transaction around it: nothing is sent. */
  async abandon(): Promise<void> {
    if (this.state === 'ended') return;
    this.state = 'ended';
    await this.#activeChild?.abandon();
    await this.enter(false, null);
    this.enlistment.restore();
    if (this.outer !== null) this.callbacks.abandonTo(this.outer.callbacks);
    this.#finish();
  }

  /** The conflict that ended it, whether `error` is that conflict or only came of it; null when it was none. */
  conflictBehind(error: unknown): ConcurrencyError | null {
    if (isRepeatable(error)) return error;
    return isRepeatable(this.failure) ? this.failure : null;
  }

  /** True when the work is to be run again after `error`. */
  willRepeat(error: unknown): boolean {
    return this.#plan.isRepeated && this.conflictBehind(error) !== null;
  }

  /** A part that joined failed: whatever the caller makes of it, this can no longer be committed. */
  markRollbackOnly(error: unknown): void {
    this.#rollbackCause ??= { error };
  }

  override assertUsable(access: Access, operation: string): void {
    super.assertUsable(access, operation);
    this.deadline?.check('transaction');
    if (this.#failure !== null) {
      throw this.misuse(operation, 'was broken by an earlier error and can only be rolled back', this.#failure);
    }
    if (access === 'write' && this.readOnly) {
      throw new ReadOnlyError('The transaction is read-only.', { engine: this.core.engine.name, operation });
    }
  }

  protected override noteFailure(error: unknown): void {
    this.#failure ??= error;
  }

  #claimEnd(operation: string): void {
    if (this.state !== 'started') {
      throw this.misuse(operation, this.state === 'ended' ? 'has ended' : 'has not been started');
    }
  }

  #takeConnection(): MaybePromise<void> {
    const { parent, deadline } = this;
    if (parent === null) return this.#takeOwnLease();
    return andThen(parent.enter(true, deadline), (turn) => {
      this.#turnInParent = turn;
      parent.assertUsable('raw', 'transaction');
      this.lease = parent.shareLease();
      return this.lease === null ? this.#takeOwnLease() : undefined;
    });
  }

  #takeOwnLease(): MaybePromise<void> {
    return andThen(this.core.lease(true, NO_RUN_OPTIONS, this.deadline, this.#turnInParent), (lease) => {
      this.lease = lease;
      this.#ownsLease = true;
    });
  }

  #beginOn(connection: Connection<unknown>): Promise<unknown> {
    if (this.outer === null) return this.#control.begin(connection, this.#plan.settings);
    return this.#savepoints().create(connection, `polydoc_${this.#depth}`);
  }

  async #commitNow(): Promise<void> {
    if (this.outer === null) {
      await this.#command((connection) => commitTransaction(this.core, this.#control, connection));
      this.enlistment.clear();
      return;
    }
    await this.#command((connection) => this.#savepoints().release(connection, `polydoc_${this.#depth}`));
    this.enlistment.mergeInto(this.outer.enlistment);
    this.callbacks.mergeInto(this.outer.callbacks);
  }

  /** Documents count as not written: then nothing is lost if that is so, and a version tells if it is not. */
  #abandonUnknown(): void {
    this.lease?.markBroken();
    this.enlistment.restore();
    this.callbacks.clear();
  }

  async #undo(): Promise<void> {
    try {
      if (this.lease?.isBroken === false) await this.#command((connection) => this.#rollbackOn(connection));
    } catch (error) {
      // The store forgets the transaction with the connection; an outer transaction cannot go on.
      this.lease?.markBroken();
      this.outer?.noteFailure(error);
    }
    this.enlistment.restore();
  }

  #rollbackOn(connection: Connection<unknown>): Promise<unknown> {
    if (this.outer === null) return this.#control.rollback(connection);
    return this.#savepoints().rollback(connection, `polydoc_${this.#depth}`);
  }

  /** Sends a command of its own, which counts as work. */
  #command(send: (connection: Connection<unknown>) => Promise<unknown>): Promise<unknown> {
    const { lease, turn } = this;
    if (lease === null) throw this.misuse('command', 'has no connection');
    turn?.workBegan();
    return promised(() => send(lease.connection)).then(
      () => turn?.workEnded(),
      (cause) => {
        turn?.workEnded();
        const error = this.core.translate(cause, { operation: this.noun, model: null }, null);
        lease.note(error);
        throw error;
      },
    );
  }

  #finish(error?: unknown): void {
    this.#plan.trace?.end(0, error);
    if (this.#ownsLease) this.lease?.release();
    this.#turnInParent?.leave();
    if (this.parent?.openChild === this) this.parent.openChild = null;
    if (this.outer !== null && this.outer.#activeChild === this) this.outer.#activeChild = null;
    if (this.#isCounted) this.core.lifecycle.leave();
    this.#isCounted = false;
  }

  async #tellRolledBack(reason: unknown): Promise<void> {
    if (this.willRepeat(reason)) {
      this.callbacks.clear();
      return;
    }
    if (this.outer !== null) {
      this.callbacks.abandonTo(this.outer.callbacks);
      return;
    }
    for (const error of await this.callbacks.runAfterRollback()) {
      this.core.observer.emit('warning', 'afterRollback', this.attempt, error);
    }
  }

  #savepoints() {
    const { savepoints } = this.#control;
    if (savepoints !== null) return savepoints;
    const engine = this.core.engine.name;
    throw new UnsupportedCapabilityError(`${engine} has no savepoints.`, { engine, capability: 'savepoint' });
  }
}
