import {
  BulkWriteError,
  ConflictError,
  type ConnectedEngine,
  createEngine,
  DuplicateKeyError,
  UnsupportedCapabilityError,
} from '../../../lib';
import { Account } from '../../../models-example';
import { expectError } from '../../support/expect-error';
import { Gauge } from '../../support/models/gauge';
import { databaseUrl } from '../../support/servers/mongodb-database';
import { startOwnMongodbServer } from '../../support/servers/mongodb-server';
import type { Server } from '../../support/servers/server';
import { statementsOf } from '../../support/statements-of';

/** A server without transactions: nothing can be taken back, so that everything has to be told. */
describe('bulk writes and batches on a standalone server', () => {
  let server: Server;
  let engine: ConnectedEngine;

  beforeAll(async () => {
    server = await startOwnMongodbServer({ standalone: true });
    engine = await createEngine({ url: databaseUrl(server.url, 'polydoc_standalone'), models: [] });
    engine.register(Gauge, Account, { rebind: true });
    await engine.syncSchema();
  }, 120_000);
  afterAll(async () => {
    await engine?.close();
    await server?.stop();
  });
  beforeEach(async () => {
    await Gauge.truncate();
    await Account.truncate();
  });

  const outcomesOf = (error: BulkWriteError): unknown => {
    const items: unknown = Reflect.get(Object(error.result), 'items');
    return Array.isArray(items) ? items.map((item: unknown) => Reflect.get(Object(item), 'outcome')) : null;
  };
  const storedIds = async (): Promise<string[]> => (await Gauge.find()).map((gauge) => gauge.id);

  it('has no transactions', () => {
    expect([engine.capabilities.transaction.level, engine.capabilities['batch.atomic'].level]).toEqual([
      'none',
      'none',
    ]);
  });

  it('inserts in one statement, and says that it is not atomic', async () => {
    const sent = await statementsOf(engine, async () => {
      const result = await Gauge.insertMany([{ id: 'a' }, { id: 'b' }]);
      expect(result).toMatchObject({ inserted: 2, failed: 0, atomic: false });
    });
    expect(sent).toHaveLength(1);
    expect(await storedIds()).toEqual(['a', 'b']);
  });

  it('stops an insert at the first key that exists, and says what was written', async () => {
    await Gauge.create({ id: 'taken' });
    const gauges = ['a', 'taken', 'b'].map((id) => Gauge.build({ id }));
    const error = await expectError(Gauge.insertMany(gauges), BulkWriteError, { status: 409 });
    expect(outcomesOf(error)).toEqual(['inserted', 'failed', 'skipped']);
    expect(error.result).toMatchObject({ atomic: false, inserted: 1, failed: 1 });
    expect(error.cause).toBeInstanceOf(DuplicateKeyError);
    expect(error.cause).toMatchObject({ key: 'taken', fields: ['id'] });
    expect(await storedIds()).toEqual(['a', 'taken']);
    expect(gauges.map((gauge) => gauge.isNew)).toEqual([false, true, true]);
  });

  it('takes an expired row in the way for none, and goes on behind it', async () => {
    await Gauge.build({ id: 'old' }).insert({ ttl: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const result = await Gauge.insertMany([{ id: 'a' }, { id: 'old', count: 5 }, { id: 'z' }]);
    expect(result.inserted).toBe(3);
    expect((await Gauge.get('old')).count).toBe(5);
  });

  it('sends nothing when an item is invalid', async () => {
    const bad = Gauge.build({ id: 'bad' });
    Object.assign(bad, { count: 'much' });
    const sent = await statementsOf(engine, async () => {
      const error = await expectError(Gauge.insertMany([Gauge.build({ id: 'a' }), bad]), BulkWriteError, {
        status: 422,
      });
      expect(outcomesOf(error)).toEqual(['skipped', 'failed']);
    });
    expect(sent).toEqual([]);
  });

  it('writes what can be written when told to', async () => {
    await Gauge.create({ id: 'taken' });
    const items = ['a', 'taken', 'b', 'a', 'c'].map((id, count) => ({ id, count }));
    const result = await Gauge.insertMany(items, { partial: true });
    expect(result.items.map(({ outcome }) => outcome)).toEqual([
      'inserted',
      'failed',
      'inserted',
      'failed',
      'inserted',
    ]);
    expect(result).toMatchObject({ atomic: false, inserted: 3, failed: 2 });
    expect(result.items[3]?.error).toMatchObject({ code: 'POLYDOC_DUPLICATE_KEY', key: 'a' });
    expect(await storedIds()).toEqual(['a', 'b', 'c', 'taken']);
    expect((await Gauge.get('a')).count).toBe(0);
  });

  it('stops saving at a stale document, and says what was saved', async () => {
    const stored = await Promise.all(['a', 'b', 'c'].map((owner) => Account.create({ owner, balance: 1 })));
    await (await Account.get('b')).touch();
    for (const account of stored) account.balance = 2;
    const error = await expectError(Account.saveMany(stored), BulkWriteError, { status: 409 });
    expect(outcomesOf(error)).toEqual(['updated', 'failed', 'skipped']);
    expect(error.cause).toBeInstanceOf(ConflictError);
    expect(stored.map((account) => account.isDirty())).toEqual([false, true, true]);
    expect((await Account.find()).map((account) => account.balance)).toEqual([2, 1, 1]);
  });

  it('refuses a batch that it cannot take back, before anything is sent', async () => {
    const sent = await statementsOf(engine, async () => {
      const running = engine.batch(() => Gauge.create({ id: 'new' }));
      await expectError(running, UnsupportedCapabilityError, { capability: 'batch.atomic' });
    });
    expect(sent).toEqual([]);
  });

  it('sends a batch together', async () => {
    const doomed = await Gauge.create({ id: 'doomed' });
    const fresh = Account.build({ owner: 'ada', balance: 1 });
    const outcome = await engine.batch(
      async () => {
        await fresh.save();
        await doomed.delete();
        await Gauge.create({ id: 'new' });
      },
      { type: 'unlogged' },
    );
    expect(outcome).toEqual({ applied: true, existing: [] });
    expect([fresh.isNew, fresh.rev, doomed.isNew]).toEqual([false, 1, true]);
    expect([await storedIds(), (await Account.get('ada')).balance]).toEqual([['new'], 1]);
  });

  it('holds conditions against the rows before it writes anything', async () => {
    const one = await Gauge.create({ id: 'one', count: 1 });
    const fresh = Gauge.build({ id: 'fresh' });
    const outcome = await engine.batch(
      async () => {
        await fresh.insert();
        await one.update({ label: 'x' }, { ifConditions: { count: 99 } });
      },
      { type: 'unlogged' },
    );
    expect(outcome).toMatchObject({ applied: false, existing: [{ id: 'one', count: 1 }] });
    expect([await storedIds(), fresh.isNew, one.label ?? null]).toEqual([['one'], true, null]);
  });

  it('sends nothing of a batch with a document that is stale already', async () => {
    const stale = await Account.create({ owner: 'stale', balance: 1 });
    await (await Account.get('stale')).touch();
    stale.balance = 2;
    const running = engine.batch(
      async () => {
        await Gauge.create({ id: 'new' });
        await stale.save();
      },
      { type: 'unlogged' },
    );
    await expectError(running, ConflictError, { expected: 1, actual: 2 });
    expect(await storedIds()).toEqual([]);
  });

  it('says what of a batch took place when it fails half-way', async () => {
    const [first, twice, again, last] = ['a', 'b', 'b', 'c'].map((id) => Gauge.build({ id }));
    if (!first || !twice || !again || !last) throw new Error('not built');
    const running = engine.batch(
      async () => {
        await first.insert();
        await twice.insert();
        await again.insert();
        await last.insert();
      },
      { type: 'unlogged' },
    );
    const error = await expectError(running, BulkWriteError, { status: 409 });
    expect(outcomesOf(error)).toEqual(['written', 'written', 'failed', 'written']);
    expect(error.result).toMatchObject({
      atomic: false,
      items: [{ operation: 'insert', model: 'Gauge', key: 'a' }, {}, {}, {}],
    });
    expect(await storedIds()).toEqual(['a', 'b', 'c']);
    expect([first, twice, again, last].map((gauge) => gauge.isNew)).toEqual([false, false, true, false]);
  });
});
