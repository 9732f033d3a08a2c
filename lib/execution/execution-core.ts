import type { CapabilityTable } from '../capability/support';
import type { Connection, RunOptions } from '../contract/driver';
import type { Engine } from '../contract/engine';
import { PolydocError } from '../errors/polydoc-error';
import { SessionStateError } from '../errors/usage-errors';
import { frozen } from '../internal/freeze';
import { LatestOfShape } from '../internal/keep-shape';
import { andThen, type MaybePromise } from '../internal/maybe-promise';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { Deadline } from './deadline';
import type { ResolvedEngineOptions } from './engine-options';
import { Lease } from './lease';
import { Lifecycle } from './lifecycle';
import { Observer } from './observer';
import { type Turn, TurnGate } from './turn-gate';

const CLOSE_TIMEOUT_MS = 10_000;

/** What is going on, for errors. */
export interface Activity {
  readonly operation: string;
  readonly model: ModelMetadata | null;
  readonly key?: unknown;
  /** Paths whose value the store works out. */
  readonly computed?: readonly string[];
}

/** Message and way out when somebody waits for a turn that a caller further out seems to keep for ever. */
export function idleHolderError(engine: string, what: string, lockTimeoutMs: number): SessionStateError {
  return new SessionStateError(
    `${what} is held by a transaction that has run nothing for ${lockTimeoutMs} ms while others wait.`,
    {
      engine,
      hint:
        'If this call belongs to that transaction, its async context was lost, or it was left on purpose ' +
        '(`outside`, `session: null`, propagation `new`): pass `{ session: tx }`. If not, end the transaction sooner, ' +
        'or raise `lockTimeoutMs`.',
    },
  );
}

/** An open engine as the scopes need it: connections, error translation, observation, counting. */
export class ExecutionCore {
  readonly engine: Engine<unknown>;
  readonly capabilities: CapabilityTable;
  readonly options: ResolvedEngineOptions;
  readonly observer: Observer;
  readonly lifecycle: Lifecycle;
  /** Streams of changes that are open; they end with the engine, which does not wait for them. */
  readonly watches = new Set<{ close(): Promise<void> }>();
  readonly #gate: TurnGate | null;
  readonly #leases = new Set<Lease>();
  readonly #latestLease = new LatestOfShape();

  constructor(engine: Engine<unknown>, capabilities: CapabilityTable, options: ResolvedEngineOptions) {
    this.engine = engine;
    this.capabilities = frozen({ ...capabilities });
    this.options = options;
    this.observer = new Observer(engine.name, engine.endpoint ?? null, options);
    this.lifecycle = new Lifecycle(engine.name);
    this.#gate = engine.driver.singleConnection ? this.newGate(`The only connection of \`${engine.name}\``) : null;
  }

  /** True where all callers share one connection. */
  get isSingleConnection(): boolean {
    return this.#gate !== null;
  }

  /** A gate with the engine's idle limit. `what` begins the sentence of the error. */
  newGate(what: string): TurnGate {
    const { lockTimeoutMs } = this.options;
    return new TurnGate(lockTimeoutMs, () => idleHolderError(this.engine.name, what, lockTimeoutMs));
  }

  /**
   * Waits for a connection.
   * @param long for a transaction or a session, which may hold it while nothing runs.
   * @param outer the turn inside which this one takes place.
   */
  lease(long: boolean, options: RunOptions, deadline: Deadline | null, outer: Turn | null = null): MaybePromise<Lease> {
    const gate = this.#gate;
    if (gate === null) return this.#leaseWith(null, options, deadline);
    const entered = gate.tryEnter(long, outer) ?? gate.enter(long, outer, deadline);
    return andThen(entered, (turn) => this.#leaseWith(turn, options, deadline));
  }

  #leaseWith(turn: Turn | null, options: RunOptions, deadline: Deadline | null): MaybePromise<Lease> {
    const failed = (cause: unknown): never => {
      turn?.leave();
      throw this.translate(cause, { operation: 'connect', model: null }, deadline);
    };
    const leased = (connection: Connection<unknown>): Lease => {
      const lease = new Lease(connection, turn, this.#leases);
      this.#leases.add(lease);
      this.#latestLease.object = lease;
      return lease;
    };
    try {
      const acquired = this.engine.driver.acquire(options);
      return acquired instanceof Promise ? acquired.then(leased, failed) : leased(acquired);
    } catch (cause) {
      return failed(cause);
    }
  }

  /** Takes back every connection that is still on loan: the engine closes. */
  recallLeases(): void {
    for (const lease of this.#leases) {
      lease.markBroken();
      lease.release();
    }
  }

  /** Ends streams of changes, waits for what runs up to `timeoutMs`, calls `release`, and lets go of everything. */
  close(timeoutMs: number | undefined, release: () => void): Promise<void> {
    const watchesEnded = Promise.allSettled([...this.watches].map((watch) => watch.close()));
    return this.lifecycle.close(timeoutMs ?? CLOSE_TIMEOUT_MS, async () => {
      release();
      this.recallLeases();
      await watchesEnded;
      await this.engine.driver.close();
    });
  }

  /** The error to throw for `cause`: the caller's own abort reason, what is ours already, else the translation. */
  translate(cause: unknown, activity: Activity, deadline: Deadline | null): unknown {
    if (deadline?.signal?.aborted === true) return deadline.signal.reason;
    if (cause instanceof PolydocError) return cause;
    return this.engine.errors.translate(cause, { ...activity, debugValues: this.options.debugValues });
  }
}
