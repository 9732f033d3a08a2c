import type { CallOptions } from '../execution/call-options';
import type { QueryState } from '../query/query-state';
import type { ReadOptions } from './options';

/** What the query says wins over the options it was begun with. */
export function withRunOptions(call: CallOptions, state: QueryState): CallOptions {
  const { timeoutMs, signal, fetchSize, consistency, serialConsistency } = state.run;
  if (
    timeoutMs === null &&
    signal === null &&
    fetchSize === null &&
    consistency === null &&
    serialConsistency === null
  ) {
    return call;
  }
  return {
    ...call,
    timeoutMs: timeoutMs ?? call.timeoutMs,
    signal: signal ?? call.signal,
    fetchSize: fetchSize ?? call.fetchSize,
    consistency: consistency ?? call.consistency,
    serialConsistency: serialConsistency ?? call.serialConsistency,
  };
}

/** The limits that the query itself states, for its writes. */
export function statedLimits({ run }: QueryState): ReadOptions {
  return {
    ...(run.timeoutMs === null ? {} : { timeoutMs: run.timeoutMs }),
    ...(run.signal === null ? {} : { signal: run.signal }),
    ...(run.consistency === null ? {} : { consistency: run.consistency }),
  };
}
