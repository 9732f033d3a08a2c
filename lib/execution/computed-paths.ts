import type { ModelMetadata } from '../metadata/model-metadata';
import type { Assignment } from '../query/assignment';
import type { CompiledOperation } from './plan-operation';

/**
 * Places whose stored value the store itself works out, so that nobody could say before whether it fits: paths of
 * counters, and of fields that are added to or multiplied; not of the version, which nobody counts to its end. Empty for operations without any.
 */
export function computedPaths(operation: CompiledOperation): readonly string[] {
  switch (operation.kind) {
    case 'increment':
      return operation.deltas.map(({ field }) => field.property);
    case 'update':
      return computedBy(operation.model, operation.assignments);
    case 'insert':
      return computedBy(operation.model, operation.onConflictAssign ?? []);
    default:
      return [];
  }
}

function computedBy({ version }: ModelMetadata, assignments: readonly Assignment[]): readonly string[] {
  return assignments
    .filter(({ kind, path }) => (kind === 'increment' || kind === 'multiply') && path.field !== version)
    .map(({ path }) => path.text);
}
