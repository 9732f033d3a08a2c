import type { ModelMetadata } from '../../metadata/model-metadata';
import type { FieldPath } from '../../query/field-path';
import type { FindOperation } from '../../query/operation';
import type { Predicate } from '../../query/predicate';
import type { OrderTerm, RowLock } from '../../query/selection';
import { codecOf } from './postgres-codecs';
import { tableName } from './postgres-column';
import { hasExpiry, notExpired } from './postgres-expiry';
import { atPath, isPlainPath, type PathScope, pathSql, tableScope } from './postgres-path';
import { predicateSql } from './postgres-predicate';
import type { PostgresStatement } from './postgres-statement';
import { SqlWriter } from './sql-writer';

const selections = new WeakMap<readonly FieldPath[], string>();

/** Paths as a list of expressions; one place `1` where there are none. */
export function selectionSql(selection: readonly FieldPath[], scope: PathScope): string {
  const isPlain = scope.prefix === '' && selection.every(isPlainPath);
  const known = isPlain ? selections.get(selection) : undefined;
  if (known !== undefined) return known;
  const text = selection.length === 0 ? '1' : selection.map((path) => pathSql(path, scope)).join(', ');
  // Only frozen lists stay what they are.
  if (isPlain && Object.isFrozen(selection)) selections.set(selection, text);
  return text;
}

/** `WHERE` with a predicate and the rows that have not ended; starts with a space, empty where all rows match. */
export function whereSql(predicates: readonly Predicate[], model: ModelMetadata, scope: PathScope): string {
  const conditions = predicates
    .filter((predicate) => predicate.kind !== 'always')
    .map((predicate) => predicateSql(predicate, model, scope));
  if (hasExpiry(model)) conditions.push(notExpired(scope.prefix));
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
}

/** A read as `SELECT`. */
export function compileFind(operation: FindOperation): PostgresStatement {
  const { model, selection, skip, limit } = operation;
  const writer = new SqlWriter();
  const scope = tableScope(writer);
  const columns = selectionSql(selection, scope);
  const parts = [
    commentSql(operation.hints.comment),
    operation.distinct ? 'SELECT DISTINCT ' : 'SELECT ',
    columns,
    ` FROM ${tableName(model)}`,
    whereSql([operation.where], model, scope),
    orderSql(operation, scope),
  ];
  // A key answers with one row at most; without the limit its text is one text.
  const isLimited = limit !== null && (operation.where.kind !== 'key' || limit === 0);
  if (isLimited) parts.push(` LIMIT ${writer.bind(String(limit))}::bigint`);
  if (skip > 0) parts.push(` OFFSET ${writer.bind(String(skip))}::bigint`);
  if (operation.lock !== null) parts.push(lockSql(operation.lock));
  return { text: parts.join(''), values: writer.values };
}

/** A remark in front of a statement; it can neither end early nor open another one. */
export function commentSql(comment: string | null): string {
  return comment === null ? '' : `/* ${comment.replace(/\*\/|\/\*|\0/g, ' ')} */ `;
}

function orderSql(operation: FindOperation, scope: PathScope): string {
  const { orderBy, distinct, selection, where } = operation;
  // One row has no order, and a plan for a key needs no sort.
  if (where.kind === 'key' || orderBy.length === 0) return '';
  const terms = distinct ? distinctTerms(orderBy, selection) : orderBy.map((term) => termSql(term, scope));
  return terms.length === 0 ? '' : ` ORDER BY ${terms.join(', ')}`;
}

/** `<->` is the distance that `vector_l2_ops` indexes: https://github.com/pgvector/pgvector#querying */
function termSql(term: OrderTerm, scope: PathScope): string {
  if (term.near !== undefined) {
    const { path, near } = term;
    const vector = scope.writer.bind(atPath(path, () => codecOf(path.type).encode(near)));
    // Rows without a vector are not read, so nulls need no place; with one no index would serve the order.
    return `${pathSql(path, scope)} <-> ${vector}::vector`;
  }
  return `${pathSql(term.path, scope)}${directionSql(term)}`;
}

/** Rows left out as repeated have no order by what is not selected; what is selected is named by its position. */
function distinctTerms(orderBy: readonly OrderTerm[], selection: readonly FieldPath[]): readonly string[] {
  return orderBy.flatMap((term) => {
    const position = selection.findIndex((path) => path.text === term.path.text);
    return position === -1 ? [] : [`${position + 1}${directionSql(term)}`];
  });
}

/**
 * Direction of one term. A place for nulls is stated only where there can be some, so that a plain index serves the
 * order of the other columns.
 */
function directionSql({ direction, nulls, path }: OrderTerm): string {
  const nullsText = path.nullable ? ` NULLS ${nulls.toUpperCase()}` : '';
  return `${direction === 'desc' ? ' DESC' : ''}${nullsText}`;
}

function lockSql({ mode }: RowLock): string {
  if (mode === 'wait') return ' FOR UPDATE';
  return mode === 'nowait' ? ' FOR UPDATE NOWAIT' : ' FOR UPDATE SKIP LOCKED';
}
