import { frozen } from '../internal/freeze';
import type { LogicalType } from '../types/logical-type';
import { likeProblem, regexProblem } from './check-pattern';
import type { FieldPath } from './field-path';
import type { FilterScope } from './filter-scope';
import { parseOperand } from './parse-operand';
import type { Predicate } from './predicate';
import { invalidQuery } from './refuse-query';

const TEXT: LogicalType = Object.freeze({ kind: 'string' });

/** `$like`, `$ilike`, `$regex` and `$startsWith`. */
export function parsePatternOperator(
  scope: FilterScope,
  path: FieldPath,
  operator: string,
  operand: unknown,
): Predicate {
  if (operator === '$regex') return parseRegex(scope, path, operand);
  const text = textOperand(scope, path, operator, operand);
  if (operator === '$startsWith') return frozen({ kind: 'startsWith' as const, path, prefix: text });
  checkPattern(scope, path, operator, text, likeProblem(text));
  return frozen({ kind: 'like' as const, path, pattern: text, ignoreCase: operator === '$ilike' });
}

function parseRegex(scope: FilterScope, path: FieldPath, operand: unknown): Predicate {
  const isExpression = operand instanceof RegExp;
  const source = textOperand(scope, path, '$regex', isExpression ? operand.source : operand);
  const flags = isExpression ? operand.flags : '';
  // The length comes first: checking the structure of an endless pattern is work too.
  checkPattern(scope, path, '$regex', source, null);
  checkPattern(scope, path, '$regex', source, regexProblem(source, flags));
  return frozen({ kind: 'regex' as const, path, source, flags });
}

function textOperand(scope: FilterScope, path: FieldPath, operator: string, operand: unknown): string {
  if (typeof operand !== 'string') {
    const wanted = operator === '$regex' ? 'takes text or a RegExp' : 'takes text';
    throw invalidQuery(scope.model, { path: path.text, operator }, wanted);
  }
  parseOperand(scope.model, TEXT, operand, path.text, operator);
  return operand;
}

function checkPattern(
  scope: FilterScope,
  path: FieldPath,
  operator: string,
  pattern: string,
  problem: string | null,
): void {
  const place = { path: path.text, operator };
  const { maxPatternLength } = scope.budget.limits;
  if (pattern.length > maxPatternLength) {
    throw invalidQuery(scope.model, place, `takes a pattern of at most ${maxPatternLength} characters`);
  }
  if (problem !== null) throw invalidQuery(scope.model, place, `the pattern ${problem}`);
}
