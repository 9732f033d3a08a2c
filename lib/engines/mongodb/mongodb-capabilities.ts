import { type CapabilityTable, emulated, native, none } from '../../capability/support';

const NO_CELL_TIMES = 'MongoDB keeps no write time and no time to live of single fields.';
const NO_ROW_LOCKS = 'MongoDB locks no documents for a reader: of two transactions that write one, the later fails.';
const INSTEAD_OF_LOCKS = 'Leave `forUpdate()` out: a transaction that meets a conflict is run again.';
const CASSANDRA_ONLY = 'This is a notion of Cassandra that MongoDB does not have.';

/**
 * What MongoDB can do as a replica set or a sharded cluster. See https://www.mongodb.com/docs/manual/ for each. What a
 * standalone server lacks is taken out when the engine connects.
 */
export const MONGODB_CAPABILITIES = Object.freeze({
  transaction: native('Needs a replica set or a sharded cluster.'),
  savepoint: none(
    'A transaction of MongoDB has no points to go back to.',
    "Join the outer transaction (propagation 'join'), or begin another one ('new').",
  ),
  'transaction.readOnly': emulated('polydoc refuses writes; the server knows nothing of it.'),
  'isolation.snapshot': native('The default; read concern `snapshot`.'),
  'isolation.serializable': none(
    'MongoDB has snapshot isolation at most.',
    'Write to a document that all such transactions write to, so that they conflict.',
  ),
  'lock.row': none(NO_ROW_LOCKS, INSTEAD_OF_LOCKS),
  'lock.nowait': none(NO_ROW_LOCKS, INSTEAD_OF_LOCKS),
  'lock.skipLocked': none(NO_ROW_LOCKS, 'Claim documents by a conditional update, each by its key.'),
  'write.ifNotExists': native('Per document.'),
  'write.ifConditions': native('Per document.'),
  'write.increment': native(),
  'write.timestamp': none(
    'MongoDB orders writes by their arrival and takes no timestamp from the caller.',
    'Use a `@Version` field to refuse late writes.',
  ),
  counter: native('An upsert by `$inc`.'),
  'ttl.record': native('A TTL index on a hidden field, and a condition in every read.'),
  'ttl.field': none(NO_CELL_TIMES, 'Give the whole document a `ttl`, or keep the field in a document of its own.'),
  consistency: native('Read and write concerns. Inside a transaction those of the transaction hold.'),
  'batch.atomic': native('One bulk write in a transaction.'),
  'batch.isolated': native('One bulk write in a transaction.'),
  'save.complete': native(),
  'query.anyField': native(),
  'query.or': native(),
  'query.not': native(),
  'query.like': native(),
  'query.regex': native("In MongoDB's own dialect (PCRE)."),
  'query.join': native(),
  'query.allowFiltering': none(
    'MongoDB answers every filter, with or without an index, and needs no leave for it.',
    'Leave `allowFiltering()` out.',
  ),
  'query.perPartitionLimit': none('A collection has no partition key.', 'Use `limit`, or one query a group.'),
  'query.hint': native('The name or the keys of an index.'),
  'query.readPreference': native(),
  'reference.onDelete': emulated('polydoc looks for references and removes or changes them, in one transaction.'),
  aggregate: native(),
  'page.cursor': native('Keyset.'),
  'page.offset': native(),
  stream: native('A cursor on the server.'),
  'view.materialized': emulated('A collection that `refreshView()` fills by `$merge`.'),
  'index.unique': native(),
  watch: native('Change streams; needs a replica set or a sharded cluster.'),
  'schema.transactional': none(
    'MongoDB changes indexes and validators outside of transactions.',
    'Run `syncSchema()` again after a failure: it goes on where it stopped.',
  ),
  vector: emulated('The server computes the distance of every matching document; no index is used.'),
  static: none(CASSANDRA_ONLY, 'Keep what a partition shares in a model of its own.'),
  udt: none('Embedded values are stored as sub-documents.', 'Leave the frozen marker out.'),
  writetime: none(NO_CELL_TIMES, 'Use an `@UpdatedAt` field.'),
  token: none(CASSANDRA_ONLY, 'Page by key with `cursor()`.'),
}) satisfies CapabilityTable;
