import type { Connection } from '../../contract/driver';
import { NO_RUN_OPTIONS } from '../../contract/driver';
import { propertyOf } from '../../internal/property-of';
import { commandOn } from './mongodb-schema-change';
import { NO_ENTRY, type RegistryEntry, readRegistry } from './mongodb-schema-registry';
import type { BsonDocument, MongoTarget } from './mongodb-statement';

/** A collection as it is. */
export interface StoredCollection {
  /** `collection`, `view`, `timeseries`; null where there is none of the name. */
  readonly type: string | null;
  readonly options: BsonDocument;
  readonly indexes: readonly BsonDocument[];
  readonly entry: RegistryEntry;
}

/** Error of the server for a collection that there is not: https://www.mongodb.com/docs/manual/reference/error-codes/ */
const NAMESPACE_NOT_FOUND = 26;

function documentOf(value: unknown): BsonDocument {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Runs a command and gives back its rows. */
export function command(
  connection: Connection<unknown>,
  target: MongoTarget,
  body: BsonDocument,
): Promise<readonly object[]> {
  return connection.execute(commandOn(target, body), [], NO_RUN_OPTIONS);
}

/** True when a document matches. */
export async function hasDocument(
  connection: Connection<unknown>,
  target: MongoTarget,
  filter: BsonDocument,
): Promise<boolean> {
  const find = { find: target.collection, filter, projection: { _id: 1 }, limit: 1, singleBatch: true };
  return (await command(connection, target, find)).length > 0;
}

async function indexesOf(
  connection: Connection<unknown>,
  target: MongoTarget,
  type: string | null,
): Promise<readonly BsonDocument[]> {
  if (type !== 'collection') return [];
  try {
    return (await command(connection, target, { listIndexes: target.collection })).map(documentOf);
  } catch (error) {
    // Dropped since it was listed.
    if (propertyOf(error, 'code') === NAMESPACE_NOT_FOUND) return [];
    throw error;
  }
}

async function introspectDatabase(
  connection: Connection<unknown>,
  database: string | null,
  names: readonly string[],
): Promise<ReadonlyMap<string, StoredCollection>> {
  const list = { listCollections: 1, filter: { name: { $in: names } } };
  const found = await command(connection, { database, collection: '' }, list);
  const entries = await readRegistry(connection, database, names);
  const collections = names.map(async (name): Promise<readonly [string, StoredCollection]> => {
    const one = found.find((candidate) => propertyOf(candidate, 'name') === name);
    const type = one === undefined ? null : String(propertyOf(one, 'type'));
    const options = documentOf(propertyOf(one, 'options'));
    const indexes = await indexesOf(connection, { database, collection: name }, type);
    return [name, { type, options, indexes, entry: entries.get(name) ?? NO_ENTRY }];
  });
  return new Map(await Promise.all(collections));
}

/** What there is of each collection that was asked for. */
export async function introspect(
  connection: Connection<unknown>,
  targets: readonly MongoTarget[],
): Promise<ReadonlyMap<MongoTarget, StoredCollection>> {
  const found = new Map<MongoTarget, StoredCollection>();
  for (const database of new Set(targets.map((target) => target.database))) {
    const wanted = targets.filter((target) => target.database === database);
    const names = [...new Set(wanted.map((target) => target.collection))];
    const stored = await introspectDatabase(connection, database, names);
    for (const target of wanted) {
      const collection = stored.get(target.collection);
      if (collection !== undefined) found.set(target, collection);
    }
  }
  return found;
}
