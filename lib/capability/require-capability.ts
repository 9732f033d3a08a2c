import { UnsupportedCapabilityError } from '../errors/usage-errors';
import type { Capability } from './capability';
import type { CapabilityTable } from './support';

/** Who asks, for the error's message. */
export interface CapabilityRequest {
  readonly engine: string;
  readonly model?: string | undefined;
  readonly operation?: string | undefined;
}

/**
 * Refuses what the engine cannot do, before anything is sent.
 * @throws UnsupportedCapabilityError (POLYDOC_UNSUPPORTED_CAPABILITY) with the engine's reason and what to use instead.
 */
export function requireCapability(table: CapabilityTable, capability: Capability, request: CapabilityRequest): void {
  const support = table[capability];
  if (support.level !== 'none') return;
  const subject = request.model === undefined ? request.engine : `${request.model} on ${request.engine}`;
  throw new UnsupportedCapabilityError(`${subject} cannot do \`${capability}\`: ${support.reason}`, {
    ...request,
    capability,
    hint: support.instead,
  });
}
