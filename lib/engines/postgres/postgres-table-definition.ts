import type { FieldMetadata } from '../../metadata/field-metadata';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { ownedIndexesOf } from '../../metadata/owned-indexes-of';
import { storedFieldsOf } from '../../metadata/stored-fields-of';
import { columnType, quoteName, tableName } from './postgres-column';
import { EXPIRY_COLUMN, hasExpiry } from './postgres-expiry';
import { fillOf } from './postgres-fill';
import { indexDefinition, plainIndex } from './postgres-index-definition';
import type { IndexedRelation } from './postgres-index-diff';
import { clusteringIndexName, expiryIndexName, primaryKeyName } from './postgres-names';
import { type TableOptions, tableOptionsOf } from './postgres-table-options';
import { isCollatable } from './postgres-type-change';

/** A column as the models want it. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  /** Collation name, or null for types without. */
  readonly collation: string | null;
  readonly nullable: boolean;
  /** A column that is stricter than this one is as good. */
  readonly lenient: boolean;
  readonly renamedFrom: string | null;
  /** SQL of the default that the server keeps; null for none. */
  readonly serverDefault: string | null;
  /** SQL of the value that existing rows get when the column is added as not null; null where there is none. */
  readonly fill: string | null;
}

/** A table as the models that share it want it. */
export interface TableDefinition extends IndexedRelation {
  readonly name: string;
  /** The models only read: nothing that they do not need is a difference. */
  readonly readOnly: boolean;
  readonly columns: readonly ColumnDefinition[];
  readonly keyName: string;
  readonly key: readonly string[];
  /** Remark on the primary key by which a changed order is seen; null for tables without clustering keys. */
  readonly keyRemark: string | null;
  readonly options: TableOptions;
  /** Changes are noted for streams. */
  readonly watch: boolean;
}

function columnOf(field: FieldMetadata): ColumnDefinition {
  const type = columnType(field.type);
  const nullable = field.nullable || field.defaultOnLoad;
  return {
    name: field.column,
    type,
    collation: isCollatable(type) ? (field.collation ?? 'C') : null,
    nullable,
    // A field with `defaultOnLoad` reads nulls of older rows; a table made without nulls serves it as well.
    lenient: !field.nullable && nullable,
    renamedFrom: field.renamedFrom,
    // The first increment of one counter of a row leaves the others at 0.
    serverDefault: field.role === 'counter' ? '0' : null,
    fill: nullable ? null : fillOf(field),
  };
}

const EXPIRY: ColumnDefinition = {
  name: EXPIRY_COLUMN,
  type: 'timestamp with time zone',
  collation: null,
  nullable: true,
  lenient: false,
  renamedFrom: null,
  serverDefault: null,
  fill: null,
};

function columnsOf(models: readonly ModelMetadata[]): ColumnDefinition[] {
  const columns = new Map<string, ColumnDefinition>();
  for (const model of models) {
    for (const field of storedFieldsOf(model)) columns.set(field.column, columnOf(field));
  }
  if (models.some(hasExpiry)) columns.set(EXPIRY_COLUMN, EXPIRY);
  return [...columns.values()];
}

function clusteringRemark(model: ModelMetadata): string | null {
  if (model.key.clustering.length === 0) return null;
  const terms = model.key.clustering.map(({ field, direction }) => `${field.column} ${direction}`);
  return `polydoc:clustering ${terms.join(', ')}`;
}

/** The primary key serves one direction for all its columns, forwards or backwards; a mix needs an index of its own. */
function clusteringIndexes(model: ModelMetadata): TableDefinition['indexes'] {
  const directions = new Set(model.key.clustering.map(({ direction }) => direction));
  if (directions.size < 2) return [];
  const clustering = new Map(model.key.clustering.map(({ field, direction }) => [field, direction]));
  const parts = model.key.fields.map((field) => ({ column: field.column, direction: clustering.get(field) ?? 'asc' }));
  return [() => plainIndex(clusteringIndexName(model), parts)];
}

function expiryIndexes(model: ModelMetadata): TableDefinition['indexes'] {
  if (model.ttlSeconds === null || !hasExpiry(model)) return [];
  const where = `${quoteName(EXPIRY_COLUMN)} IS NOT NULL`;
  return [() => plainIndex(expiryIndexName(model), [{ column: EXPIRY_COLUMN, direction: 'asc' }], where)];
}

function indexesOf(models: readonly ModelMetadata[]): TableDefinition['indexes'] {
  return models.flatMap((model) => [
    ...clusteringIndexes(model),
    ...expiryIndexes(model),
    ...ownedIndexesOf(model).map(
      ({ index, model: owner }) =>
        () =>
          indexDefinition(owner, index),
    ),
  ]);
}

/** The table of models that share one; `models` has a root for each family of subclasses, and is not empty. */
function tableDefinition(last: ModelMetadata, models: readonly ModelMetadata[]): TableDefinition {
  return {
    model: last.name,
    schema: last.namespace,
    name: last.table,
    sql: tableName(last),
    readOnly: last.readOnly,
    columns: columnsOf(models),
    keyName: primaryKeyName(last),
    key: last.key.fields.map((field) => field.column),
    keyRemark: clusteringRemark(last),
    options: tableOptionsOf(last),
    watch: models.some(({ watch, readOnly }) => watch && !readOnly),
    indexes: indexesOf(models),
  };
}

/**
 * The tables that models want, one for all models that share it, in the order of the models. A read-only model adds
 * nothing to a table that another model writes; where models disagree about a table, the last one counts. Views are not tables.
 *
 * Throws `SchemaError` (POLYDOC_SCHEMA) for table options that PostgreSQL does not have.
 */
export function tableDefinitions(models: readonly ModelMetadata[]): readonly TableDefinition[] {
  const tables = new Map<string, Set<ModelMetadata>>();
  for (const model of models) {
    if (model.kind === 'view' || (model.abstract && model.discriminator === null)) continue;
    const root = model.discriminator?.root() ?? model;
    const sharing = tables.get(tableName(root)) ?? new Set();
    tables.set(tableName(root), sharing.add(root));
  }
  return [...tables.values()].flatMap((sharing) => {
    const writing = [...sharing].filter((model) => !model.readOnly);
    const relevant = writing.length > 0 ? writing : [...sharing];
    const last = relevant.at(-1);
    return last === undefined ? [] : [tableDefinition(last, relevant)];
  });
}
