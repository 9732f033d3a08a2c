import type { Deadline } from './deadline';

/** One caller's time behind a gate. A long turn (a transaction) may be idle; a short one (an operation) never is. */
export class Turn {
  readonly #gate: TurnGate;
  readonly #outer: Turn | null;
  readonly long: boolean;
  #working = 0;
  #lastWorkedAtMs: number;

  /** Made by `TurnGate` alone. `outer`: the turn inside which this one takes place; work here is work there. */
  constructor(gate: TurnGate, long: boolean, outer: Turn | null) {
    this.#gate = gate;
    this.#outer = outer;
    this.long = long;
    this.#lastWorkedAtMs = long ? performance.now() : 0;
  }

  /** When it last did something, in `performance.now()` time; null while it is at work. */
  get idleSinceMs(): number | null {
    return !this.long || this.#working > 0 ? null : this.#lastWorkedAtMs;
  }

  /** States that work begins; pair it with `workEnded`. */
  workBegan(): void {
    this.#working += 1;
    this.#outer?.workBegan();
  }

  workEnded(): void {
    this.#working -= 1;
    this.#lastWorkedAtMs = performance.now();
    this.#outer?.workEnded();
  }

  /** Lets the next one in; once. */
  leave(): void {
    this.#gate.leave(this);
  }
}

/** A caller in the queue; `admitted` settles when it is let in or refused. */
class Waiter {
  readonly arrivedAtMs = performance.now();
  readonly admitted: Promise<Turn>;
  admit: (turn: Turn) => void = noop;
  refuse: (error: Error) => void = noop;

  constructor(
    readonly long: boolean,
    readonly outer: Turn | null,
  ) {
    this.admitted = new Promise((resolve, reject) => {
      this.admit = resolve;
      this.refuse = reject;
    });
  }
}

/**
 * Lets callers in one at a time, in the order of arrival. Waiting is limited by idleness: who waits while the holder
 * has done nothing for `idleTimeoutMs` is refused, since the holder most likely waits for this very caller; while the
 * holder works, everybody waits on (DESIGN.md, decision 6).
 */
export class TurnGate {
  readonly #idleTimeoutMs: number;
  readonly #idleError: () => Error;
  readonly #queue = new Set<Waiter>();
  #holder: Turn | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(idleTimeoutMs: number, idleError: () => Error) {
    this.#idleTimeoutMs = idleTimeoutMs;
    this.#idleError = idleError;
  }

  /** A turn if nobody is inside or waits, else null: the way without a promise. */
  tryEnter(long: boolean, outer: Turn | null): Turn | null {
    if (this.#holder !== null || this.#queue.size > 0) return null;
    this.#holder = new Turn(this, long, outer);
    return this.#holder;
  }

  /** Waits for a turn, within `deadline`. */
  async enter(long: boolean, outer: Turn | null, deadline: Deadline | null): Promise<Turn> {
    const turn = this.tryEnter(long, outer);
    if (turn !== null) return turn;
    const waiter = new Waiter(long, outer);
    this.#queue.add(waiter);
    this.#watch();
    if (deadline === null) return waiter.admitted;
    try {
      return await deadline.race(waiter.admitted, 'wait for a connection');
    } catch (reason) {
      // Either still queued, or let in at the very moment the time was up.
      if (!this.#queue.delete(waiter)) waiter.admitted.then((late) => late.leave(), noop);
      throw reason;
    }
  }

  /** Ends a turn. Called by `Turn.leave`. */
  leave(turn: Turn): void {
    if (this.#holder !== turn) return;
    this.#holder = null;
    for (const waiter of this.#queue) {
      this.#queue.delete(waiter);
      this.#holder = new Turn(this, waiter.long, waiter.outer);
      waiter.admit(this.#holder);
      break;
    }
    this.#watch();
  }

  #watch(): void {
    if (this.#queue.size === 0 || this.#holder?.long !== true) {
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
    } else if (this.#timer === null) {
      this.#timer = setTimeout(() => this.#look(), this.#idleTimeoutMs);
    }
  }

  #look(): void {
    this.#timer = null;
    const now = performance.now();
    const idleSinceMs = this.#holder?.idleSinceMs ?? now;
    let nextInMs = this.#idleTimeoutMs;
    for (const waiter of this.#queue) {
      const leftMs = Math.max(waiter.arrivedAtMs, idleSinceMs) + this.#idleTimeoutMs - now;
      if (leftMs <= 0) {
        this.#queue.delete(waiter);
        waiter.refuse(this.#idleError());
      } else {
        nextInMs = Math.min(nextInMs, leftMs);
      }
    }
    if (this.#queue.size > 0) this.#timer = setTimeout(() => this.#look(), Math.ceil(nextInMs));
  }
}

function noop(): void {}
