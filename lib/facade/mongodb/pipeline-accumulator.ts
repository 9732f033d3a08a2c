import { UNKNOWN, type ValueShape } from '../../engines/mongodb/pipeline-shape';
import { isPlainObject } from '../../types/is-plain-object';
import { type PipelineExpression, readExpression } from './pipeline-expression';
import { arithmeticResult } from './pipeline-expression-result';
import { type PipelineScope, refusedPart } from './pipeline-scope';
import { readSortBy } from './pipeline-sort';

/** Operators of `$group`: https://www.mongodb.com/docs/manual/reference/operator/aggregation/group/ */
const ACCUMULATORS = [
  ...['$addToSet', '$avg', '$bottom', '$bottomN', '$count', '$first', '$firstN', '$last', '$lastN', '$max', '$maxN'],
  ...['$median', '$mergeObjects', '$min', '$minN', '$percentile', '$push', '$stdDevPop', '$stdDevSamp', '$sum'],
  ...['$top', '$topN', '$concatArrays', '$setUnion'],
];

/** Operators of `$setWindowFields` alone. */
const WINDOW_OPERATORS = [
  ...[
    '$covariancePop',
    '$covarianceSamp',
    '$denseRank',
    '$derivative',
    '$documentNumber',
    '$expMovingAvg',
    '$integral',
  ],
  ...['$linearFill', '$locf', '$minMaxScaler', '$rank', '$shift'],
];

/** Which operators there are in a place. */
export type AccumulatorKind = 'group' | 'window';

const KNOWN: Readonly<Record<AccumulatorKind, ReadonlySet<string>>> = {
  group: new Set(ACCUMULATORS),
  window: new Set([...ACCUMULATORS, ...WINDOW_OPERATORS]),
};

/** Operands that are named, by the operators that name them; others have one expression. */
const INPUT_NAMES = ['input', 'output'] as const;

/** The result is one of the values. */
const SAME = new Set(['$first', '$last', '$min', '$max', '$top', '$bottom', '$locf', '$shift']);
/** The result is a list of the values. */
const LISTS = new Set(['$push', '$addToSet', '$firstN', '$lastN', '$minN', '$maxN', '$topN', '$bottomN']);

/**
 * Reads one accumulator: `{ $sum: 'price' }`, `{ $push: '$$ROOT' }`, `{ $top: { output, sortBy } }`. Text is the path of a
 * field, with or without `$`; a text as such is `{ $literal: 'x' }`.
 * @param rest members beside the operator that the place knows (`window`)
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for anything else
 */
export function readAccumulator(
  scope: PipelineScope,
  name: string,
  accumulator: unknown,
  kind: AccumulatorKind,
): PipelineExpression {
  const entries = isPlainObject(accumulator) ? Object.entries(accumulator) : [];
  const [only] = entries;
  if (only === undefined || entries.length > 1) throw refusedPart(scope, name, 'needs one accumulator: { $sum: 1 }');
  const [operator, operand] = only;
  if (!KNOWN[kind].has(operator)) {
    throw refusedPart(
      scope,
      name,
      `knows no accumulator \`${operator}\``,
      `There are: ${[...KNOWN[kind]].join(', ')}.`,
    );
  }
  const read = readOperand(scope, operator, operand);
  return { stored: { [operator]: read.stored }, value: resultOfAccumulator(operator, read.value) };
}

/** Text as a path of the row, with or without `$` in front; anything else as an expression. */
export function readOperandPath(scope: PipelineScope, operand: unknown): PipelineExpression {
  const isName = typeof operand === 'string' && !operand.startsWith('$');
  return readExpression(scope, isName ? `$${operand}` : operand);
}

function readOperand(scope: PipelineScope, operator: string, operand: unknown): PipelineExpression {
  if (operator === '$count' || isEmptyObject(operand)) {
    if (!isEmptyObject(operand)) throw refusedPart(scope, null, `takes \`${operator}: {}\``);
    return { stored: {}, value: UNKNOWN };
  }
  if (Array.isArray(operand)) {
    const items = operand.map((item: unknown) => readOperandPath(scope, item));
    return { stored: items.map(({ stored }) => stored), value: UNKNOWN };
  }
  if (isPlainObject(operand) && INPUT_NAMES.some((name) => Object.hasOwn(operand, name))) {
    return readNamedOperands(scope, operator, operand);
  }
  return readOperandPath(scope, operand);
}

function isEmptyObject(value: unknown): boolean {
  return isPlainObject(value) && Object.keys(value).length === 0;
}

function readNamedOperands(
  scope: PipelineScope,
  operator: string,
  operand: Readonly<Record<string, unknown>>,
): PipelineExpression {
  let value: ValueShape = UNKNOWN;
  const stored = Object.entries(operand).map(([name, part]) => {
    if (name === 'sortBy') return [name, readSortBy(scope, [part])] as const;
    const isInput = INPUT_NAMES.some((input) => input === name);
    const read = isInput ? readOperandPath(scope, part) : readExpression(scope, part);
    if (isInput) value = read.value;
    return [name, read.stored] as const;
  });
  const needsMethod = (operator === '$median' || operator === '$percentile') && !Object.hasOwn(operand, 'method');
  return { stored: { ...Object.fromEntries(stored), ...(needsMethod ? { method: 'approximate' } : {}) }, value };
}

function resultOfAccumulator(operator: string, operand: ValueShape): ValueShape {
  if (SAME.has(operator)) return operand;
  if (LISTS.has(operator)) return { kind: 'list', element: operand };
  if (operator === '$sum') return arithmeticResult([operand]);
  if (operator === '$avg') return averageOf(operand);
  return UNKNOWN;
}

/** Of decimals a decimal; of 64-bit whole numbers a double. */
function averageOf(operand: ValueShape): ValueShape {
  return operand.kind === 'typed' && operand.type.kind === 'decimal' ? operand : UNKNOWN;
}
