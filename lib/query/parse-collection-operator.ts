import { frozen } from '../internal/freeze';
import { isPlainObject } from '../types/is-plain-object';
import type { LogicalType } from '../types/logical-type';
import type { FieldPath } from './field-path';
import { countClause, deeper, type FilterScope } from './filter-scope';
import { operandList } from './operand-list';
import { parseOperand } from './parse-operand';
import { elementPath } from './parse-path';
import { plainEntries } from './plain-entries';
import { ALWAYS, and, type CollectionOperator, type ComparisonOperator, NEVER, type Predicate } from './predicate';
import { invalidQuery } from './refuse-query';

const LIST_OPERATORS: ReadonlyMap<string, CollectionOperator> = new Map<string, CollectionOperator>([
  ['$containsAll', 'containsAll'],
  ['$overlaps', 'overlaps'],
  ['$disjoint', 'disjoint'],
  ['$subset', 'subset'],
]);

const SIZE_OPERATORS: ReadonlyMap<string, ComparisonOperator> = new Map<string, ComparisonOperator>([
  ['$eq', 'eq'],
  ['$ne', 'ne'],
  ['$gt', 'gt'],
  ['$gte', 'gte'],
  ['$lt', 'lt'],
  ['$lte', 'lte'],
]);

/** Operators of lists and sets, and the two that maps share with them. A null collection counts as empty. */
export function parseCollectionOperator(
  scope: FilterScope,
  path: FieldPath,
  operator: string,
  operand: unknown,
): Predicate {
  if (operator === '$empty') return parseEmpty(scope, path, operand);
  if (operator === '$size') return parseSize(scope, path, operand);
  const element = elementType(path.type);
  const relation = LIST_OPERATORS.get(operator);
  if (relation !== undefined) {
    return relate(scope, path, element, relation, operator, operandList(scope, path, operator, operand));
  }
  if (operator === '$contains') return relate(scope, path, element, 'containsAll', operator, [operand]);
  return parseQuantifier(scope, path, element, operator, operand);
}

function elementType(type: LogicalType): LogicalType {
  return type.kind === 'list' || type.kind === 'set' ? type.element : type;
}

function relate(
  scope: FilterScope,
  path: FieldPath,
  element: LogicalType,
  relation: CollectionOperator,
  operator: string,
  list: readonly unknown[],
): Predicate {
  const values = list.map((value) => parseOperand(scope.model, element, value, path.text, operator));
  if (values.length > 0) return frozen({ kind: 'collection' as const, path, operator: relation, values });
  if (relation === 'subset') return sizeIs(path, 'eq', 0);
  return relation === 'overlaps' ? NEVER : ALWAYS;
}

function sizeIs(path: FieldPath, operator: ComparisonOperator, size: number): Predicate {
  return frozen({ kind: 'size' as const, path, operator, size });
}

function parseEmpty(scope: FilterScope, path: FieldPath, operand: unknown): Predicate {
  if (typeof operand !== 'boolean') {
    throw invalidQuery(scope.model, { path: path.text, operator: '$empty' }, 'takes true or false');
  }
  return sizeIs(path, operand ? 'eq' : 'ne', 0);
}

function parseSize(scope: FilterScope, path: FieldPath, operand: unknown): Predicate {
  const place = { path: path.text, operator: '$size' };
  const entries = isPlainObject(operand) ? plainEntries(operand) : [['$eq', operand] as const];
  if (entries === null || entries.length === 0) throw invalidQuery(scope.model, place, 'takes a number or comparisons');
  const terms = entries.map(([name, size]) => {
    countClause(scope);
    const operator = SIZE_OPERATORS.get(name);
    if (operator === undefined) throw invalidQuery(scope.model, place, `does not know \`${name}\``);
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
      throw invalidQuery(scope.model, place, 'takes a whole number that is not negative');
    }
    return sizeIs(path, operator, size);
  });
  return and(...terms);
}

function parseQuantifier(
  scope: FilterScope,
  path: FieldPath,
  type: LogicalType,
  operator: string,
  operand: unknown,
): Predicate {
  const element = scope.budget.parseNested(deeper(scope, elementPath(path, type)), operand);
  // Written without the element, so that no engine has to compile a quantifier that says nothing.
  if (element.kind === 'always') return operator === '$any' ? sizeIs(path, 'gt', 0) : everything(path, operator);
  if (element.kind === 'never') return operator === '$any' ? NEVER : everything(path, operator, true);
  const quantifier: 'any' | 'all' | 'none' = operator === '$any' ? 'any' : operator === '$all' ? 'all' : 'none';
  return frozen({ kind: 'quantifier' as const, quantifier, path, element });
}

/** `$all` or `$none` of a condition that every element, or with `negated` no element, fulfils. */
function everything(path: FieldPath, operator: string, negated = false): Predicate {
  const holds = (operator === '$all') !== negated;
  return holds ? ALWAYS : sizeIs(path, 'eq', 0);
}
