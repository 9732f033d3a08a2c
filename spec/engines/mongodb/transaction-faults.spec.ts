import { setTimeout as sleep } from 'node:timers/promises';
import { ClientSession, MongoClient } from 'mongodb';
import { type ConnectedEngine, MongoEngine } from '../../../lib';
import {
  CommitAmbiguousError,
  ConcurrencyError,
  ConnectionError,
  DatabaseError,
  TimeoutError,
} from '../../../lib/errors/database-errors';
import { DuplicateKeyError } from '../../../lib/errors/outcome-errors';
import { SessionStateError, UnsupportedCapabilityError } from '../../../lib/errors/usage-errors';
import { expectError } from '../../support/expect-error';
import { databaseUrl } from '../../support/servers/mongodb-database';
import { startMongodbServer, startOwnMongodbServer } from '../../support/servers/mongodb-server';
import type { Server } from '../../support/servers/server';
import { FailPoints } from './fail-point';

const APP_NAME = 'polydoc-fault-spec';
const DATABASE = `polydoc_faults_${process.pid}`;
const ALWAYS = Number.POSITIVE_INFINITY;

let server: Server;
let failPoints: FailPoints;
let engine: ConnectedEngine;
let client: MongoClient;

beforeAll(async () => {
  server = await startMongodbServer();
  failPoints = new FailPoints(server.url, APP_NAME);
  engine = await MongoEngine.connect({
    url: databaseUrl(server.url, DATABASE),
    driverOptions: { appName: APP_NAME },
    poolSize: 4,
  });
  // Looks at what is stored past the engine, and past its fail points.
  client = new MongoClient(server.url);
  await client.db(DATABASE).createCollection('counts');
}, 120_000);

beforeEach(async () => {
  await failPoints.clear();
  await counts().deleteMany({});
  await counts().insertOne({ _id: 1, n: 0 });
});

afterAll(async () => {
  await failPoints?.close();
  await engine?.close();
  await client?.db(DATABASE).dropDatabase();
  await client?.close();
  await server?.stop();
});

function counts() {
  return client.db(DATABASE).collection<{ _id: number; n: number }>('counts');
}

async function stored(): Promise<number[]> {
  return (await counts().find().sort({ _id: 1 }).toArray()).map(({ n }) => n);
}

/** Reads the number in the ambient transaction. */
async function read(): Promise<number> {
  const [row] = await engine.execute({ find: 'counts', filter: { _id: 1 } });
  return row !== undefined && 'n' in row ? Number(row.n) : Number.NaN;
}

function write(n: number): Promise<readonly object[]> {
  return engine.execute({ findAndModify: 'counts', query: { _id: 1 }, update: { $set: { n } } });
}

/** Sockets that the engine's pool has lent out at this moment. */
function socketsInUse(): number {
  let lent = 0;
  if (!(engine.client instanceof MongoClient)) throw new Error('Not a client.');
  const pools: unknown = Reflect.get(engine.client, 'topology');
  for (const one of serversOf(pools))
    lent += Number(Reflect.get(Object(Reflect.get(Object(one), 'pool')), 'currentCheckedOutCount'));
  return lent;
}

function serversOf(topology: unknown): unknown[] {
  const servers: unknown = Reflect.get(Object(Reflect.get(Object(topology), 's')), 'servers');
  return servers instanceof Map ? [...servers.values()] : [];
}

/** Sessions of the server's client that are in use or were never given back. */
function liveSessions(): number {
  const state: unknown = Reflect.get(Object(engine.client), 's');
  const active: unknown = Reflect.get(Object(state), 'activeSessions');
  return active instanceof Set ? active.size : Number.NaN;
}

afterEach(async () => {
  await failPoints.clear();
  await sleep(50);
  expect({ sockets: socketsInUse(), sessions: liveSessions() }).toEqual({ sockets: 0, sessions: 0 });
});

async function increments(): Promise<number> {
  let runs = 0;
  await engine.transaction(async () => {
    runs += 1;
    await write((await read()) + 1);
  });
  return runs;
}

describe('a transaction on MongoDB', () => {
  it('is seen by nobody before the commit, and leaves nothing when it throws', async () => {
    const failure = new Error('no');
    const running = engine.transaction(async () => {
      await write(7);
      expect(await read()).toBe(7);
      expect(await stored()).toEqual([0]);
      throw failure;
    });
    await expect(running).rejects.toBe(failure);
    expect(await stored()).toEqual([0]);
    expect(await increments()).toBe(1);
    expect(await stored()).toEqual([1]);
  });

  it('gives the driver session to whoever asks, in the transaction that is open on it', async () => {
    await engine.transaction(async (tx) => {
      const session = tx.getDriverSession();
      expect(session).toMatchObject({ hasEnded: false });
      if (!(session instanceof ClientSession)) throw new Error('Not a session.');
      await write(3);
      expect(session.inTransaction()).toBe(true);
    });
    expect(await stored()).toEqual([3]);
  });

  it.each(['find', 'findAndModify', 'commitTransaction'])(
    'is run again after a transient error of %s',
    async (command) => {
      await failPoints.set({ failCommands: [command], errorCode: 112, errorLabels: ['TransientTransactionError'] });
      expect(await increments()).toBe(2);
      expect(await stored()).toEqual([1]);
    },
  );

  it.each(['find', 'findAndModify'])('is run again when the connection is cut in the middle of %s', async (command) => {
    await failPoints.set({ failCommands: [command], closeConnection: true });
    expect(await increments()).toBe(2);
    expect(await stored()).toEqual([1]);
  });

  it('is given up after the last attempt', async () => {
    await failPoints.set(
      { failCommands: ['find'], errorCode: 112, errorLabels: ['TransientTransactionError'] },
      ALWAYS,
    );
    let runs = 0;
    const running = engine.transaction(
      async () => {
        runs += 1;
        await write((await read()) + 1);
      },
      { maxAttempts: 3 },
    );
    await expectError(running, ConcurrencyError, { retryable: true });
    expect(runs).toBe(3);
    expect(await stored()).toEqual([0]);
  });

  it('sends a commit of unknown outcome again, and the work only once', async () => {
    // The driver itself repeats once, so that the third one is ours.
    await failPoints.set({ failCommands: ['commitTransaction'], closeConnection: true }, 2);
    expect(await increments()).toBe(1);
    expect(await stored()).toEqual([1]);
  });

  it('says that nobody knows when the outcome of the commit stays unknown', async () => {
    await failPoints.set(
      { failCommands: ['commitTransaction'], errorCode: 91, errorLabels: ['UnknownTransactionCommitResult'] },
      ALWAYS,
    );
    let runs = 0;
    const running = engine.transaction(async () => {
      runs += 1;
      await write(5);
    });
    await expectError(running, CommitAmbiguousError);
    expect(runs).toBe(1);
    await failPoints.clear();
    // None of these commits reached the transaction: it would hold up whoever comes after it until the server ends it.
    await client.db('admin').command({ killAllSessions: [] });
  });

  it('ends at its time limit', async () => {
    await failPoints.set({ failCommands: ['find'], blockConnection: true, blockTimeMS: 1_000 });
    await expectError(
      engine.transaction(() => increments(), { timeoutMs: 150 }),
      TimeoutError,
    );
    expect(await stored()).toEqual([0]);
  });

  it('ends with the reason of an aborted signal', async () => {
    await failPoints.set({ failCommands: ['find'], blockConnection: true, blockTimeMS: 1_000 });
    const controller = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 100);
    await expect(engine.transaction(() => increments(), { signal: controller.signal })).rejects.toBe(reason);
    expect(await stored()).toEqual([0]);
  });

  it('is over after the first error, whatever became of it, and says so', async () => {
    const running = engine.transaction(async () => {
      await write(9);
      await engine.execute({ find: 'counts', filter: { $nonsense: 1 } }).catch(() => undefined);
      await write(10);
    });
    await expectError(running, SessionStateError);
    expect(await stored()).toEqual([0]);
  });

  it('loses no update of eight workers', async () => {
    const worker = async (): Promise<void> => {
      for (let done = 0; done < 5; done += 1) {
        await engine.transaction(async () => write((await read()) + 1), { maxAttempts: 200 });
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    expect(await stored()).toEqual([40]);
  }, 60_000);

  it('loses no update of four workers on a network that fails', async () => {
    const worker = async (): Promise<void> => {
      for (let done = 0; done < 5; done += 1) {
        await engine.transaction(async () => write((await read()) + 1), { maxAttempts: 200 });
      }
    };
    const running = Promise.all(Array.from({ length: 4 }, worker));
    const commands = ['find', 'findAndModify', 'commitTransaction'];
    const breaking = (async () => {
      for (let round = 0; round < 12; round += 1) {
        await failPoints.set({ failCommands: [commands[round % 3] ?? 'find'], closeConnection: true });
        await sleep(20);
      }
    })();
    await Promise.all([running, breaking]);
    expect(await stored()).toEqual([20]);
  }, 60_000);
});

describe('outside of a transaction on MongoDB', () => {
  it('a cut connection is a connection error, and the next call has another connection', async () => {
    await failPoints.set({ failCommands: ['find'], closeConnection: true }, 3);
    await expectError(read(), ConnectionError, { retryable: true, status: 503 });
    await failPoints.clear();
    expect(await read()).toBe(0);
  });

  it('a write of a raw command that is refused is an error, not a reply', async () => {
    await expectError(engine.execute({ insert: 'counts', documents: [{ _id: 1 }] }), DuplicateKeyError);
    expect(await stored()).toEqual([0]);
  });

  it('a missing acknowledgement is no reason to write again', async () => {
    await failPoints.set({
      failCommands: ['findAndModify'],
      writeConcernError: { code: 100, errmsg: 'not enough members' },
    });
    await expectError(write(4), DatabaseError, { retryable: false });
    expect(await stored()).toEqual([4]);
  });
});

describe('a standalone MongoDB', () => {
  it('refuses transactions, with the reason, before anything is sent', async () => {
    const standalone = await startOwnMongodbServer({ standalone: true });
    try {
      const alone = await MongoEngine.connect({ url: standalone.url });
      let ran = false;
      const running = alone.transaction(async () => {
        ran = true;
      });
      await expectError(running, UnsupportedCapabilityError, {
        capability: 'transaction',
        message: expect.stringMatching(/standalone/),
      });
      expect(ran).toBe(false);
      await alone.close();
    } finally {
      await standalone.stop();
    }
  }, 60_000);
});
