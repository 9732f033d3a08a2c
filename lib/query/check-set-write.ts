import type { SetWriteOptions } from './query-runner';
import type { QueryState } from './query-state';
import { invalidQuery } from './refuse-query';

/**
 * Refuses a set-based write that is probably not meant: one without a filter, and one whose order, limit, skip or
 * hints it could not respect.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY)
 */
export function checkSetWrite(state: QueryState, operator: 'update' | 'delete', options: SetWriteOptions): void {
  const place = { path: null, operator };
  const given = [
    state.orderBy.length > 0 ? 'orderBy' : null,
    state.limit === null ? null : 'limit',
    state.skip === 0 ? null : 'skip',
    state.hints.perPartitionLimit === null ? null : 'perPartitionLimit',
    state.hints.allowFiltering ? 'allowFiltering' : null,
    state.hints.hint === null ? null : 'hint',
    state.hints.readPreference === null ? null : 'readPreference',
  ].find((step) => step !== null);
  if (given !== undefined) throw invalidQuery(state.model, place, `cannot respect ${given}`);
  if (state.where.kind !== 'always' || options.all === true) return;
  const hint = 'Pass { all: true } if every document is meant.';
  throw invalidQuery(state.model, { ...place, hint }, 'has no filter');
}
