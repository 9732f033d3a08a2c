import { assertNever } from '../../../lib/internal/assert-never';
import type { CollectionOperator, ComparisonOperator, NativeFragment, Predicate } from '../../../lib/query/predicate';

/** How a predicate is printed. */
export interface PrintOptions {
  /** Shows operands; without it each is a question mark, because values never belong in logs unasked. */
  readonly withValues?: boolean;
}

const SIGNS: Readonly<Record<ComparisonOperator, string>> = {
  eq: '=',
  ne: '!=',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
};

const RELATIONS: Readonly<Record<CollectionOperator, string>> = {
  containsAll: 'contains all',
  overlaps: 'overlaps',
  disjoint: 'disjoint from',
  subset: 'subset of',
};

type PrintValue = (value: unknown) => string;

/**
 * A predicate as text, for specs: the same predicate always gives the same text, and two that differ only in
 * values give the same text unless they are shown.
 */
export function printPredicate(predicate: Predicate, options: PrintOptions = {}): string {
  return print(predicate, options.withValues === true ? shown : () => '?', options.withValues === true);
}

function print(predicate: Predicate, value: PrintValue, withValues: boolean): string {
  const nested = (inner: Predicate): string => {
    const text = print(inner, value, withValues);
    return inner.kind === 'and' || inner.kind === 'or' ? `(${text})` : text;
  };
  const list = (values: readonly unknown[]): string => (withValues ? `(${values.map(value).join(', ')})` : '(?)');
  switch (predicate.kind) {
    case 'always':
    case 'never':
      return predicate.kind;
    case 'and':
    case 'or':
      return predicate.operands.map(nested).join(` ${predicate.kind} `);
    case 'not':
      return `not (${print(predicate.operand, value, withValues)})`;
    case 'key':
      return `key = ${list(predicate.values)}`;
    case 'keys':
      return `key in ${withValues ? `(${predicate.keys.map(list).join(', ')})` : '(?)'}`;
    case 'quantifier':
      return `${predicate.quantifier} of ${predicate.path.text} (${print(predicate.element, value, withValues)})`;
    case 'native':
      return `native ${printFragment(predicate.fragment, value)}`;
    case 'token':
      return `token ${SIGNS[predicate.operator]} ${value(predicate.token)}`;
    default:
      return printTest(predicate, value, list);
  }
}

type Test = Extract<Predicate, { readonly path: unknown }>;

function printTest(
  test: Exclude<Test, { kind: 'quantifier' }>,
  value: PrintValue,
  list: (v: readonly unknown[]) => string,
): string {
  const path = test.path.text;
  switch (test.kind) {
    case 'compare': {
      const right = test.operand.kind === 'field' ? test.operand.path.text : value(test.operand.value);
      return `${path} ${SIGNS[test.operator]} ${right}`;
    }
    case 'in':
      return `${path}${test.negated ? ' not' : ''} in ${list(test.matchesNull ? [...test.values, null] : test.values)}`;
    case 'null':
      return `${path} is ${test.negated ? 'not ' : ''}null`;
    case 'like':
      return `${path} ${test.ignoreCase ? 'ilike' : 'like'} ${value(test.pattern)}`;
    case 'regex':
      return `${path} matches ${value(test.source)}${test.flags === '' ? '' : ` ${test.flags}`}`;
    case 'startsWith':
      return `${path} starts with ${value(test.prefix)}`;
    case 'collection':
      return `${path} ${RELATIONS[test.operator]} ${list(test.values)}`;
    case 'size':
      return `size(${path}) ${SIGNS[test.operator]} ${value(test.size)}`;
    case 'hasKey':
      return `${path} has key ${value(test.key)}`;
    default:
      return assertNever(test);
  }
}

function printFragment(fragment: NativeFragment, value: PrintValue): string {
  if (fragment.language === 'mongodb') return `mongodb ${value(fragment.query)}`;
  const parts = fragment.strings.map((part, index) =>
    index < fragment.values.length ? `${part}${value(fragment.values[index])}` : part,
  );
  return `${fragment.language} ${parts.join('')}`;
}

function shown(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'object' && value !== null && !isJsonFriendly(value)) return String(value);
  const text: unknown = JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner));
  return typeof text === 'string' ? text : String(value);
}

/** Lists and plain or embedded objects; a Decimal or a Duration says more by `toString`. */
function isJsonFriendly(value: object): boolean {
  return Array.isArray(value) || value instanceof Date || value.toString === Object.prototype.toString;
}
