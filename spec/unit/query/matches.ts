import type { Predicate } from '../../../lib/query/predicate';

/** Whether a row of numbers fulfils a predicate of comparisons: the meaning of the predicate language, by hand. */
export function matches(predicate: Predicate, row: object): boolean {
  switch (predicate.kind) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'and':
      return predicate.operands.every((operand) => matches(operand, row));
    case 'or':
      return predicate.operands.some((operand) => matches(operand, row));
    case 'not':
      return !matches(predicate.operand, row);
    case 'null':
      return ((Reflect.get(row, predicate.path.text) ?? null) === null) !== predicate.negated;
    case 'in': {
      const value: unknown = Reflect.get(row, predicate.path.text) ?? null;
      return (value === null ? predicate.matchesNull : predicate.values.includes(value)) !== predicate.negated;
    }
    case 'compare':
      return compares(predicate, Reflect.get(row, predicate.path.text) ?? null, row);
    default:
      throw new Error(`No meaning for ${predicate.kind} here.`);
  }
}

function compares(predicate: Extract<Predicate, { kind: 'compare' }>, left: unknown, row: object): boolean {
  const { operand, operator } = predicate;
  const right: unknown = operand.kind === 'value' ? operand.value : (Reflect.get(row, operand.path.text) ?? null);
  if (operator === 'ne') return left !== right;
  if (typeof left !== 'number' || typeof right !== 'number') return false;
  switch (operator) {
    case 'eq':
      return left === right;
    case 'gt':
      return left > right;
    case 'gte':
      return left >= right;
    case 'lt':
      return left < right;
    case 'lte':
      return left <= right;
  }
}
