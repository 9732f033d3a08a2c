import type { RunOptions } from '../../contract/driver';
import { TimeoutError } from '../../errors/database-errors';

/** Why a call may not go on: `error` is what its caller gets. */
export interface Expiry {
  readonly error: unknown;
}

/** The running limits of one call. */
export interface RunLimits {
  /** Resolves when time is over or the signal is aborted; stays pending otherwise. Never rejects. */
  readonly expired: Promise<Expiry>;
  /** Stops the clock and lets go of the signal. */
  readonly dispose: () => void;
}

/** True where a call has any limit: the others need no clock. */
export function hasLimits(options: RunOptions): boolean {
  return options.timeoutMs !== null || options.signal !== null;
}

function timeoutError(timeoutMs: number): TimeoutError {
  return new TimeoutError(`The call did not finish within ${timeoutMs} ms.`);
}

/**
 * Starts the clock of a call.
 * @throws TimeoutError (POLYDOC_TIMEOUT) when no time is left; the signal's reason when it is aborted already.
 */
export function startLimits(options: RunOptions): RunLimits {
  const { timeoutMs, signal } = options;
  signal?.throwIfAborted();
  if (timeoutMs !== null && timeoutMs <= 0) throw timeoutError(timeoutMs);
  let dispose = (): void => undefined;
  const expired = new Promise<Expiry>((resolve) => {
    const timer = timeoutMs === null ? null : setTimeout(() => resolve({ error: timeoutError(timeoutMs) }), timeoutMs);
    const onAbort = (): void => resolve({ error: signal?.reason });
    signal?.addEventListener('abort', onAbort, { once: true });
    dispose = () => {
      if (timer !== null) clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
  });
  return { expired, dispose };
}

/**
 * Waits for something that cannot be stopped: when a limit is reached the caller is told, and what was waited for is
 * given to `abandoned` when it comes after all.
 */
export async function waitWithin<T>(
  start: () => Promise<T>,
  options: RunOptions,
  abandoned?: (late: T) => void,
): Promise<T> {
  if (!hasLimits(options)) return start();
  const limits = startLimits(options);
  try {
    const work = start();
    const outcome = await Promise.race([work.then((value) => ({ value })), limits.expired]);
    if ('value' in outcome) return outcome.value;
    // The late outcome is nobody's: a late success is tidied up, a late failure has no listener left.
    work.then(abandoned, () => undefined);
    throw outcome.error;
  } finally {
    limits.dispose();
  }
}
