import { requireCapability } from '../capability/require-capability';
import { NO_RUN_OPTIONS, type RunOptions } from '../contract/driver';
import { InvalidQueryError } from '../errors/usage-errors';
import { CONSISTENCY_LEVELS, isConsistencyLevel } from '../query/consistency';
import type { CallOptions } from './call-options';
import { Deadline } from './deadline';
import type { ExecutionCore } from './execution-core';
import { NO_SESSION_DEFAULTS, type SessionDefaults } from './session-defaults';
import type { SessionScope } from './session-scope';

/**
 * Checks a consistency by name and against the engine.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY), UnsupportedCapabilityError (POLYDOC_UNSUPPORTED_CAPABILITY).
 */
export function checkConsistency(core: ExecutionCore, consistency: string | null | undefined): void {
  if (consistency === null || consistency === undefined) return;
  if (!isConsistencyLevel(consistency)) {
    throw new InvalidQueryError(`\`${consistency}\` is no consistency. There are: ${CONSISTENCY_LEVELS.join(', ')}.`);
  }
  requireCapability(core.capabilities, 'consistency', { engine: core.engine.name });
}

/** When the call must be over; null when nothing limits it. */
export function deadlineOf(core: ExecutionCore, scope: SessionScope | null, options: CallOptions): Deadline | null {
  const timeoutMs = options.timeoutMs ?? scope?.defaults.timeoutMs ?? core.options.timeoutMs;
  return Deadline.of(timeoutMs, options.signal, scope?.deadline ?? null);
}

/** What the driver is told, with the time that is left at this moment. */
export function runOptionsOf(
  options: CallOptions,
  defaults: SessionDefaults = NO_SESSION_DEFAULTS,
  deadline: Deadline | null = null,
): RunOptions {
  const consistency = options.consistency ?? defaults.consistency ?? null;
  const serialConsistency = options.serialConsistency ?? defaults.serialConsistency ?? null;
  const fetchSize = options.fetchSize ?? null;
  if (deadline === null && consistency === null && serialConsistency === null && fetchSize === null) {
    return NO_RUN_OPTIONS;
  }
  return {
    timeoutMs: deadline?.remainingMs ?? null,
    signal: deadline?.signal ?? null,
    fetchSize,
    consistency,
    serialConsistency,
  };
}
