import { frozen } from '../internal/freeze';
import { isPlainObject } from '../types/is-plain-object';
import type { FieldPath } from './field-path';
import { countClause, type FilterScope, pathInScope } from './filter-scope';
import { operandList } from './operand-list';
import { isComparable, isLegalOperator, operatorFamily } from './operator-rules';
import { parseCollectionOperator } from './parse-collection-operator';
import { parseOperand } from './parse-operand';
import { parsePatternOperator } from './parse-pattern-operator';
import { plainEntries } from './plain-entries';
import { ALWAYS, and, type ComparisonOperator, NEVER, type Operand, type Predicate } from './predicate';
import { invalidQuery } from './refuse-query';

const COMPARISONS: ReadonlyMap<string, ComparisonOperator> = new Map<string, ComparisonOperator>([
  ['$eq', 'eq'],
  ['$ne', 'ne'],
  ['$gt', 'gt'],
  ['$gte', 'gte'],
  ['$lt', 'lt'],
  ['$lte', 'lte'],
]);

/**
 * What stands behind a field in a filter: null, a value, a list of values, or an object of operators. An object
 * without operators is a value where the type has objects (embedded, map, json), and refused elsewhere.
 */
export function parseCondition(scope: FilterScope, path: FieldPath, condition: unknown): Predicate {
  if (isPlainObject(condition) && !isWholeValue(path, condition)) return parseOperators(scope, path, condition);
  if (Array.isArray(condition) && isScalar(path)) return parseOperator(scope, path, '$in', condition);
  return parseOperator(scope, path, '$eq', condition);
}

/** Every operator of the object, all of them to hold. */
export function parseOperators(
  scope: FilterScope,
  path: FieldPath,
  operators: Readonly<Record<string, unknown>>,
): Predicate {
  if (Object.hasOwn(operators, '$field')) return parseOperator(scope, path, '$eq', operators);
  const entries = plainEntries(operators);
  if (entries === null) throw invalidQuery(scope.model, { path: path.text }, 'has a symbol as an operator');
  if (entries.length === 0) throw invalidQuery(scope.model, { path: path.text }, 'has an empty object of operators');
  return and(...entries.map(([operator, operand]) => parseOperator(scope, path, operator, operand)));
}

/** One operator with its operand. */
export function parseOperator(scope: FilterScope, path: FieldPath, operator: string, operand: unknown): Predicate {
  countClause(scope);
  const family = operatorFamily(operator);
  const place = { path: path.text, operator };
  if (family === undefined) throw invalidQuery(scope.model, place, 'is not an operator of filters');
  if (!isLegalOperator(operator, path.type)) {
    throw invalidQuery(scope.model, place, `cannot be asked of a field of type ${path.type.kind}`);
  }
  if (operand === undefined) throw invalidQuery(scope.model, place, 'got undefined; leave the condition out');
  switch (family) {
    case 'presence':
      return parsePresence(scope, path, operator, operand);
    case 'text':
      return parsePatternOperator(scope, path, operator, operand);
    case 'collection':
      return parseCollectionOperator(scope, path, operator, operand);
    case 'map': {
      const key = path.type.kind === 'map' ? path.type.key : path.type;
      return frozen({ kind: 'hasKey', path, key: parseOperand(scope.model, key, operand, path.text, operator) });
    }
    default:
      return parseComparison(scope, path, operator, operand);
  }
}

function isScalar(path: FieldPath): boolean {
  const { kind } = path.type;
  return kind !== 'list' && kind !== 'set' && kind !== 'tuple' && kind !== 'json' && kind !== 'vector';
}

/** An object without a single `$` key is a value, where the field's type has objects as values. */
function isWholeValue(path: FieldPath, condition: Readonly<Record<string, unknown>>): boolean {
  const { kind } = path.type;
  if (kind !== 'embedded' && kind !== 'map' && kind !== 'json') return false;
  return !Reflect.ownKeys(condition).some((key) => typeof key === 'string' && key.startsWith('$'));
}

function parsePresence(scope: FilterScope, path: FieldPath, operator: string, operand: unknown): Predicate {
  if (typeof operand !== 'boolean') {
    throw invalidQuery(scope.model, { path: path.text, operator }, 'takes true or false');
  }
  return isNull(path, operator === '$null' ? !operand : operand);
}

function isNull(path: FieldPath, negated: boolean): Predicate {
  return frozen({ kind: 'null' as const, path, negated });
}

function parseComparison(scope: FilterScope, path: FieldPath, name: string, operand: unknown): Predicate {
  const operator = COMPARISONS.get(name);
  if (operator === undefined) return parseMembership(scope, path, name, operand);
  if (operand === null) {
    if (operator === 'eq' || operator === 'ne') return isNull(path, operator === 'ne');
    return NEVER;
  }
  return frozen({ kind: 'compare' as const, path, operator, operand: comparisonOperand(scope, path, name, operand) });
}

function comparisonOperand(scope: FilterScope, path: FieldPath, name: string, operand: unknown): Operand {
  if (!isPlainObject(operand) || !Object.hasOwn(operand, '$field')) {
    // For the limit of lists; the whole value is parsed below.
    if (Array.isArray(operand) || operand instanceof Set) operandList(scope, path, name, operand);
    const value = parseOperand(scope.model, path.type, operand, path.text, name);
    // The value may be the caller's own list, which is not ours to freeze.
    return Object.freeze({ kind: 'value' as const, value });
  }
  const place = { path: path.text, operator: name };
  const { $field } = operand;
  if (typeof $field !== 'string' || Reflect.ownKeys(operand).length !== 1) {
    throw invalidQuery(scope.model, place, 'takes `{ $field }` with the name of a field and nothing else');
  }
  const other = pathInScope(scope, $field);
  if (!isComparable(path.type, other.type)) {
    throw invalidQuery(scope.model, place, `cannot compare ${path.type.kind} with \`${$field}\` (${other.type.kind})`);
  }
  return frozen({ kind: 'field' as const, path: other });
}

function parseMembership(scope: FilterScope, path: FieldPath, operator: string, operand: unknown): Predicate {
  const list = operandList(scope, path, operator, operand);
  const negated = operator === '$nin';
  const present = list.filter((value) => value !== null);
  const matchesNull = present.length < list.length;
  const values = present.map((value) => parseOperand(scope.model, path.type, value, path.text, operator));
  if (values.length > 0) return frozen({ kind: 'in' as const, path, values, matchesNull, negated });
  if (matchesNull) return isNull(path, negated);
  return negated ? ALWAYS : NEVER;
}
