import type { MongoClient } from 'mongodb';
import { type CapabilityTable, none } from '../../capability/support';
import { propertyOf } from '../../internal/property-of';
import type { MongoServerFacts } from './mongodb-line';

/** Server 8.0: https://github.com/mongodb/specifications/blob/master/source/wireversion-featurelist/ */
const CLIENT_BULK_WRITE_WIRE_VERSION = 25;

/** Asks the server what it is. */
export async function serverFacts(client: MongoClient): Promise<MongoServerFacts> {
  const hello: unknown = await client.db('admin').command({ hello: 1 }, { raw: false });
  const maxWireVersion = Number(propertyOf(hello, 'maxWireVersion') ?? 0);
  return Object.freeze({
    // `isdbgrid` is what a router of a sharded cluster says of itself.
    hasTransactions: propertyOf(hello, 'setName') !== undefined || propertyOf(hello, 'msg') === 'isdbgrid',
    hasClientBulkWrite: maxWireVersion >= CLIENT_BULK_WRITE_WIRE_VERSION,
    maxWireVersion,
  });
}

const STANDALONE = 'The MongoDB server is standalone; transactions need a replica set or a sharded cluster.';
const BECOME_REPLICA_SET = 'Start the server as a replica set of one: `mongod --replSet rs0`, then `rs.initiate()`.';

/** Takes out of the table what this server does not have. */
export function narrowToFacts(facts: MongoServerFacts, table: CapabilityTable): CapabilityTable {
  if (facts.hasTransactions) return table;
  const missing = none(STANDALONE, BECOME_REPLICA_SET);
  return Object.freeze({
    ...table,
    transaction: missing,
    'transaction.readOnly': missing,
    'isolation.snapshot': missing,
    'batch.atomic': none(
      STANDALONE,
      `${BECOME_REPLICA_SET} Or pass { type: 'unlogged' }: writes that stand for themselves.`,
    ),
    'batch.isolated': missing,
    'reference.onDelete': missing,
    watch: none('The MongoDB server is standalone; change streams need a replica set.', BECOME_REPLICA_SET),
  });
}
