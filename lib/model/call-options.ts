import type { CallOptions } from '../execution/call-options';
import type { Binding } from './binding';
import type { WriteCallOptions } from './options';

const NO_CALL_OPTIONS: CallOptions = Object.freeze({});

/** Limits and routing of a call, from the caller's options and from where the model is bound. */
export function callOptions(binding: Binding, options: WriteCallOptions | undefined): CallOptions {
  const bound = binding.session;
  if (options === undefined) return bound === undefined ? NO_CALL_OPTIONS : { session: bound };
  const { batch, timeoutMs, signal, consistency, serialConsistency } = options;
  const session = options.session === undefined ? bound : (options.session?.scope ?? null);
  return { session, batch, timeoutMs, signal, consistency, serialConsistency };
}
