import type { ClientSession, Collection, Document, MongoClient } from 'mongodb';
import type { MongoTarget } from './mongodb-statement';

/** What is known about the server; found out when the engine opens. */
export interface MongoServerFacts {
  /** It is a replica set or a sharded cluster: there are transactions and change streams. */
  readonly hasTransactions: boolean;
  /** One request may write to several collections (server 8.0). */
  readonly hasClientBulkWrite: boolean;
  readonly maxWireVersion: number;
}

/** What all connections of an engine share. */
export interface MongoShared {
  readonly client: MongoClient;
  /** Name of the default database. */
  readonly database: string;
  readonly facts: MongoServerFacts;
  collection(target: MongoTarget): Collection<Document>;
}

/** What statements are run with: the client, and the session that they belong to. */
export interface MongoLine extends MongoShared {
  /** Null while nobody needed one: then the client makes its own for every operation. */
  readonly session: ClientSession | null;
  /** A transaction is open on the session. */
  readonly inTransaction: boolean;
}

/** Looks collections up once each: making one anew costs more than the rest of the bookkeeping of a call. */
export function sharedClient(client: MongoClient, database: string, facts: MongoServerFacts): MongoShared {
  const collections = new WeakMap<MongoTarget, Collection<Document>>();
  return {
    client,
    database,
    facts,
    collection(target) {
      const known = collections.get(target);
      if (known !== undefined) return known;
      const collection = client.db(target.database ?? database).collection(target.collection);
      collections.set(target, collection);
      return collection;
    },
  };
}
