import type { Connection } from '../../contract/driver';
import type { SchemaPlanOptions } from '../../contract/schema-sync';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { viewsInOrder } from '../../metadata/views-in-order';
import type { Catalog } from './postgres-catalog';
import { change, impossible, type PostgresChange } from './postgres-change';
import { quoteName } from './postgres-column';
import type { TakenNames } from './postgres-index-diff';
import { introspect } from './postgres-introspect';
import { probeRows } from './postgres-schema-probe';
import { type TableDefinition, tableDefinitions } from './postgres-table-definition';
import { tableChanges, tableProbes } from './postgres-table-diff';
import { isVectorType } from './postgres-type-change';
import { aroundViews, defineView, type PlannedView, viewChanges } from './postgres-view-diff';

function schemaChanges(models: readonly ModelMetadata[], catalog: Catalog): PostgresChange[] {
  const wanted = new Set(models.flatMap(({ namespace }) => namespace ?? []));
  return [...wanted]
    .filter((schema) => !catalog.schemas.includes(schema))
    .map((schema) =>
      change({ kind: 'createSchema', model: null }, 'safe', [`CREATE SCHEMA IF NOT EXISTS ${quoteName(schema)}`]),
    );
}

function extensionChanges(needsVector: boolean, { vector }: Catalog): PostgresChange[] {
  if (!needsVector || vector.installed) return [];
  const subject = { kind: 'createExtension', model: null };
  if (vector.available) return [change(subject, 'safe', ['CREATE EXTENSION IF NOT EXISTS vector'])];
  const reason = 'Vector fields need the extension `vector` (pgvector), which this server does not have: install it.';
  return [impossible(subject, reason)];
}

function needsVector(tables: readonly TableDefinition[]): boolean {
  return tables.some((table) => table.columns.some((column) => isVectorType(column.type)));
}

/**
 * What stands between models and store, in the order in which it can be applied. Two round trips at most, whatever the
 * number of models; writes nothing.
 */
export async function planPostgresSchema(
  connection: Connection<unknown>,
  models: readonly ModelMetadata[],
  { dropRemovedIndexes }: SchemaPlanOptions,
): Promise<readonly PostgresChange[]> {
  const tables = tableDefinitions(models);
  const viewModels = viewsInOrder(models);
  if (tables.length + viewModels.length === 0) return [];
  const wanted = [...tables, ...viewModels.map(({ namespace, table }) => ({ schema: namespace, name: table }))];
  const withVector = needsVector(tables);
  const catalog = await introspect(connection, wanted, withVector);
  const stored = new Map(catalog.tables.map((table) => [table.position, table]));
  const probes = tables.flatMap((table, position) => {
    const there = stored.get(position);
    return there === undefined ? [] : tableProbes(table, there);
  });
  const answers = await probeRows(connection, probes);
  const views: PlannedView[] = viewModels.map((model, position) => ({
    definition: defineView(model),
    stored: stored.get(tables.length + position),
  }));
  const taken: TakenNames = new Map();
  const around = (table: string, statement: string) => aroundViews(table, statement, views);
  const surroundings = { answers, taken, dropRemovedIndexes, aroundViews: around };
  return [
    ...schemaChanges(models, catalog),
    ...extensionChanges(withVector, catalog),
    ...tables.flatMap((table, position) => tableChanges(table, stored.get(position), surroundings)),
    ...viewChanges(views, taken, dropRemovedIndexes),
  ];
}
