import type { FieldPath } from './field-path';
import type { FilterScope } from './filter-scope';
import { invalidQuery } from './refuse-query';

/**
 * The operand as a list within the limits.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) when it is none, is too long, or has holes
 */
export function operandList(
  scope: FilterScope,
  path: FieldPath,
  operator: string,
  operand: unknown,
): readonly unknown[] {
  const place = { path: path.text, operator };
  if (!Array.isArray(operand) && !(operand instanceof Set)) throw invalidQuery(scope.model, place, 'takes a list');
  const { maxListLength } = scope.budget.limits;
  const length = operand instanceof Set ? operand.size : operand.length;
  if (length > maxListLength) throw invalidQuery(scope.model, place, `takes at most ${maxListLength} values`);
  return Array.from<unknown>(operand);
}
