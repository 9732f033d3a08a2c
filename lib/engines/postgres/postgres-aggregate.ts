import type { AggregateOperation, Computation } from '../../query/operation';
import type { LogicalType } from '../../types/logical-type';
import { isScalar, tableName } from './postgres-column';
import { type PathScope, pathSql, tableScope } from './postgres-path';
import { commentSql, whereSql } from './postgres-select';
import type { PostgresStatement } from './postgres-statement';
import { SqlWriter } from './sql-writer';

/**
 * Computations over matching rows. Results keep the type that the server computes in, so that sums do not overflow;
 * all of them read as the text of the computation's own type.
 */
export function compileAggregate(operation: AggregateOperation): PostgresStatement {
  const { model, compute, limit } = operation;
  const writer = new SqlWriter();
  const scope = tableScope(writer);
  const results = compute.map((computation) => computationSql(computation, scope)).join(', ');
  const where = whereSql([operation.where], model, scope);
  const comment = commentSql(operation.hints.comment);
  const rows = `${tableName(model)}${where}`;
  if (limit === null) return { text: `${comment}SELECT ${results} FROM ${rows}`, values: writer.values };
  const needed = compute.some((computation) => computation.path !== null) ? '*' : '1';
  const some = `SELECT ${needed} FROM ${rows} LIMIT ${writer.bind(String(limit))}::bigint`;
  return { text: `${comment}SELECT ${results} FROM (${some}) AS "_rows"`, values: writer.values };
}

function computationSql(computation: Computation, scope: PathScope): string {
  const { path } = computation;
  if (path === null) return 'count(*)';
  const value = pathSql(path, scope);
  switch (computation.function) {
    case 'count':
      return `count(${value})`;
    case 'sum':
      return `COALESCE(sum(${widened(value, computation)}), 0)`;
    case 'avg':
      return `avg(${widened(value, computation)})`;
    case 'min':
    case 'max':
      return extremeSql(value, computation.function, path.type);
  }
}

/** `sum(real)` is a `real` and loses digits on the way. */
function widened(value: string, { path }: Computation): string {
  return path?.type.kind === 'float' ? `${value}::double precision` : value;
}

/** Types without `min` and `max` in PostgreSQL (some have them from version 18) take the first of the ordered values. */
function extremeSql(value: string, name: 'min' | 'max', type: LogicalType): string {
  if (type.kind === 'boolean') return `${name === 'min' ? 'bool_and' : 'bool_or'}(${value})`;
  const isOrdered = isScalar(type) && !WITHOUT_EXTREMES.has(type.kind);
  if (isOrdered) return `${name}(${value})`;
  const direction = name === 'min' ? 'ASC' : 'DESC';
  return `(array_agg(${value} ORDER BY ${value} ${direction}) FILTER (WHERE ${value} IS NOT NULL))[1]`;
}

const WITHOUT_EXTREMES: ReadonlySet<string> = new Set(['uuid', 'timeuuid', 'bytes', 'json']);
