import type { RawResult } from '../contract/result';
import type { AnyClass } from '../internal/any-class';
import type { Assignment } from '../query/assignment';
import { pathOf } from '../query/field-path';
import { visibleWhere } from '../query/find-operation';
import { parseChanges } from '../query/parse-changes';
import type { QueryState } from '../query/query-state';
import type { MatchingOptions } from './options';
import { deleteRows, updateRows } from './row-operations';
import { systemAssignments } from './system-values';
import { dispatch, type WriteContext, writeContext } from './write-context';

/** Changes every row that a query matches, in the store; resolves to how many. In a batch that is 0 at once. */
export async function updateMatching(
  modelClass: AnyClass,
  state: QueryState,
  changes: unknown,
  options: MatchingOptions,
): Promise<number> {
  const context = writeContext(modelClass, options, 'updateMany');
  const assignments = parseChanges(context.model, changes);
  if (assignments.length === 0 || state.where.kind === 'never') return 0;
  return applyToMatching(context, state, [...assignments, ...systemAssignments(context.model, new Date())]);
}

/** Removes every row that a query matches, or marks it with `@DeletedAt`; resolves to how many. */
export async function deleteMatching(
  modelClass: AnyClass,
  state: QueryState,
  options: MatchingOptions & { readonly hard?: boolean | undefined },
): Promise<number> {
  const context = writeContext(modelClass, options, 'deleteMany');
  const { model } = context;
  if (state.where.kind === 'never') return 0;
  if (model.deletedAt !== null && options.hard !== true) {
    const now = new Date();
    const mark: Assignment = { kind: 'set', path: pathOf(model.deletedAt), value: now };
    return applyToMatching(context, state, [mark, ...systemAssignments(model, now)]);
  }
  return countOf(
    await dispatch(context, { ...plain, operation: deleteRows(model, visibleWhere(state), context.write) }),
  );
}

const plain = {
  conditional: false,
  refuse: null,
  readExisting: null,
  settle: (result: RawResult): RawResult => result,
} as const;

async function applyToMatching(
  context: WriteContext,
  state: QueryState,
  assignments: readonly Assignment[],
): Promise<number> {
  const operation = updateRows(context.model, visibleWhere(state), assignments, context.write);
  return countOf(await dispatch(context, { ...plain, operation }));
}

function countOf(result: RawResult | null): number {
  return result?.affected ?? 0;
}
