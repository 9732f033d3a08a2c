import type { Connection } from '../../contract/driver';
import type { SchemaPlanOptions } from '../../contract/schema-sync';
import { propertyOf } from '../../internal/property-of';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { viewsInOrder } from '../../metadata/views-in-order';
import { collectionDefinitions } from './mongodb-collection-definition';
import { collectionChanges } from './mongodb-collection-diff';
import type { SchemaSurroundings } from './mongodb-index-diff';
import { introspect, type StoredCollection } from './mongodb-introspect';
import { targetOf } from './mongodb-names';
import type { MongoChange } from './mongodb-schema-change';
import { NO_ENTRY } from './mongodb-schema-registry';
import type { MongoTarget } from './mongodb-statement';
import { viewChanges } from './mongodb-view-diff';

/** Server 6.0: https://github.com/mongodb/specifications/blob/master/source/wireversion-featurelist/wireversion-featurelist.md */
const CONVERTS_TO_UNIQUE = 17;

const MISSING: StoredCollection = Object.freeze({ type: null, options: {}, indexes: [], entry: NO_ENTRY });

function surroundingsOf(connection: Connection<unknown>, options: SchemaPlanOptions): SchemaSurroundings {
  const version = propertyOf(propertyOf(connection, 'facts'), 'maxWireVersion');
  return {
    connection,
    dropRemovedIndexes: options.dropRemovedIndexes,
    convertsToUnique: typeof version === 'number' && version >= CONVERTS_TO_UNIQUE,
  };
}

/** What stands between models and store, in the order in which it can be applied; writes nothing. */
export async function planMongodbSchema(
  connection: Connection<unknown>,
  models: readonly ModelMetadata[],
  options: SchemaPlanOptions,
): Promise<readonly MongoChange[]> {
  const definitions = collectionDefinitions(models);
  const views = viewsInOrder(models);
  if (definitions.length + views.length === 0) return [];
  const stored = await introspect(connection, [...definitions.map(({ target }) => target), ...views.map(targetOf)]);
  const storedOf = (target: MongoTarget): StoredCollection => stored.get(target) ?? MISSING;
  const surroundings = surroundingsOf(connection, options);
  const changes: MongoChange[] = [];
  for (const definition of definitions) {
    changes.push(...(await collectionChanges(definition, storedOf(definition.target), surroundings)));
  }
  for (const view of views) changes.push(...(await viewChanges(view, storedOf(targetOf(view)), surroundings)));
  return changes;
}
