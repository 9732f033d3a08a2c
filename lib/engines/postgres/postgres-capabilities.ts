import { type CapabilityTable, emulated, native, none } from '../../capability/support';

const NO_CELL_TIMES = 'PostgreSQL keeps no write time and no time to live of single fields.';
const CASSANDRA_ONLY = 'This is a notion of Cassandra that PostgreSQL does not have.';

/** What PostgreSQL can do. See https://www.postgresql.org/docs/current/ for each. */
export const POSTGRES_CAPABILITIES = Object.freeze({
  transaction: native(),
  savepoint: native(),
  'transaction.readOnly': native(),
  'isolation.snapshot': native('The default; `REPEATABLE READ` in SQL.'),
  'isolation.serializable': native(),
  'lock.row': native(),
  'lock.nowait': native(),
  'lock.skipLocked': native(),
  'write.ifNotExists': native(),
  'write.ifConditions': native(),
  'write.increment': native(),
  'write.timestamp': none(
    'PostgreSQL orders writes by commit and takes no timestamp from the caller.',
    'Use a `@Version` field to refuse late writes.',
  ),
  counter: native('An upsert that adds to the stored value.'),
  'ttl.record': emulated('A hidden column, a condition in every read, and `purgeExpired()` to free the space.'),
  'ttl.field': none(NO_CELL_TIMES, 'Give the whole document a `ttl`, or keep the field in a document of its own.'),
  consistency: none(
    'A PostgreSQL server has one copy to read from and no levels of agreement.',
    'Choose the `isolation` of a transaction.',
  ),
  'batch.atomic': native('One transaction.'),
  'batch.isolated': native('One transaction.'),
  'save.complete': native(),
  'query.anyField': native(),
  'query.or': native(),
  'query.not': native(),
  'query.like': native(),
  'query.regex': native("In PostgreSQL's own dialect."),
  'query.join': native(),
  'query.allowFiltering': none(
    'PostgreSQL answers every filter, with or without an index, and needs no leave for it.',
    'Leave `allowFiltering()` out.',
  ),
  'query.perPartitionLimit': none('A PostgreSQL table has no partition key.', 'Use `limit`, or one query a group.'),
  'query.hint': none(
    'PostgreSQL takes no hints: its planner decides by statistics.',
    'Add an index, or look at `explain()`.',
  ),
  'query.readPreference': none(
    'A connection to PostgreSQL leads to one server.',
    'Connect a second engine to the replica, and use the model bound to it.',
  ),
  'reference.onDelete': native('Foreign keys.'),
  aggregate: native(),
  'page.cursor': native('Keyset.'),
  'page.offset': native(),
  stream: native('A cursor on the server.'),
  'view.materialized': native('Refreshed on demand, also concurrently.'),
  'index.unique': native(),
  watch: native('A trigger and LISTEN/NOTIFY.'),
  'schema.transactional': native(),
  vector: native('Needs the `vector` extension (pgvector).'),
  static: none(CASSANDRA_ONLY, 'Keep what a partition shares in a model of its own.'),
  udt: none('Embedded values are stored as `jsonb`.', 'Leave the frozen marker out.'),
  writetime: none(NO_CELL_TIMES, 'Use an `@UpdatedAt` field.'),
  token: none(CASSANDRA_ONLY, 'Page by key with `cursor()`.'),
}) satisfies CapabilityTable;
