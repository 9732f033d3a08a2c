import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, MongoClient } from 'mongodb';
import {
  type ChangeStream,
  type ConnectedEngine,
  Document,
  Entity,
  Field,
  MongoEngine,
  PrimaryKey,
  SchemaError,
  UnsupportedCapabilityError,
} from '../../../lib';
import { ModelDefinitionError } from '../../../lib/errors/definition-errors';
import { expectError } from '../../support/expect-error';
import { databaseUrl } from '../../support/servers/mongodb-database';
import { startMongodbServer, startOwnMongodbServer } from '../../support/servers/mongodb-server';
import type { Server } from '../../support/servers/server';
import { FailPoints } from './fail-point';

@Entity()
class Signal extends Document {
  @PrimaryKey({ type: 'int' }) id!: number;

  @Field({ type: 'string', nullable: true }) text?: string | null;

  @Field({ type: { map: ['int', 'string'] }, nullable: true }) names?: Map<number, string> | null;
}

/** Asks for it, which SQL needs; here it only says that the model is for stores that can. */
@Entity({ watch: true })
class Wanted extends Document {
  @PrimaryKey({ type: 'int' }) id!: number;
}

const APP_NAME = 'polydoc-watch-spec';
const DATABASE = `polydoc_watch_${process.pid}`;
const TIMEOUT_MS = 60_000;

let server: Server;
let failPoints: FailPoints;
let engine: ConnectedEngine;
let client: MongoClient;
let database: Db;

beforeAll(async () => {
  server = await startMongodbServer();
  failPoints = new FailPoints(server.url, APP_NAME);
  engine = await MongoEngine.connect({
    url: databaseUrl(server.url, DATABASE),
    driverOptions: { appName: APP_NAME, serverSelectionTimeoutMS: 2_000 },
    models: [Signal],
  });
  // Writes past the engine, and past its fail points.
  client = new MongoClient(server.url);
  database = client.db(DATABASE);
}, 120_000);

beforeEach(async () => {
  await failPoints.clear();
  await signals().deleteMany({});
});

afterAll(async () => {
  await failPoints?.close();
  await engine?.close();
  await database?.dropDatabase();
  await client?.close();
  await server?.stop();
});

function signals() {
  return database.collection<{ _id: number; text?: string; names?: object }>('signal');
}

async function keys(stream: ChangeStream<Signal>, count: number): Promise<unknown[]> {
  const found: unknown[] = [];
  while (found.length < count) {
    const { value } = await stream.next();
    if (value === undefined) throw new Error('The stream ended.');
    found.push(value.key);
  }
  return found;
}

/** Names of the commands about cursors that the engine's client sends while `work` runs. */
async function commandsOf(work: () => Promise<void>): Promise<string[]> {
  const watched = await MongoEngine.connect({
    url: databaseUrl(server.url, DATABASE),
    driverOptions: { monitorCommands: true },
  });
  const names: string[] = [];
  if (!(watched.client instanceof MongoClient)) throw new Error('Not a client.');
  watched.client.on('commandStarted', ({ commandName }) => names.push(commandName));
  const before = engine;
  engine = watched;
  try {
    await work();
  } finally {
    engine = before;
    await watched.close();
  }
  return names;
}

describe('change streams', () => {
  it('need no wish in the model, and read maps and nulls as reads do', async () => {
    const stream = Signal.watch();
    await stream.ready;
    await signals().insertOne({ _id: 1, names: { 1: 'a', 2: 'b' } });
    const { value } = await stream.next();
    expect({ ...value?.document }).toEqual({ ...(await Signal.get(1)) });
    expect(value?.document?.names).toEqual(
      new Map([
        [1, 'a'],
        [2, 'b'],
      ]),
    );
    await stream.close();
  });

  it('name the field of what changed inside of it, and take removed fields along', async () => {
    const stream = Signal.watch();
    await signals().insertOne({ _id: 1, text: 'x', names: { 1: 'a' } });
    await stream.ready;
    await signals().updateOne({ _id: 1 }, { $set: { 'names.2': 'b', unknown: 1 }, $unset: { text: 1 } });
    expect((await stream.next()).value?.changed).toEqual(['text', 'names']);
    await stream.close();
  });

  it('free the cursor when a loop is left', async () => {
    const names = await commandsOf(async () => {
      const stream = Signal.using(engine).watch();
      await stream.ready;
      await signals().insertOne({ _id: 1 });
      for await (const { key } of stream) {
        expect(key).toBe(1);
        break;
      }
    });
    expect(names.filter((name) => name === 'aggregate')).toHaveLength(1);
    expect(names).toContain('killCursors');
  });

  it('fetch a batch at a time, and only when asked', async () => {
    const names = await commandsOf(async () => {
      const stream = Signal.using(engine).watch({}, { fetchSize: 5 });
      await stream.ready;
      await signals().insertMany(Array.from({ length: 40 }, (_, id) => ({ _id: id })));
      expect(await keys(stream, 1)).toEqual([0]);
      await sleep(300);
      expect(await keys(stream, 39)).toEqual(Array.from({ length: 39 }, (_, id) => id + 1));
      await stream.close();
    });
    expect(names.filter((name) => name === 'getMore').length).toBeGreaterThanOrEqual(8);
  });

  it(
    'go on where they were when the connection is cut, again and again',
    async () => {
      const retries: unknown[] = [];
      const stop = engine.on('retry', ({ operation }) => retries.push(operation));
      const stream = Signal.watch();
      await stream.ready;
      const seen: unknown[] = [];
      const consume = async (): Promise<void> => {
        for await (const { key } of stream) if (seen.push(key) === 60) break;
      };
      const consuming = consume();
      for (let id = 0; id < 60; id += 1) {
        await signals().insertOne({ _id: id });
        if (id % 20 === 5) await failPoints.set({ failCommands: ['getMore'], closeConnection: true }, 1);
        // Also what the client does to mend it fails: then the stream is opened anew.
        if (id % 20 === 15) await failPoints.set({ failCommands: ['getMore', 'aggregate'], closeConnection: true }, 3);
        await sleep(20);
      }
      await consuming;
      stop();
      expect(seen).toEqual(Array.from({ length: 60 }, (_, id) => id));
      expect(retries).toContain('watch');
    },
    TIMEOUT_MS,
  );

  it('go on after an error that the server calls resumable', async () => {
    const stream = Signal.watch();
    await stream.ready;
    const change = stream.next();
    await failPoints.set({ failCommands: ['getMore'], errorCode: 91, errorLabels: ['ResumableChangeStreamError'] }, 1);
    await sleep(100);
    await signals().insertOne({ _id: 3 });
    expect((await change).value?.key).toBe(3);
    await stream.close();
  });

  it('fail at once when they cannot be begun', async () => {
    await failPoints.set({ failCommands: ['aggregate'], errorCode: 13 }, 1);
    await expect(Signal.watch().ready).rejects.toMatchObject({ code: 'POLYDOC_DATABASE' });
  });

  it('end with an error when the collection is dropped', async () => {
    const stream = Signal.watch();
    await signals().insertOne({ _id: 1 });
    await stream.ready;
    await signals().insertOne({ _id: 2 });
    await signals().drop();
    expect(await keys(stream, 1)).toEqual([2]);
    await expectError(stream.next(), SchemaError, { model: 'Signal' });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });
});

describe('a standalone MongoDB', () => {
  it('refuses to watch, and models that ask for it, with the reason', async () => {
    const standalone = await startOwnMongodbServer({ standalone: true });
    try {
      const alone = await MongoEngine.connect({ url: standalone.url });
      const error = await expectError(Signal.using(alone).watch().ready, UnsupportedCapabilityError, {
        capability: 'watch',
        model: 'Signal',
      });
      expect(error.message).toContain('standalone');
      await expectError(() => alone.register(Wanted), ModelDefinitionError);
      await alone.close();
    } finally {
      await standalone.stop();
    }
  }, 120_000);
});
