import { setTimeout as sleep } from 'node:timers/promises';
import { ConcurrencyError } from '../errors/database-errors';
import type { Deadline } from './deadline';

const FIRST_PAUSE_MS = 4;
const LONGEST_PAUSE_MS = 250;

/** Conflicts that the caller asked to hear of at once (`nowait`). */
const wanted = new WeakSet<object>();

/** Takes a conflict out of the repetition: the caller asked not to wait. */
export function markWanted(error: ConcurrencyError): void {
  wanted.add(error);
}

/** True for a conflict after which the same transaction, run again from the start, can succeed. */
export function isRepeatable(error: unknown): error is ConcurrencyError {
  return error instanceof ConcurrencyError && error.retryable && !wanted.has(error);
}

/**
 * Pauses before the next attempt: a random time below a limit that doubles, so that those who collided once do not
 * collide again in step. Ends early when `deadline` does.
 */
export async function pauseBeforeRetry(attempt: number, deadline: Deadline | null): Promise<void> {
  const limitMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
  const pause = sleep(Math.random() * limitMs);
  await (deadline === null ? pause : deadline.race(pause, 'transaction'));
}
