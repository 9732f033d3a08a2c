import { UNKNOWN, type ValueShape } from '../../engines/mongodb/pipeline-shape';
import { isPlainObject } from '../../types/is-plain-object';
import { resultOf } from './pipeline-expression-result';
import { plainName, readPathBelow, readPipelinePath } from './pipeline-path';
import { elementOf, rowOf, rowValue } from './pipeline-row-shape';
import { type PipelineScope, refusedPart, withVariable } from './pipeline-scope';
import { readSortBy } from './pipeline-sort';
import { isScalar, plainValue } from './pipeline-value';

/** An expression with stored names, and what is known of its result. */
export interface PipelineExpression {
  /** Data of a stage, with `PipelineValue`s in it. */
  readonly stored: unknown;
  readonly value: ValueShape;
}

type Members = Readonly<Record<string, unknown>>;

const OPERATOR = /^\$[a-zA-Z][a-zA-Z0-9]*$/;
/** Code that the server would run; who wants that writes the stage by `raw`. */
const CODE = new Set(['$function', '$accumulator', '$where']);
const MAX_DEPTH = 48;

/**
 * Reads an expression of MongoDB's: `'$path'` with names of the row at hand, `'$$variable.path'`, operators, objects and
 * lists of expressions, values. Text without `$` is a value.
 * https://www.mongodb.com/docs/manual/reference/operator/aggregation/
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for unknown names, and for what is no expression
 */
export function readExpression(scope: PipelineScope, expression: unknown, depth = 0): PipelineExpression {
  if (depth > MAX_DEPTH) throw refusedPart(scope, null, `takes expressions of at most ${MAX_DEPTH} levels`);
  if (typeof expression === 'string' && expression.startsWith('$')) return readReference(scope, expression);
  if (isScalar(expression)) return { stored: plainValue(scope, expression), value: UNKNOWN };
  if (Array.isArray(expression)) {
    const items = Array.from(expression, (item: unknown) => readExpression(scope, item, depth + 1));
    return { stored: items.map(({ stored }) => stored), value: { kind: 'list', element: UNKNOWN } };
  }
  if (!isPlainObject(expression)) {
    throw refusedPart(scope, null, `got ${expression === undefined ? 'undefined' : 'what is no expression'}`);
  }
  const operator = operatorOf(scope, expression);
  if (operator === null) return readObject(scope, expression, depth);
  return readOperator(scope, operator, expression[operator], depth);
}

/** The operator that an object is; null where it makes a document. */
function operatorOf(scope: PipelineScope, expression: Members): string | null {
  const names = Object.keys(expression);
  const operator = names.find((name) => name.startsWith('$'));
  if (operator === undefined) return null;
  if (names.length > 1) throw refusedPart(scope, null, `got \`${operator}\` beside other members`);
  if (!OPERATOR.test(operator)) throw refusedPart(scope, null, `does not know \`${operator}\``);
  if (CODE.has(operator)) throw refusedPart(scope, null, `takes no code (\`${operator}\`)`, 'Use raw(...).');
  return operator;
}

/** `'$path'` or `'$$variable.path'`. */
function readReference(scope: PipelineScope, text: string): PipelineExpression {
  if (!text.startsWith('$$')) {
    const { stored, value } = readPipelinePath(scope, text.slice(1));
    return { stored: `$${stored}`, value };
  }
  const [name = '', ...rest] = text.slice(2).split('.');
  const held = variableOf(scope, name);
  if (rest.length === 0) return { stored: text, value: held };
  const { stored, value } = readPathBelow(scope, held, rest.join('.'));
  return { stored: `$$${name}.${stored}`, value };
}

function variableOf(scope: PipelineScope, name: string): ValueShape {
  const known = scope.variables.get(name);
  if (known !== undefined) return known;
  if (name === 'ROOT' || name === 'CURRENT') return rowValue(scope.row);
  // NOW, REMOVE, KEEP, ...: the server's own are written large.
  if (/^[A-Z][A-Z_]*$/.test(name)) return UNKNOWN;
  throw refusedPart(scope, `$$${name}`, 'is no variable here');
}

function readObject(scope: PipelineScope, members: Members, depth: number): PipelineExpression {
  const read = Object.entries(members).map(
    ([name, member]) => [plainName(scope, name), readExpression(scope, member, depth + 1)] as const,
  );
  return {
    stored: Object.fromEntries(read.map(([name, { stored }]) => [name, stored])),
    value: rowValue(rowOf(read.map(([name, { value }]) => [name, value] as const))),
  };
}

type Reader = (scope: PipelineScope, operand: unknown, depth: number) => PipelineExpression;

/** Operators whose operands are not expressions alone. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['$literal', (scope, operand) => ({ stored: { $literal: plainValue(scope, operand) }, value: UNKNOWN })],
  ['$let', readLet],
  ['$map', (scope, operand, depth) => readEach(scope, '$map', 'in', operand, depth)],
  ['$filter', (scope, operand, depth) => readEach(scope, '$filter', 'cond', operand, depth)],
  ['$reduce', readReduce],
  ['$sortArray', readSortArray],
]);

function readOperator(scope: PipelineScope, operator: string, operand: unknown, depth: number): PipelineExpression {
  const reader = READERS.get(operator);
  if (reader !== undefined) return reader(scope, operand, depth + 1);
  const operands = readOperands(scope, operand, depth + 1);
  return { stored: { [operator]: operands.stored }, value: resultOf(operator, operands.values) };
}

/** Operands of an operator: one, a list, or named ones. */
function readOperands(
  scope: PipelineScope,
  operand: unknown,
  depth: number,
): { readonly stored: unknown; readonly values: ReadonlyMap<string, ValueShape> } {
  const isNamed = isPlainObject(operand) && operatorOf(scope, operand) === null;
  if (!Array.isArray(operand) && !isNamed) {
    const { stored, value } = readExpression(scope, operand, depth);
    return { stored, values: new Map([['0', value]]) };
  }
  const read = Object.entries(operand).map(([name, item]) => [name, readExpression(scope, item, depth)] as const);
  const values = new Map(read.map(([name, { value }]) => [name, value] as const));
  if (Array.isArray(operand)) return { stored: read.map(([, { stored }]) => stored), values };
  return { stored: Object.fromEntries(read.map(([name, { stored }]) => [name, stored])), values };
}

function membersOf(scope: PipelineScope, operator: string, operand: unknown): Members {
  if (isPlainObject(operand)) return operand;
  throw refusedPart(scope, null, `takes an object behind \`${operator}\``);
}

function readLet(scope: PipelineScope, operand: unknown, depth: number): PipelineExpression {
  const { vars, in: body } = membersOf(scope, '$let', operand);
  const variables = Object.entries(membersOf(scope, '$let', vars)).map(
    ([name, expression]) => [plainName(scope, name), readExpression(scope, expression, depth)] as const,
  );
  let inner = scope;
  for (const [name, { value }] of variables) inner = withVariable(inner, name, value);
  const result = readExpression(inner, body, depth);
  const stored = { vars: Object.fromEntries(variables.map(([name, { stored }]) => [name, stored])), in: result.stored };
  return { stored: { $let: stored }, value: result.value };
}

/** `$map` and `$filter`: an expression of each element. */
function readEach(
  scope: PipelineScope,
  operator: '$map' | '$filter',
  member: 'in' | 'cond',
  operand: unknown,
  depth: number,
): PipelineExpression {
  const { input, as, [member]: body, ...rest } = membersOf(scope, operator, operand);
  const list = readExpression(scope, input, depth);
  const name = as === undefined ? 'this' : plainName(scope, as);
  const each = readExpression(withVariable(scope, name, elementOf(list.value)), body, depth);
  const others = readObject(scope, rest, depth).stored;
  const stored = {
    input: list.stored,
    ...(as === undefined ? {} : { as }),
    [member]: each.stored,
    ...toMembers(others),
  };
  const value: ValueShape = operator === '$filter' ? list.value : { kind: 'list', element: each.value };
  return { stored: { [operator]: stored }, value };
}

function toMembers(value: unknown): Members {
  return isPlainObject(value) ? value : {};
}

function readReduce(scope: PipelineScope, operand: unknown, depth: number): PipelineExpression {
  const { input, initialValue, in: body } = membersOf(scope, '$reduce', operand);
  const list = readExpression(scope, input, depth);
  const initial = readExpression(scope, initialValue, depth);
  const inner = withVariable(withVariable(scope, 'this', elementOf(list.value)), 'value', UNKNOWN);
  const stored = { input: list.stored, initialValue: initial.stored, in: readExpression(inner, body, depth).stored };
  return { stored: { $reduce: stored }, value: UNKNOWN };
}

/** Sorted by the elements themselves, or by their members. */
function readSortArray(scope: PipelineScope, operand: unknown, depth: number): PipelineExpression {
  const { input, sortBy } = membersOf(scope, '$sortArray', operand);
  const list = readExpression(scope, input, depth);
  const element = elementOf(list.value);
  const row = element.kind === 'row' ? element.row() : rowOf([]);
  const inner = { ...scope, row: element.kind === 'row' ? row : { ...row, isOpen: true } };
  const order = sortBy === 1 || sortBy === -1 ? sortBy : readSortBy(inner, [sortBy]);
  return { stored: { $sortArray: { input: list.stored, sortBy: order } }, value: list.value };
}
