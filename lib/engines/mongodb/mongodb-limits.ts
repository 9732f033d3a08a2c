import type { RunOptions } from '../../contract/driver';
import { TimeoutError } from '../../errors/database-errors';

/** What a limited call tells the client. */
export interface LimitFields {
  readonly signal?: AbortSignal;
  /** The server stops by itself, too, where the command takes it. */
  readonly maxTimeMS?: number;
}

/** The running limits of one call. */
export interface RunningLimits {
  readonly fields: LimitFields;
  /** Stops the clock and lets go of the caller's signal. */
  readonly dispose: () => void;
}

const UNLIMITED: LimitFields = Object.freeze({});

/** True where a call has any limit: the others need no clock. */
export function hasLimits(options: RunOptions): boolean {
  return options.timeoutMs !== null || options.signal !== null;
}

function timeoutError(timeoutMs: number): TimeoutError {
  return new TimeoutError(`The call did not finish within ${timeoutMs} ms.`, { engine: 'mongodb' });
}

/**
 * Starts the clock of a call. The client's own `timeoutMS` is without effect (driver 7.9 says so in its types), so one
 * signal stands for both limits: when it is aborted the client drops the connection and rejects with its reason.
 * @throws TimeoutError (POLYDOC_TIMEOUT) when no time is left; the signal's reason when it is aborted already.
 */
export function startLimits({ timeoutMs, signal }: RunOptions): RunningLimits {
  signal?.throwIfAborted();
  if (timeoutMs === null) {
    return { fields: signal === null ? UNLIMITED : { signal }, dispose: () => undefined };
  }
  if (timeoutMs <= 0) throw timeoutError(timeoutMs);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(timeoutError(timeoutMs)), timeoutMs);
  const onAbort = (): void => controller.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  return {
    fields: { signal: controller.signal, maxTimeMS: Math.ceil(timeoutMs) },
    dispose: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

/** What to throw for a failed call: why it was stopped, where it was, and not what the client made of that. */
export function reasonOf(cause: unknown, { signal }: LimitFields): unknown {
  return signal?.aborted === true ? signal.reason : cause;
}

/** Runs a call within its limits. */
export async function withLimits<T>(options: RunOptions, send: (fields: LimitFields) => Promise<T>): Promise<T> {
  const limits = startLimits(options);
  try {
    return await send(limits.fields);
  } catch (cause) {
    throw reasonOf(cause, limits.fields);
  } finally {
    limits.dispose();
  }
}
