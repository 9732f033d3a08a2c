import { SchemaError } from '../../errors/database-errors';
import type { FieldMetadata } from '../../metadata/field-metadata';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { parseFilter } from '../../query/parse-filter';
import { parsePath } from '../../query/parse-path';
import { columnType, quoteText } from './postgres-column';
import { literalPathSql, literalPredicateSql } from './postgres-ddl-expression';

/** Groups and computations of a view, as SQL by the name they have in the view. */
export interface ViewAggregate {
  readonly groups: ReadonlyMap<string, string>;
  readonly computations: ReadonlyMap<string, string>;
  readonly having: unknown;
}

/** SQL of a computation over one expression. */
const FUNCTIONS: Readonly<Record<string, (expression: string) => string>> = {
  $countDistinct: (expression) => `count(DISTINCT ${expression})`,
  $sum: (expression) => `sum(${expression})`,
  $avg: (expression) => `avg(${expression})`,
  $min: (expression) => `min(${expression})`,
  $max: (expression) => `max(${expression})`,
  $median: (expression) => `percentile_cont(0.5) WITHIN GROUP (ORDER BY (${expression})::double precision)`,
  $stddevPop: (expression) => `stddev_pop(${expression})`,
  $stddevSamp: (expression) => `stddev_samp(${expression})`,
  $varPop: (expression) => `var_pop(${expression})`,
  $varSamp: (expression) => `var_samp(${expression})`,
};

const UNITS = new Set(['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year']);

type Entries = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(view: ModelMetadata, reason: string): SchemaError {
  return new SchemaError(`${view.name}: the aggregate of the view ${reason}.`, { model: view.name });
}

function truncation(view: ModelMetadata, source: ModelMetadata, given: unknown): string {
  if (!isRecord(given) || typeof given.field !== 'string') throw refuse(view, 'has a $trunc without a field');
  const { field, unit, timezone = 'UTC' } = given;
  if (typeof unit !== 'string' || !UNITS.has(unit)) throw refuse(view, `truncates to none of ${[...UNITS].join(', ')}`);
  if (typeof timezone !== 'string') throw refuse(view, 'has a $trunc whose timezone is no name');
  const moment = literalPathSql(parsePath(source, field));
  return `date_trunc(${quoteText(unit)}, ${moment}, ${quoteText(timezone)})`;
}

function groupSql(view: ModelMetadata, source: ModelMetadata, given: unknown): string {
  if (typeof given === 'string') return literalPathSql(parsePath(source, given));
  if (isRecord(given) && Object.keys(given).join() === '$trunc') return truncation(view, source, given.$trunc);
  throw refuse(view, 'groups by something that is neither a field nor { $trunc }');
}

function groupsOf(view: ModelMetadata, source: ModelMetadata, given: unknown): ReadonlyMap<string, string> {
  if (given === undefined || given === null) return new Map();
  const names: unknown = typeof given === 'string' ? [given] : given;
  const entries: readonly (readonly [string, unknown])[] = Array.isArray(names)
    ? names.map((name: unknown) => [String(name), name])
    : Object.entries(isRecord(names) ? names : {});
  return new Map(entries.map(([name, path]) => [name, groupSql(view, source, path)]));
}

function computationSql(view: ModelMetadata, source: ModelMetadata, name: string, given: unknown): string {
  if (!isRecord(given)) throw refuse(view, `computes \`${name}\` by something that is no object`);
  const { filter, ...functions } = given;
  const [[operator, operand] = ['', null], ...more] = Object.entries(functions);
  if (more.length > 0) throw refuse(view, `computes \`${name}\` by more than one function`);
  const where =
    filter === undefined ? '' : ` FILTER (WHERE ${literalPredicateSql(source, parseFilter(source, filter))})`;
  if (operator === '$count' && operand === true) return `count(*)${where}`;
  const make = FUNCTIONS[operator];
  if (make === undefined) {
    const known = ['$count', ...Object.keys(FUNCTIONS)].join(', ');
    throw refuse(
      view,
      `computes \`${name}\` by \`${operator}\`, which views on PostgreSQL do not have; there are ${known}`,
    );
  }
  if (typeof operand !== 'string') throw refuse(view, `computes \`${name}\` over something that is no field`);
  const sql = `${make(literalPathSql(parsePath(source, operand)))}${where}`;
  return operator === '$sum' ? `coalesce(${sql}, 0)` : sql;
}

/**
 * Reads the aggregate of a view.
 *
 * Throws `SchemaError` (POLYDOC_SCHEMA) for what a view on PostgreSQL cannot compute, `InvalidQueryError` for fields
 * that the source does not have.
 */
export function viewAggregate(view: ModelMetadata, source: ModelMetadata, given: unknown): ViewAggregate {
  if (!isRecord(given)) throw refuse(view, 'is no object');
  const { groupBy, compute, having, ...unknown } = given;
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined) throw refuse(view, `has \`${stranger}\`, which a view does not know`);
  if (!isRecord(compute ?? {})) throw refuse(view, 'has a `compute` that is no object');
  const computations = Object.entries(isRecord(compute) ? compute : {}).map(
    ([name, entry]) => [name, computationSql(view, source, name, entry)] as const,
  );
  return { groups: groupsOf(view, source, groupBy), computations: new Map(computations), having: having ?? null };
}

/** The expression of a view's field, in the type and the order that the field states. */
export function aggregateColumn(view: ModelMetadata, field: FieldMetadata, aggregate: ViewAggregate): string {
  const expression = aggregate.groups.get(field.property) ?? aggregate.computations.get(field.property);
  if (expression === undefined) throw refuse(view, `does not say how to get the field \`${field.property}\``);
  const type = columnType(field.type);
  return `CAST(${expression} AS ${type})`;
}
