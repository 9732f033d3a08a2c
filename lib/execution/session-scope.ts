import { NO_RUN_OPTIONS } from '../contract/driver';
import { SessionStateError } from '../errors/usage-errors';
import { andThen, type MaybePromise } from '../internal/maybe-promise';
import type { Deadline } from './deadline';
import type { ExecutionCore } from './execution-core';
import type { Lease } from './lease';
import type { Place } from './place';
import { NO_SESSION_DEFAULTS, type SessionDefaults } from './session-defaults';
import type { Around } from './trace-message';
import type { Turn, TurnGate } from './turn-gate';

/** What an operation does, as far as a scope cares. */
export type Access = 'read' | 'write' | 'raw';

/** Where a scope stands in its life. */
export type ScopeState = 'new' | 'starting' | 'started' | 'ended';

/**
 * What operations run in: a session, or (as `TransactionScope`) a transaction or a savepoint of one. Operations of one
 * scope run one after another on its connection. A scope that has ended refuses everything, so that work left running
 * in the background is never executed outside of it.
 */
export class SessionScope {
  readonly core: ExecutionCore;
  /** The scope around this one: the session of a transaction, the transaction of a savepoint. */
  readonly parent: SessionScope | null;
  readonly defaults: SessionDefaults;
  /** How the scope is called in messages. */
  readonly noun: string;
  /** A transaction or savepoint opened by handle: while it is open, what is addressed here belongs to it. */
  openChild: SessionScope | null = null;
  protected state: ScopeState = 'new';
  /** Null before the start, and on a session of an engine with one connection: there each operation takes its turn. */
  protected lease: Lease | null = null;
  readonly #gate: TurnGate;

  constructor(core: ExecutionCore, parent: SessionScope | null, defaults = NO_SESSION_DEFAULTS, noun = 'session') {
    this.core = core;
    this.parent = parent;
    this.defaults = defaults;
    this.noun = noun;
    this.#gate = core.newGate(`The ${noun}`);
  }

  get isStarted(): boolean {
    return this.state === 'started';
  }

  get hasEnded(): boolean {
    return this.state === 'ended';
  }

  /** Which run of a repeated transaction this is. */
  get attempt(): number {
    return this.parent?.attempt ?? 1;
  }

  /** True inside a transaction: its operations go on while the engine is closing. */
  get isTransaction(): boolean {
    return false;
  }

  /** Limits of everything in this scope. */
  get deadline(): Deadline | null {
    return this.parent?.deadline ?? null;
  }

  /** What is to stand around the operations of a transaction begun by handle, which has no async context of its own. */
  get around(): Around | undefined {
    return undefined;
  }

  /** The turn that this scope keeps while it lives, at the engine's only connection or in its parent. */
  get turn(): Turn | null {
    return this.lease?.turn ?? null;
  }

  /** The innermost scope opened by handle inside this one; itself when there is none. */
  get innermost(): SessionScope {
    return this.openChild?.innermost ?? this;
  }

  /** True for `other` itself and for every scope inside of it. */
  isWithin(other: SessionScope): boolean {
    return this === other || (this.parent?.isWithin(other) ?? false);
  }

  /** @throws SessionStateError (POLYDOC_SESSION_STATE) when started before. */
  async start(): Promise<void> {
    this.claimStart();
    this.core.lifecycle.check(false);
    try {
      if (!this.core.isSingleConnection) this.lease = await this.core.lease(true, NO_RUN_OPTIONS, null);
      this.state = 'started';
    } catch (error) {
      this.state = 'ended';
      throw error;
    }
  }

  /**
   * Waits for the operations queued so far and gives the connection back.
   * @throws SessionStateError (POLYDOC_SESSION_STATE) when not started, ended before, or a transaction is still open.
   */
  async end(): Promise<void> {
    this.assertUsable('raw', 'end');
    if (this.openChild !== null) throw this.misuse('end', `has an open ${this.openChild.noun}`);
    this.state = 'ended';
    const turn = await this.enter(false, null);
    turn.leave();
    this.lease?.release();
  }

  /** What the driver calls a session: a pg client, PGlite, a ClientSession. */
  driverSession(): unknown {
    this.assertUsable('raw', 'getDriverSession');
    return this.lease?.connection.native ?? this.core.engine.driver.client;
  }

  /** The place of one operation, when its turn has come: at once where nothing else runs here. */
  placeFor(access: Access, deadline: Deadline | null): MaybePromise<Place> {
    this.assertUsable(access, 'operation');
    return andThen(this.enter(false, deadline), (turn): MaybePromise<Place> => {
      try {
        // It may have ended, or failed, while this one waited.
        this.assertUsable(access, 'operation');
        if (this.lease !== null) return this.#placeAt(turn, this.lease);
        return this.#placeOfItsOwn(turn, deadline);
      } catch (error) {
        turn.leave();
        throw error;
      }
    });
  }

  /** Waits until nothing else runs in this scope; not at all where that is so. */
  enter(long: boolean, deadline: Deadline | null): MaybePromise<Turn> {
    return this.#gate.tryEnter(long, this.turn) ?? this.#gate.enter(long, this.turn, deadline);
  }

  /** @throws SessionStateError (POLYDOC_SESSION_STATE) unless started. */
  assertUsable(_access: Access, operation: string): void {
    if (this.state === 'started') return;
    throw this.misuse(operation, this.state === 'ended' ? 'has ended' : 'has not been started');
  }

  /** The connection of this scope for the scopes inside; null where each transaction takes its own turn. */
  shareLease(): Lease | null {
    return this.lease;
  }

  /** Hears of every operation that failed here. */
  protected noteFailure(_error: unknown): void {}

  protected claimStart(): void {
    if (this.state !== 'new') {
      throw this.misuse('start', this.state === 'ended' ? 'has ended' : 'has been started already');
    }
    this.state = 'starting';
  }

  /** The error of a call that this state does not allow. */
  misuse(operation: string, why: string, cause?: unknown): SessionStateError {
    return new SessionStateError(`\`${operation}\` is not possible: the ${this.noun} ${why}.`, {
      engine: this.core.engine.name,
      operation,
      cause,
    });
  }

  /** On a line of its own, where the session keeps none between operations. */
  #placeOfItsOwn(turn: Turn, deadline: Deadline | null): MaybePromise<Place> {
    const leased = this.core.lease(false, NO_RUN_OPTIONS, deadline);
    if (!(leased instanceof Promise)) return this.#placeAt(turn, leased);
    return leased.then(
      (lease) => this.#placeAt(turn, lease),
      (error) => {
        turn.leave();
        throw error;
      },
    );
  }

  #placeAt(turn: Turn, lease: Lease): Place {
    // The turn further out counts as busy meanwhile: who waits there knows that this is no dead lock.
    const outer = this.turn;
    outer?.workBegan();
    return {
      connection: lease.connection,
      note: (error) => {
        lease.note(error);
        this.noteFailure(error);
      },
      release: () => {
        outer?.workEnded();
        if (lease !== this.lease) lease.release();
        turn.leave();
      },
    };
  }
}
