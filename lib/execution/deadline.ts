import { TimeoutError } from '../errors/database-errors';
import { InvalidQueryError } from '../errors/usage-errors';

/** `setTimeout` fires at once for anything longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Time limit and abort signal of one call, counted from its start. Absent limits cost nothing: there is no object. */
export class Deadline {
  readonly #endsAtMs: number;
  readonly signal: AbortSignal | null;

  private constructor(endsAtMs: number, signal: AbortSignal | null) {
    this.#endsAtMs = endsAtMs;
    this.signal = signal;
  }

  /**
   * The limits of a call inside `outer`'s; null when there are none.
   * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) when `timeoutMs` is not a number of milliseconds from 0 on.
   */
  static of(
    timeoutMs: number | null | undefined,
    signal: AbortSignal | null | undefined,
    outer: Deadline | null,
  ): Deadline | null {
    if (timeoutMs == null && signal == null) return outer;
    if (timeoutMs != null && !(Number.isFinite(timeoutMs) && timeoutMs >= 0)) {
      throw new InvalidQueryError('`timeoutMs` is not a number of milliseconds from 0 on.');
    }
    const own = timeoutMs == null ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs;
    if (outer === null) return new Deadline(own, signal ?? null);
    const signals = [signal, outer.signal].filter((one) => one != null);
    const [first, second] = signals;
    return new Deadline(
      Math.min(own, outer.#endsAtMs),
      first === undefined ? null : second === undefined ? first : AbortSignal.any(signals),
    );
  }

  /** Milliseconds left, at least 1 so that nobody takes it for "no limit"; null without a time limit. */
  get remainingMs(): number | null {
    if (this.#endsAtMs === Number.POSITIVE_INFINITY) return null;
    return Math.max(1, Math.ceil(this.#endsAtMs - performance.now()));
  }

  get isOver(): boolean {
    return this.signal?.aborted === true || performance.now() >= this.#endsAtMs;
  }

  /**
   * Goes on only while there is time.
   * @throws the signal's reason, or TimeoutError (POLYDOC_TIMEOUT).
   */
  check(operation: string): void {
    if (this.signal?.aborted === true) throw this.signal.reason;
    if (performance.now() >= this.#endsAtMs) throw timeoutError(operation);
  }

  /**
   * Waits for `work`, but no longer than the limits allow; `work` itself is not stopped.
   * @throws the signal's reason, or TimeoutError (POLYDOC_TIMEOUT).
   */
  async race<T>(work: Promise<T>, operation: string): Promise<T> {
    let stop = (): void => undefined;
    const over = new Promise<never>((_resolve, reject) => {
      stop = this.#watch(() => {
        try {
          this.check(operation);
          reject(timeoutError(operation));
        } catch (reason) {
          reject(reason);
        }
      });
    });
    try {
      return await Promise.race([work, over]);
    } finally {
      stop();
    }
  }

  /** Calls `onOver` once when time is up or the signal fires; gives a function that stops watching. */
  #watch(onOver: () => void): () => void {
    const { signal } = this;
    if (signal?.aborted === true) {
      onOver();
      return () => undefined;
    }
    const left = this.remainingMs;
    const timer = left === null ? undefined : setTimeout(onOver, Math.min(left, LONGEST_TIMER_MS));
    signal?.addEventListener('abort', onOver, { once: true });
    return () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onOver);
    };
  }
}

function timeoutError(operation: string): TimeoutError {
  return new TimeoutError(`The ${operation} did not finish within its time.`, { operation });
}
