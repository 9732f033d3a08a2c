import { SchemaError } from '../../errors/database-errors';
import type { FieldMetadata } from '../../metadata/field-metadata';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { parseFilter } from '../../query/parse-filter';
import { parsePath } from '../../query/parse-path';
import { isPlainObject } from '../../types/is-plain-object';
import type { LogicalType } from '../../types/logical-type';
import { computedName } from './mongodb-names';
import { documentScope, pathValue } from './mongodb-path';
import { predicateExpression } from './mongodb-predicate-expression';
import type { BsonDocument } from './mongodb-statement';

/** A computation: what is collected over a group, and how the value is made of that. */
interface Accumulation {
  readonly collected: BsonDocument;
  readonly finish: (collected: string) => unknown;
}

/** Makes the accumulation of `value`, which is null or missing where a document does not count. */
type Function = (value: unknown) => Accumulation;

const asIs = (collected: string): unknown => collected;
const squared = (collected: string): unknown => ({ $pow: [collected, 2] });

/** The middle one of all values, or the mean of the two in the middle. */
function median(collected: string): unknown {
  const middle = { $divide: [{ $subtract: [{ $size: '$$sorted' }, 1] }, 2] };
  const at = (round: string) => ({ $toDouble: { $arrayElemAt: ['$$sorted', { $toInt: { [round]: middle } }] } });
  const mean = { $avg: [at('$floor'), at('$ceil')] };
  return {
    $let: {
      vars: { sorted: { $sortArray: { input: collected, sortBy: 1 } } },
      in: { $cond: [{ $eq: ['$$sorted', []] }, null, mean] },
    },
  };
}

/** Keeps null out of lists: accumulators that make them leave out only what is missing. */
function present(value: unknown): unknown {
  return { $ifNull: [value, '$$REMOVE'] };
}

const FUNCTIONS: Readonly<Record<string, Function>> = {
  $countDistinct: (value) => ({
    collected: { $addToSet: present(value) },
    finish: (collected) => ({ $size: collected }),
  }),
  $sum: (value) => ({ collected: { $sum: value }, finish: asIs }),
  $avg: (value) => ({ collected: { $avg: value }, finish: asIs }),
  $min: (value) => ({ collected: { $min: value }, finish: asIs }),
  $max: (value) => ({ collected: { $max: present(value) }, finish: asIs }),
  $median: (value) => ({ collected: { $push: present(value) }, finish: median }),
  $stddevPop: (value) => ({ collected: { $stdDevPop: value }, finish: asIs }),
  $stddevSamp: (value) => ({ collected: { $stdDevSamp: value }, finish: asIs }),
  $varPop: (value) => ({ collected: { $stdDevPop: value }, finish: squared }),
  $varSamp: (value) => ({ collected: { $stdDevSamp: value }, finish: squared }),
};

const UNITS = new Set(['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year']);

function refuse(view: ModelMetadata, reason: string): SchemaError {
  return new SchemaError(`${view.name}: the aggregate of the view ${reason}.`, { model: view.name });
}

function truncation(view: ModelMetadata, source: ModelMetadata, given: unknown): unknown {
  if (!isPlainObject(given) || typeof given.field !== 'string') throw refuse(view, 'has a $trunc without a field');
  const { field, unit, timezone = 'UTC' } = given;
  if (typeof unit !== 'string' || !UNITS.has(unit)) throw refuse(view, `truncates to none of ${[...UNITS].join(', ')}`);
  // Text that begins with a dollar sign would be read as a field.
  if (typeof timezone !== 'string' || timezone.startsWith('$')) {
    throw refuse(view, 'has a $trunc whose timezone is no name');
  }
  const date = pathValue(parsePath(source, field), documentScope(source));
  const start = unit === 'week' ? { startOfWeek: 'monday' } : {};
  return { $dateTrunc: { date, unit, timezone, ...start } };
}

function groupExpression(view: ModelMetadata, source: ModelMetadata, given: unknown): unknown {
  if (typeof given === 'string') return pathValue(parsePath(source, given), documentScope(source));
  if (isPlainObject(given) && Object.keys(given).join() === '$trunc') return truncation(view, source, given.$trunc);
  throw refuse(view, 'groups by something that is neither a field nor { $trunc }');
}

function groupsOf(view: ModelMetadata, source: ModelMetadata, given: unknown): ReadonlyMap<string, unknown> {
  if (given === undefined || given === null) return new Map();
  const names: unknown = typeof given === 'string' ? [given] : given;
  const entries: readonly (readonly [string, unknown])[] = Array.isArray(names)
    ? names.map((name: unknown) => [String(name), name])
    : Object.entries(isPlainObject(names) ? names : {});
  return new Map(entries.map(([name, path]) => [name, groupExpression(view, source, path)]));
}

/** Sums and averages of these would lose digits as doubles. */
function exact(type: LogicalType, operator: string, value: unknown): unknown {
  const isExact = type.kind === 'bigint' || type.kind === 'varint' || type.kind === 'decimal';
  return isExact && (operator === '$sum' || operator === '$avg') ? { $toDecimal: value } : value;
}

function accumulation(view: ModelMetadata, source: ModelMetadata, name: string, given: unknown): Accumulation {
  if (!isPlainObject(given)) throw refuse(view, `computes \`${name}\` by something that is no object`);
  const { filter, ...functions } = given;
  const [[operator, operand] = ['', null], ...more] = Object.entries(functions);
  if (more.length > 0) throw refuse(view, `computes \`${name}\` by more than one function`);
  const isCounted =
    filter === undefined ? true : predicateExpression(parseFilter(source, filter), documentScope(source));
  if (operator === '$count' && operand === true) {
    return { collected: { $sum: isCounted === true ? 1 : { $cond: [isCounted, 1, 0] } }, finish: asIs };
  }
  const make = Object.hasOwn(FUNCTIONS, operator) ? FUNCTIONS[operator] : undefined;
  if (make === undefined) {
    const known = ['$count', ...Object.keys(FUNCTIONS)].join(', ');
    throw refuse(
      view,
      `computes \`${name}\` by \`${operator}\`, which views on MongoDB do not have; there are ${known}`,
    );
  }
  if (typeof operand !== 'string') throw refuse(view, `computes \`${name}\` over something that is no field`);
  const path = parsePath(source, operand);
  const value = exact(path.type, operator, pathValue(path, documentScope(source)));
  return make(isCounted === true ? value : { $cond: [isCounted, value, null] });
}

/** Groups and computations of a view. */
export interface ViewAggregate {
  readonly stage: BsonDocument;
  /** Values of the rows behind the stage, by the name they have in the view. */
  readonly values: ReadonlyMap<string, unknown>;
  readonly having: unknown;
}

/**
 * Reads the aggregate of a view.
 *
 * Throws `SchemaError` (POLYDOC_SCHEMA) for what a view on MongoDB cannot compute, `InvalidQueryError` for fields that
 * the source does not have.
 */
export function viewAggregate(view: ModelMetadata, source: ModelMetadata, given: unknown): ViewAggregate {
  if (!isPlainObject(given)) throw refuse(view, 'is no object');
  const { groupBy, compute, having, ...unknown } = given;
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined) throw refuse(view, `has \`${stranger}\`, which a view does not know`);
  if (!isPlainObject(compute ?? {})) throw refuse(view, 'has a `compute` that is no object');
  const groups = [...groupsOf(view, source, groupBy)];
  const computations = Object.entries(isPlainObject(compute) ? compute : {}).map(
    ([name, entry]) => [name, accumulation(view, source, name, entry)] as const,
  );
  const id = groups.map(([, expression], position) => [computedName(position), { $ifNull: [expression, null] }]);
  const collected = computations.map(([, { collected: one }], position) => [computedName(position), one]);
  const values = new Map<string, unknown>([
    ...groups.map(([name], position): [string, unknown] => [name, `$_id.${computedName(position)}`]),
    ...computations.map(([name, { finish }], position): [string, unknown] => [
      name,
      finish(`$${computedName(position)}`),
    ]),
  ]);
  const grouped = groups.length === 0 ? null : Object.fromEntries(id);
  return { stage: { $group: { _id: grouped, ...Object.fromEntries(collected) } }, values, having: having ?? null };
}

/** A value of the view in the type that its field states. */
export function castExpression({ type }: FieldMetadata, value: unknown): unknown {
  switch (type.kind) {
    case 'tinyint':
    case 'smallint':
    case 'int':
      return { $toInt: { $round: [value, 0] } };
    case 'bigint':
      return { $toLong: { $round: [value, 0] } };
    case 'varint':
      return { $toDecimal: { $round: [value, 0] } };
    case 'decimal':
      return { $toDecimal: value };
    case 'float':
    case 'double':
      return { $toDouble: value };
    default:
      return value;
  }
}
