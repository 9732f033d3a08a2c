import { SchemaError } from '../../errors/database-errors';
import type { FieldMetadata } from '../../metadata/field-metadata';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { modelMetadataOf } from '../../metadata/model-metadata-of';
import type { ViewMetadata } from '../../metadata/view-metadata';
import { parseFilter } from '../../query/parse-filter';
import { viewFieldError, viewSourcePath } from '../../query/view-source-path';
import { columnType, quoteName, quoteText, tableName } from './postgres-column';
import { literalPathSql, literalPredicateSql } from './postgres-ddl-expression';
import { hasExpiry, notExpired } from './postgres-expiry';
import { indexDefinition, plainIndex } from './postgres-index-definition';
import type { IndexedRelation } from './postgres-index-diff';
import { primaryKeyName, shortHash } from './postgres-names';
import { isCollatable } from './postgres-type-change';
import { aggregateColumn, viewAggregate } from './postgres-view-aggregate';

/** A materialized view as the model wants it. */
export interface ViewDefinition extends IndexedRelation {
  readonly name: string;
  /** Quoted name of what the view reads. */
  readonly source: string;
  /** The whole `SELECT`. */
  readonly select: string;
  /** Remark with a hash of the definition, which the server gives back only in its own words. */
  readonly remark: string;
}

/** Conditions that every read of the source has: what has ended, is deleted or belongs to another class is not there. */
function hiddenRows(source: ModelMetadata): readonly string[] {
  const conditions: string[] = [];
  if (hasExpiry(source)) conditions.push(notExpired(''));
  if (source.deletedAt !== null) conditions.push(`${quoteName(source.deletedAt.column)} IS NULL`);
  const { discriminator } = source;
  if (discriminator !== null && discriminator.root() !== source) {
    const values = [...discriminator.members().keys()].map(quoteText);
    conditions.push(`${quoteName(discriminator.field.column)} IN (${values.join(', ')})`);
  }
  return conditions;
}

function conditionsOf(view: ViewMetadata, source: ModelMetadata): string {
  const conditions = [...hiddenRows(source)];
  if (view.where !== null && view.where !== undefined) {
    conditions.push(`(${literalPredicateSql(source, parseFilter(source, view.where))})`);
  }
  return conditions.length === 0 ? '' : `\nWHERE ${conditions.join(' AND ')}`;
}

function collated(expression: string, field: FieldMetadata): string {
  if (!isCollatable(columnType(field.type))) return expression;
  return `${expression} COLLATE ${quoteName(field.collation ?? 'C')}`;
}

/** The column of the source that a view's field shows. */
function sourceColumn(model: ModelMetadata, source: ModelMetadata, view: ViewMetadata, field: FieldMetadata): string {
  const path = viewSourcePath(model, source, view, field);
  if (columnType(path.type) !== columnType(field.type)) {
    throw viewFieldError(
      model,
      field,
      `is ${columnType(field.type)}, and ${columnType(path.type)} in ${source.name}: state the same type`,
    );
  }
  return literalPathSql(path);
}

function selectOf(model: ModelMetadata, source: ModelMetadata, view: ViewMetadata): string {
  const from = `\nFROM ${tableName(source)}${conditionsOf(view, source)}`;
  const columns = (expressionOf: (field: FieldMetadata) => string): string =>
    model.fields.map((field) => `${collated(expressionOf(field), field)} AS ${quoteName(field.column)}`).join(', ');
  if (view.aggregate === null || view.aggregate === undefined) {
    return `SELECT ${columns((field) => sourceColumn(model, source, view, field))}${from}`;
  }
  const aggregate = viewAggregate(model, source, view.aggregate);
  const groups = [...aggregate.groups.values()];
  const groupBy = groups.length === 0 ? '' : `\nGROUP BY ${groups.join(', ')}`;
  const select = `SELECT ${columns((field) => aggregateColumn(model, field, aggregate))}${from}${groupBy}`;
  if (aggregate.having === null) return select;
  // Results have names only outside.
  const having = literalPredicateSql(model, parseFilter(model, aggregate.having));
  return `SELECT * FROM (\n${select}\n) AS "groups"\nWHERE ${having}`;
}

/** The key of the view; without a unique index it could not be refreshed concurrently. */
function keyIndexes(model: ModelMetadata): IndexedRelation['indexes'] {
  if (model.key.fields.length === 0) return [];
  const descending = new Set(
    model.key.clustering.filter(({ direction }) => direction === 'desc').map(({ field }) => field),
  );
  const parts = model.key.fields.map((field) => ({
    column: field.column,
    direction: descending.has(field) ? ('desc' as const) : ('asc' as const),
  }));
  return [() => ({ ...plainIndex(primaryKeyName(model), parts), unique: true })];
}

/**
 * The materialized view that a model declares.
 *
 * Throws `SchemaError` (POLYDOC_SCHEMA) for a definition that PostgreSQL cannot have, `InvalidQueryError` for a filter
 * that does not fit the source.
 */
export function viewDefinition(model: ModelMetadata): ViewDefinition {
  const { view } = model;
  if (view === null) throw new SchemaError(`${model.name} is no view.`, { model: model.name });
  const source = modelMetadataOf(view.source());
  const select = selectOf(model, source, view);
  return {
    model: model.name,
    schema: model.namespace,
    name: model.table,
    sql: tableName(model),
    source: tableName(source),
    select,
    remark: `polydoc:view ${shortHash(select, 16)}`,
    indexes: [...keyIndexes(model), ...model.indexes.map((index) => () => indexDefinition(model, index))],
  };
}
