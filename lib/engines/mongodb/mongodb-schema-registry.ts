import type { Connection } from '../../contract/driver';
import { NO_RUN_OPTIONS } from '../../contract/driver';
import { propertyOf } from '../../internal/property-of';
import { commandOn } from './mongodb-schema-change';
import type { MongoTarget } from './mongodb-statement';
import { refusedWrite } from './refused-write';

/**
 * Collection in which polydoc notes what it made: MongoDB keeps no remarks with indexes or collections. One document per
 * collection, by its name.
 */
export const REGISTRY = 'polydoc_schema';

/** What is noted about a collection. */
export interface RegistryEntry {
  /** Names of the indexes that polydoc made. */
  readonly indexes: readonly string[];
  /** Hash of the definition that a view was filled by; empty while it is being made; null for what is no view. */
  readonly view: string | null;
}

/** Of collections that nothing is noted about. */
export const NO_ENTRY: RegistryEntry = Object.freeze({ indexes: Object.freeze([]), view: null });

function entryOf(document: object): RegistryEntry {
  const indexes = propertyOf(document, 'indexes');
  const view = propertyOf(document, 'view');
  return {
    indexes: Array.isArray(indexes) ? indexes.filter((name): name is string => typeof name === 'string') : [],
    view: typeof view === 'string' ? view : null,
  };
}

/** The entries of collections of one database, by collection. */
export async function readRegistry(
  connection: Connection<unknown>,
  database: string | null,
  collections: readonly string[],
): Promise<ReadonlyMap<string, RegistryEntry>> {
  const find = { find: REGISTRY, filter: { _id: { $in: collections } } };
  const target = { database, collection: REGISTRY };
  const documents = await connection.execute(commandOn(target, find), [], NO_RUN_OPTIONS);
  return new Map(documents.map((document) => [String(propertyOf(document, '_id')), entryOf(document)]));
}

/** Two first notes about a collection at once: the later one finds the document of the other. */
const DUPLICATE_KEY = 11_000;

async function note(connection: Connection<unknown>, target: MongoTarget, u: object): Promise<void> {
  const command = commandOn(target, {
    update: REGISTRY,
    updates: [{ q: { _id: target.collection }, u, upsert: true }],
  });
  const [reply] = await connection.execute(command, [], NO_RUN_OPTIONS);
  const refused = refusedWrite(reply);
  if (propertyOf(refused, 'code') === DUPLICATE_KEY) return note(connection, target, u);
  if (refused !== null) throw refused;
}

/** Notes that polydoc made these indexes. Before it does: an index that nobody owns would stay for ever. */
export async function noteIndexes(
  connection: Connection<unknown>,
  target: MongoTarget,
  indexes: readonly string[],
): Promise<void> {
  await note(connection, target, { $addToSet: { indexes: { $each: indexes } } });
}

/** Notes which definition a view is filled by: empty while it is being made, null for what is no view. */
export async function noteView(
  connection: Connection<unknown>,
  target: MongoTarget,
  hash: string | null,
): Promise<void> {
  await note(connection, target, hash === null ? { $unset: { view: '' } } : { $set: { view: hash } });
}

/** Forgets a collection that was dropped. */
export async function forget(connection: Connection<unknown>, target: MongoTarget): Promise<void> {
  const command = { delete: REGISTRY, deletes: [{ q: { _id: target.collection }, limit: 1 }] };
  await connection.execute(commandOn(target, command), [], NO_RUN_OPTIONS);
}
