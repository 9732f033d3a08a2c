import { MongoClient } from 'mongodb';
import {
  BulkWriteError,
  ConflictError,
  Document,
  DuplicateKeyError,
  Entity,
  Field,
  Index,
  PrimaryKey,
  SessionStateError,
} from '../../../lib';
import { NO_RUN_OPTIONS } from '../../../lib/contract/driver';
import { mongodbBatches } from '../../../lib/engines/mongodb/mongodb-batches';
import { MongoConnection } from '../../../lib/engines/mongodb/mongodb-connection';
import { sharedClient } from '../../../lib/engines/mongodb/mongodb-line';
import type { BulkWriteStatement, MongoStatement } from '../../../lib/engines/mongodb/mongodb-statement';
import { Account } from '../../../models-example';
import { describeEngines } from '../../support/engines';
import { expectError } from '../../support/expect-error';
import { statementsOf } from '../../support/statements-of';

@Entity()
class Badge extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string', nullable: true }) @Index({ unique: true, sparse: true }) code?: string | null;

  @Field({ type: 'decimal', nullable: true }) weight?: unknown;
}

function itemsOf(error: BulkWriteError): readonly unknown[] {
  const items: unknown = Reflect.get(Object(error.result), 'items');
  return Array.isArray(items) ? items : [];
}

function outcomesOf(error: BulkWriteError): readonly unknown[] {
  return itemsOf(error).map((item) => Reflect.get(Object(item), 'outcome'));
}

describeEngines(['mongodb'], 'bulk writes without savepoints', (engine) => {
  engine.useModels(Badge, Account);
  beforeEach(async () => {
    await Badge.truncate();
    await Account.truncate();
  });
  const storedIds = async (): Promise<string[]> => (await Badge.find()).map((badge) => badge.id);

  test('an insert is one statement in one transaction', async () => {
    const sent = await statementsOf(engine.engine, () => Badge.insertMany([{ id: 'a' }, { id: 'b' }, { id: 'c' }]));
    expect(sent).toHaveLength(1);
  });

  test('all items at fault are found, whatever the fault', async () => {
    await Badge.insertMany([
      { id: 'taken', code: 'x' },
      { id: 'other', code: 'y' },
    ]);
    const items = [
      { id: 'a', code: '1' },
      { id: 'taken' },
      { id: 'b', code: 'y' },
      { id: 'c', code: '2' },
      { id: 'c' },
      { id: 'd', weight: '1'.repeat(40) },
      { id: 'e', code: '1' },
      { id: 'f' },
    ].map((item) => Badge.build(item));
    const error = await expectError(Badge.insertMany(items), BulkWriteError);
    expect(outcomesOf(error)).toEqual([
      'skipped',
      'failed',
      'failed',
      'skipped',
      'failed',
      'failed',
      'failed',
      'skipped',
    ]);
    expect(itemsOf(error)).toMatchObject([
      {},
      { error: { code: 'POLYDOC_DUPLICATE_KEY', key: 'taken' } },
      { error: { code: 'POLYDOC_DUPLICATE_KEY', fields: ['code'] } },
      {},
      { error: { code: 'POLYDOC_DUPLICATE_KEY', key: 'c' } },
      { error: { code: 'POLYDOC_VALIDATION', problems: [{ path: 'weight' }] } },
      { error: { code: 'POLYDOC_DUPLICATE_KEY', fields: ['code'] } },
      {},
    ]);
    expect(await storedIds()).toEqual(['other', 'taken']);
    expect(items.every((badge) => badge.isNew)).toBe(true);
  });

  test('very many items at fault are found as well', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => ({ id: `n${String(index).padStart(2, '0')}` }));
    await Badge.insertMany(ids.slice(0, 40));
    const error = await expectError(Badge.insertMany(ids), BulkWriteError);
    expect(error.result).toMatchObject({ failed: 40, inserted: 0 });
    expect(await Badge.count()).toBe(40);
  });

  test('expired rows are in nobody’s way', async () => {
    await Badge.build({ id: 'old', code: 'o' }).insert({ ttl: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await Badge.insertMany([{ id: 'a' }, { id: 'old', code: 'n' }, { id: 'z' }])).inserted).toBe(3);
    expect((await Badge.get('old')).code).toBe('n');
    const partial = await Badge.insertMany([{ id: 'old' }, { id: 'more' }], { partial: true });
    expect(partial.items.map(({ outcome }) => outcome)).toEqual(['failed', 'inserted']);
  });

  test('in a transaction a failed insert cannot be taken back alone: it ends the transaction', async () => {
    await Badge.create({ id: 'taken' });
    const running = engine.engine.transaction(async () => {
      const error = await expectError(Badge.insertMany([{ id: 'a' }, { id: 'taken' }]), BulkWriteError);
      expect(outcomesOf(error)).toEqual(['skipped', 'failed']);
    });
    await expectError(running, SessionStateError);
    expect(await storedIds()).toEqual(['taken']);
  });

  test('a partial insert in a transaction leaves out what is there', async () => {
    await Badge.create({ id: 'taken' });
    await engine.engine.transaction(async () => {
      const { items } = await Badge.insertMany([{ id: 'a' }, { id: 'taken' }, { id: 'b' }], { partial: true });
      expect(items.map(({ outcome }) => outcome)).toEqual(['inserted', 'failed', 'inserted']);
    });
    expect(await storedIds()).toEqual(['a', 'b', 'taken']);
  });

  test('a condition that does not hold leaves the transaction around the batch as it was', async () => {
    const one = await Account.create({ owner: 'one', balance: 1 });
    await engine.engine.transaction(async () => {
      const outcome = await engine.engine.batch(async () => {
        await Badge.create({ id: 'lost' });
        await one.update({ balance: 5 }, { ifConditions: { balance: 99 } });
      });
      expect(outcome).toMatchObject({ applied: false, existing: [{ owner: 'one', balance: 1 }] });
      await Badge.create({ id: 'kept' });
    });
    expect(await storedIds()).toEqual(['kept']);
  });

  test('a batch that fails in a transaction ends it', async () => {
    const stale = await Account.create({ owner: 'stale', balance: 1 });
    await (await Account.get('stale')).touch();
    stale.balance = 2;
    const running = engine.engine.transaction(async () => {
      const batch = engine.engine.batch(async () => {
        await Badge.create({ id: 'lost' });
        await stale.save();
      });
      await expectError(batch, ConflictError);
    });
    await expectError(running, SessionStateError);
    expect(await storedIds()).toEqual([]);
  });

  test('a condition may rest on what the batch wrote before', async () => {
    const fresh = Account.build({ owner: 'fresh', balance: 1 });
    const outcome = await engine.engine.batch(async () => {
      await fresh.save();
      await fresh.update({ balance: 2 }, { ifConditions: { balance: 1 } });
    });
    expect(outcome.applied).toBe(true);
    expect(await Account.get('fresh')).toMatchObject({ balance: 2, rev: 2 });
    expect([fresh.balance, fresh.rev]).toEqual([2, 2]);
  });

  test('an error names the write that it is about', async () => {
    await Badge.create({ id: 'a', code: 'x' });
    const batch = engine.engine.batch(async () => {
      await Account.create({ owner: 'ada', balance: 1 });
      await Badge.create({ id: 'b', code: 'x' });
    });
    await expectError(batch, DuplicateKeyError, { model: 'Badge', fields: ['code'], key: 'b' });
    expect(await Account.count()).toBe(0);
  });
});

describeEngines(['mongodb'], 'bulk writes on servers before 8.0', (engine) => {
  const target = { database: null, collection: 'old_server' };
  let client: MongoClient;
  beforeAll(async () => {
    client = await new MongoClient(engine.url).connect();
  });
  afterAll(() => client?.close());
  beforeEach(() => client.db().collection('old_server').deleteMany({}));

  const line = (): MongoConnection =>
    new MongoConnection(
      sharedClient(client, client.db().databaseName, {
        hasTransactions: true,
        hasClientBulkWrite: false,
        maxWireVersion: 21,
      }),
    );
  const upsert = (id: string): BulkWriteStatement['writes'][number] => ({
    write: {
      kind: 'update',
      target,
      filter: { _id: { $eq: id } },
      update: { $setOnInsert: { n: 1 } },
      many: false,
      upsert: true,
      counts: 'upserted',
    },
    isCounted: true,
  });

  test('rows are told one by one', async () => {
    const rows: BulkWriteStatement['writes'] = [
      upsert('a'),
      { write: { kind: 'insert', target, documents: [{ _id: 'a' }, { _id: 'b' }] }, isCounted: true },
      upsert('b'),
    ];
    const goOn = await line().run({ kind: 'bulkWrite', writes: rows, onRefusal: 'goOn' }, NO_RUN_OPTIONS);
    expect(goOn).toMatchObject({
      affected: 2,
      refused: [
        { row: 1, cause: { code: 11000 } },
        { row: 3, cause: null },
      ],
    });
    await client.db().collection('old_server').deleteMany({});
    const stop = await line().run({ kind: 'bulkWrite', writes: rows, onRefusal: 'stop' }, NO_RUN_OPTIONS);
    expect(stop).toMatchObject({ affected: 1, refused: [{ row: 1, cause: { code: 11000 } }] });
    expect(await client.db().collection('old_server').countDocuments()).toBe(1);
  });

  test('a batch is sent write by write, up to the failure', async () => {
    const compiled: MongoStatement[] = [
      { kind: 'insert', target, documents: [{ _id: 1 }] },
      { kind: 'insert', target, documents: [{ _id: 1 }] },
      { kind: 'insert', target, documents: [{ _id: 2 }] },
    ];
    const batch = { kind: 'batch', operations: [], type: 'logged', timestampMicros: null } as const;
    const outcome = await mongodbBatches.run(line(), batch, compiled, NO_RUN_OPTIONS);
    expect(outcome).toMatchObject({ results: [{ affected: 1 }], failure: { position: 1, cause: { code: 11000 } } });
  });
});
