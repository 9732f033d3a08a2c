import { setTimeout as sleep } from 'node:timers/promises';
import { BSON, MongoClient } from 'mongodb';
import { NO_RUN_OPTIONS, type RunOptions } from '../../../lib/contract/driver';
import { MONGODB_CAPABILITIES } from '../../../lib/engines/mongodb/mongodb-capabilities';
import type { MongoOptions } from '../../../lib/engines/mongodb/mongodb-config';
import type { MongoConnection } from '../../../lib/engines/mongodb/mongodb-connection';
import { MongoDriver } from '../../../lib/engines/mongodb/mongodb-driver';
import { mongodbErrors } from '../../../lib/engines/mongodb/mongodb-errors';
import { expiryIn, NOT_EXPIRED } from '../../../lib/engines/mongodb/mongodb-expiry';
import type { FindStatement, MongoStatement } from '../../../lib/engines/mongodb/mongodb-statement';
import { mongodbStreaming } from '../../../lib/engines/mongodb/mongodb-streaming';
import { ConnectionError, TimeoutError } from '../../../lib/errors/database-errors';
import { ConfigurationError } from '../../../lib/errors/definition-errors';
import { InvalidQueryError } from '../../../lib/errors/usage-errors';
import { NO_READ_HINTS } from '../../../lib/query/operation';
import { databaseUrl } from '../../support/servers/mongodb-database';
import { startMongodbServer, startOwnMongodbServer } from '../../support/servers/mongodb-server';
import type { Server } from '../../support/servers/server';
import { FailPoints } from './fail-point';

const APP_NAME = 'polydoc-driver-spec';
const DATABASE = `polydoc_driver_${process.pid}`;
const CONTEXT = { operation: 'find', model: null, debugValues: false };

let server: Server;
let failPoints: FailPoints;
const opened: MongoDriver[] = [];

beforeAll(async () => {
  server = await startMongodbServer();
  failPoints = new FailPoints(server.url, APP_NAME);
}, 120_000);
afterEach(async () => {
  await failPoints.clear();
  await Promise.all(opened.splice(0).map((driver) => driver.close()));
});
afterAll(async () => {
  await failPoints?.close();
  await server?.stop();
});

async function open(options: MongoOptions = {}): Promise<MongoDriver> {
  const own = options.client === undefined ? { url: databaseUrl(server.url, DATABASE), ...options } : options;
  const driver = new MongoDriver({ driverOptions: { appName: APP_NAME }, ...own }, MONGODB_CAPABILITIES);
  await driver.open();
  opened.push(driver);
  return driver;
}

let nextCollection = 0;

/** A connection, and a collection that nobody has written to. */
async function fresh(options: MongoOptions = {}): Promise<{ line: MongoConnection; target: FindStatement['target'] }> {
  const line = (await open(options)).acquire();
  nextCollection += 1;
  return { line, target: { database: null, collection: `c${nextCollection}` } };
}

function find(target: FindStatement['target'], more: Partial<FindStatement> = {}): FindStatement {
  const nothing = { projection: null, sort: null, limit: null, skip: 0, hints: NO_READ_HINTS, dropsExpired: false };
  return { kind: 'find', target, filter: {}, ...nothing, ...more };
}

function decoded(rows: readonly unknown[]): unknown[] {
  return rows.map((row) => {
    if (!ArrayBuffer.isView(row)) throw new Error('A row is no bytes.');
    return BSON.deserialize(new Uint8Array(row.buffer, row.byteOffset, row.byteLength));
  });
}

async function rowsOf(line: MongoConnection, statement: MongoStatement, options: RunOptions = NO_RUN_OPTIONS) {
  return decoded((await line.run(statement, options)).rows);
}

async function affectedBy(line: MongoConnection, statement: MongoStatement): Promise<number> {
  return (await line.run(statement, NO_RUN_OPTIONS)).affected;
}

async function insert(line: MongoConnection, target: FindStatement['target'], ...documents: object[]): Promise<number> {
  return affectedBy(line, { kind: 'insert', target, documents: documents.map((one) => ({ ...one })) });
}

describe('statements on a MongoDB connection', () => {
  it('reads documents as bytes, in order, in part, from a place on', async () => {
    const { line, target } = await fresh();
    expect(
      await insert(line, target, { _id: 2, 1: 'x', a: 5 }, { _id: 1, 1: 'y', a: 6 }, { _id: 3, 1: 'x', a: 7 }),
    ).toBe(3);
    expect(await rowsOf(line, find(target, { filter: { _id: { $in: [1, 2] } }, sort: [['_id', 1]] }))).toEqual([
      { _id: 1, 1: 'y', a: 6 },
      { _id: 2, 1: 'x', a: 5 },
    ]);
    // The order of terms is kept, though one of them looks like a number.
    const ordered = find(target, {
      sort: [
        ['a', -1],
        ['1', 1],
      ],
      projection: { a: 1, _id: 0 },
      limit: 2,
      skip: 1,
    });
    expect(await rowsOf(line, ordered)).toEqual([{ a: 6 }, { a: 5 }]);
    const pipeline = [{ $group: { _id: null, c0: { $sum: '$a' } } }];
    expect(await rowsOf(line, { kind: 'aggregate', target, pipeline, hints: NO_READ_HINTS })).toEqual([
      { _id: null, c0: 18 },
    ]);
  });

  it('counts what updates, replacements and removals affect', async () => {
    const { line, target } = await fresh();
    await insert(line, target, { _id: 1, a: 1 }, { _id: 2, a: 1 });
    const update = { kind: 'update', target, many: false, upsert: false, counts: 'matched' } as const;
    expect(await affectedBy(line, { ...update, filter: { _id: 1 }, update: { $set: { a: 1 } } })).toBe(1);
    expect(
      await affectedBy(line, { ...update, many: true, filter: {}, update: [{ $set: { a: { $add: ['$a', 1] } } }] }),
    ).toBe(2);
    const ensure = { ...update, upsert: true, counts: 'upserted' } as const;
    expect(await affectedBy(line, { ...ensure, filter: { _id: 2 }, update: { $setOnInsert: { a: 9 } } })).toBe(0);
    expect(await affectedBy(line, { ...ensure, filter: { _id: 3 }, update: { $setOnInsert: { a: 9 } } })).toBe(1);
    const replace = { kind: 'replace', target, upsert: true } as const;
    expect(await affectedBy(line, { ...replace, filter: { _id: 4 }, replacement: { a: 4 } })).toBe(1);
    expect(await affectedBy(line, { ...replace, filter: { _id: 4 }, replacement: { a: 5 } })).toBe(1);
    expect(await affectedBy(line, { kind: 'delete', target, filter: { a: 2 }, many: true })).toBe(2);
    expect(await rowsOf(line, find(target, { sort: [['_id', 1]] }))).toEqual([
      { _id: 3, a: 9 },
      { _id: 4, a: 5 },
    ]);
  });

  it('gives back the document that it modified, as bytes and in part', async () => {
    const { line, target } = await fresh();
    const modify = {
      kind: 'findAndModify',
      target,
      filter: { _id: 1 },
      update: { $inc: { n: 1 } },
      projection: null,
    } as const;
    expect(await line.run({ ...modify, upsert: false }, NO_RUN_OPTIONS)).toEqual({
      rows: [],
      affected: 0,
      existing: null,
    });
    expect(await rowsOf(line, { ...modify, upsert: true })).toEqual([{ _id: 1, n: 1 }]);
    expect(await rowsOf(line, { ...modify, upsert: false, projection: { n: 1, _id: 0 } })).toEqual([{ n: 2 }]);
  });

  it.each([true, false])('does writes together in order, by one request: %s', async (together) => {
    const { line: real, target } = await fresh();
    const line = together ? real : withoutBulkWrite(real);
    await insert(line, target, { _id: 1, old: true });
    const update = { kind: 'update', target, many: false, upsert: true, counts: 'upserted' } as const;
    const writes = [
      { write: { kind: 'delete', target, filter: { old: true }, many: true }, isCounted: false },
      { write: { ...update, filter: { _id: 1 }, update: { $setOnInsert: { a: 1 } } }, isCounted: true },
      { write: { ...update, filter: { _id: 1 }, update: { $setOnInsert: { a: 2 } } }, isCounted: true },
      { write: { kind: 'insert', target, documents: [{ _id: 2 }, { _id: 3 }] }, isCounted: true },
      { write: { kind: 'replace', target, filter: { _id: 3 }, replacement: { a: 3 }, upsert: false }, isCounted: true },
    ] as const;
    expect(await affectedBy(line, { kind: 'bulkWrite', writes })).toBe(4);
    expect(await affectedBy(line, { kind: 'bulkWrite', writes: writes.slice(4) })).toBe(1);
    expect(await rowsOf(line, find(target, { sort: [['_id', 1]] }))).toEqual([
      { _id: 1, a: 1 },
      { _id: 2 },
      { _id: 3, a: 3 },
    ]);
  });

  it('leaves out what has ended, by a filter or after reading, with the clock of when it is sent', async () => {
    const { line, target } = await fresh();
    const past = expiryIn(-1);
    await insert(
      line,
      target,
      { _id: 1, _expires_at: past },
      { _id: 2, _expires_at: expiryIn(60) },
      { _id: 3, _expired: past },
    );
    const ids = async (statement: FindStatement) =>
      (await rowsOf(line, statement)).map((row) =>
        typeof row === 'object' && row !== null && '_id' in row ? row._id : null,
      );
    expect(await ids(find(target, { filter: NOT_EXPIRED, sort: [['_id', 1]] }))).toEqual([2, 3]);
    expect(await ids(find(target, { dropsExpired: true, sort: [['_id', 1]] }))).toEqual([2, 3]);
    expect(await ids(find(target, { sort: [['_id', 1]] }))).toEqual([1, 2, 3]);
  });

  it('explains a read without running it', async () => {
    const { line, target } = await fresh();
    const plan = await line.explain(find(target, { filter: { a: 1 } }), NO_RUN_OPTIONS);
    expect(plan).toMatchObject({ queryPlanner: { namespace: `${DATABASE}.${target.collection}` } });
  });
});

describe('raw commands', () => {
  it('gives all documents of a cursor, and any other reply as one row', async () => {
    const { line, target } = await fresh();
    await insert(line, target, ...Array.from({ length: 250 }, (_value, index) => ({ _id: index })));
    const all = await line.execute({ find: target.collection, filter: {}, batchSize: 100 }, [], NO_RUN_OPTIONS);
    expect(all).toHaveLength(250);
    const pipeline = [{ $count: 'n' }];
    expect(await line.execute({ aggregate: target.collection, pipeline }, [], NO_RUN_OPTIONS)).toEqual([{ n: 250 }]);
    expect(await line.execute({ count: target.collection }, [], NO_RUN_OPTIONS)).toMatchObject([{ n: 250, ok: 1 }]);
    expect(await line.execute({ ping: 1, $db: 'admin' }, [], NO_RUN_OPTIONS)).toMatchObject([{ ok: 1 }]);
  });

  it('refuses text and parameters before anything is sent', async () => {
    const { line } = await fresh();
    await expect(line.execute('db.users.find()', [], NO_RUN_OPTIONS)).rejects.toThrow(InvalidQueryError);
    await expect(line.execute({ ping: 1 }, [7], NO_RUN_OPTIONS)).rejects.toThrow(InvalidQueryError);
  });
});

describe('limits of a call', () => {
  it('stops at the time limit, and the pool is whole again', async () => {
    const { line, target } = await fresh({ poolSize: 1 });
    await insert(line, target, { _id: 1 });
    await failPoints.set({ failCommands: ['find', 'insert'], blockConnection: true, blockTimeMS: 1_500 }, 2);
    const limited = { ...NO_RUN_OPTIONS, timeoutMs: 150 };
    const startedMs = Date.now();
    await expect(line.run(find(target), limited)).rejects.toThrow(TimeoutError);
    await expect(line.run({ kind: 'insert', target, documents: [{ _id: 2 }] }, limited)).rejects.toThrow(TimeoutError);
    expect(Date.now() - startedMs).toBeLessThan(1_400);
    await failPoints.clear();
    expect(await rowsOf(line, find(target, { filter: { _id: 1 } }))).toEqual([{ _id: 1 }]);
  });

  it('throws the reason of an aborted signal, before and during the call', async () => {
    const { line, target } = await fresh();
    const reason = new Error('changed my mind');
    const aborted = { ...NO_RUN_OPTIONS, signal: AbortSignal.abort(reason) };
    await expect(line.run(find(target), aborted)).rejects.toBe(reason);
    await failPoints.set({ failCommands: ['update'], blockConnection: true, blockTimeMS: 1_500 });
    const controller = new AbortController();
    const update = {
      kind: 'update',
      target,
      filter: {},
      update: { $set: { a: 1 } },
      many: true,
      upsert: false,
      counts: 'matched',
    } as const;
    const running = line.run(update, { ...NO_RUN_OPTIONS, signal: controller.signal, timeoutMs: 60_000 });
    setTimeout(() => controller.abort(reason), 50);
    await expect(running).rejects.toBe(reason);
  });

  it('refuses a call without time left', async () => {
    const { line, target } = await fresh();
    await expect(line.run(find(target), { ...NO_RUN_OPTIONS, timeoutMs: 0 })).rejects.toThrow(TimeoutError);
  });

  it('waits for a connection no longer than it is told to', async () => {
    const { line, target } = await fresh({ poolSize: 1, connectTimeoutMs: 200 });
    await line.run(find(target), NO_RUN_OPTIONS);
    await failPoints.set({ failCommands: ['find'], blockConnection: true, blockTimeMS: 800 });
    const slow = line.run(find(target), NO_RUN_OPTIONS);
    await sleep(50);
    const cause: unknown = await line.run(find(target), NO_RUN_OPTIONS).catch((error: unknown) => error);
    expect(mongodbErrors.translate(cause, CONTEXT)).toBeInstanceOf(TimeoutError);
    await slow;
  });
});

describe('streams', () => {
  it('fetch a batch when it is asked for, and close the cursor when the loop is left', async () => {
    const { line, target } = await fresh();
    await insert(line, target, ...Array.from({ length: 50 }, (_value, index) => ({ _id: index })));
    const sizes: number[] = [];
    for await (const rows of mongodbStreaming.stream(line, find(target), { ...NO_RUN_OPTIONS, fetchSize: 20 }))
      sizes.push(rows.length);
    expect(sizes).toEqual([20, 20, 10]);
    const before = await openCursors(line);
    for await (const rows of mongodbStreaming.stream(line, find(target), { ...NO_RUN_OPTIONS, fetchSize: 20 })) {
      expect(decoded(rows)[0]).toEqual({ _id: 0 });
      break;
    }
    expect(await openCursors(line)).toBe(before);
  });
});

describe('opening', () => {
  it('uses a client of the caller and leaves it open', async () => {
    const client = new MongoClient(server.url);
    const driver = await open({ client, database: DATABASE });
    expect(driver.client).toBe(client);
    expect(driver.acquire().database).toBe(DATABASE);
    await driver.close();
    expect(await client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 });
    await client.close();
  });

  it('tells an unreachable server, a wrong url and something that is no client', async () => {
    const cause: unknown = await open({ url: 'mongodb://127.0.0.1:1/x', connectTimeoutMs: 200 }).catch(
      (error: unknown) => error,
    );
    expect(mongodbErrors.translate(cause, CONTEXT)).toBeInstanceOf(ConnectionError);
    expect(() => new MongoDriver({ url: 'http://localhost' }, MONGODB_CAPABILITIES)).toThrow(ConfigurationError);
    const wrongOption: unknown = await open({ url: 'mongodb://127.0.0.1:1/?zork=1' }).catch((error: unknown) => error);
    expect(mongodbErrors.translate(wrongOption, CONTEXT)).toBeInstanceOf(ConfigurationError);
  });

  it('refuses to be used before it is open and after it is closed', async () => {
    const driver = new MongoDriver({ url: server.url }, MONGODB_CAPABILITIES);
    expect(() => driver.client).toThrow(ConfigurationError);
    expect(() => driver.acquire()).toThrow(ConfigurationError);
    await driver.close();
  });

  it('keeps every capability of a replica set', async () => {
    const driver = new MongoDriver({ url: server.url }, MONGODB_CAPABILITIES);
    opened.push(driver);
    expect(await driver.open()).toEqual(MONGODB_CAPABILITIES);
  });

  it('takes transactions and change streams away from a standalone server, with the reason', async () => {
    const standalone = await startOwnMongodbServer({ standalone: true });
    try {
      const driver = new MongoDriver({ url: standalone.url }, MONGODB_CAPABILITIES);
      const table = await driver.open();
      opened.push(driver);
      for (const name of ['transaction', 'isolation.snapshot', 'batch.atomic', 'watch'] as const) {
        expect(table[name]).toMatchObject({ level: 'none', reason: expect.stringMatching(/standalone/) });
      }
      expect(table['save.complete'].level).toBe('native');
    } finally {
      await standalone.stop();
    }
  }, 60_000);
});

async function openCursors(line: MongoConnection): Promise<unknown> {
  const [status] = await line.execute({ serverStatus: 1, $db: 'admin' }, [], NO_RUN_OPTIONS);
  return JSON.stringify(status !== undefined && 'metrics' in status ? status.metrics : null);
}

/** The same connection to a server that has no bulk write for several collections. */
function withoutBulkWrite(line: MongoConnection): MongoConnection {
  Object.defineProperty(line, 'facts', { value: { ...line.facts, hasClientBulkWrite: false } });
  return line;
}
