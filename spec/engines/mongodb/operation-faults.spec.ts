import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionError, DatabaseError, TimeoutError } from '../../../lib';
import { expectError } from '../../support/expect-error';
import { Account } from './account';
import { FaultBench, FOR_EVER } from './fault-bench';

jest.setTimeout(15_000);

const CUT = { closeConnection: true };
const SLOW = { blockConnection: true, blockTimeMS: 800 };
const SLOW_LIMIT_MS = 150;

let bench: FaultBench;
let loaded: Account;

beforeAll(async () => {
  bench = await FaultBench.open(Account);
}, 120_000);
afterAll(() => bench?.close());

beforeEach(async () => {
  await bench.empty('accounts');
  await Account.insertMany([1, 2, 3].map((id) => ({ id, balance: 10 })));
  loaded = await Account.get(1);
});

afterEach(async () => {
  await bench.settle();
  expect(bench.pool.count).toEqual({ lent: 0, sessions: 0 });
  await bench.expectFree('accounts');
});

async function balances(): Promise<unknown[]> {
  return (await bench.stored('accounts')).map(({ _id, balance }) => [_id, balance]);
}

const UNTOUCHED = [
  [1, 10],
  [2, 10],
  [3, 10],
];

/** One operation outside of a transaction: its command, and what is stored after it. */
interface Operation {
  readonly title: string;
  readonly command: string;
  readonly run: (limits?: { timeoutMs: number }) => Promise<unknown>;
  readonly after: unknown[];
}

function changed(...balance: unknown[]): unknown[] {
  return [
    [1, ...balance],
    [2, 10],
    [3, 10],
  ];
}

const ONE_BY_ONE: readonly Operation[] = [
  {
    title: 'insert',
    command: 'insert',
    run: (limits) => Account.create({ id: 4, balance: 7 }, limits),
    after: [...UNTOUCHED, [4, 7]],
  },
  {
    title: 'insert if there is none',
    command: 'bulkWrite',
    run: (limits) => Account.build({ id: 4, balance: 7 }).insert({ ifNotExists: true, ...limits }),
    after: [...UNTOUCHED, [4, 7]],
  },
  {
    title: 'save of a new document',
    command: 'findAndModify',
    run: (limits) => Account.build({ id: 4, balance: 7 }).save(limits),
    after: [...UNTOUCHED, [4, 7]],
  },
  {
    title: 'save of a loaded document',
    command: 'update',
    run: (limits) => Object.assign(loaded, { balance: 11 }).save(limits),
    after: changed(11),
  },
  {
    title: 'update by an operator',
    command: 'findAndModify',
    run: (limits) => loaded.update({ $inc: { balance: 1 } }, limits),
    after: changed(11),
  },
  {
    title: 'delete',
    command: 'delete',
    run: (limits) => loaded.delete(limits),
    after: UNTOUCHED.slice(1),
  },
];

const MANY: readonly Operation[] = [
  {
    title: 'updateMany',
    command: 'update',
    run: () => Account.updateMany({ id: { $in: [1, 2] } }, { $inc: { balance: 1 } }),
    after: [
      [1, 11],
      [2, 11],
      [3, 10],
    ],
  },
  {
    title: 'deleteMany',
    command: 'delete',
    run: () => Account.deleteMany({ id: { $in: [1, 2] } }),
    after: UNTOUCHED.slice(2),
  },
];

// SecantusDB cuts a connection before it does what it was asked, and does not know writes again. That one which was done
// already is not done twice can be shown by a real server only: it goes by the session and the number of the write.
describe('a connection that is cut', () => {
  it.each(ONE_BY_ONE)('$title is sent again as the same write, and is done once', async ({ command, run, after }) => {
    await bench.failPoints.set({ failCommands: [command], ...CUT });
    const sent = (await bench.pool.commandsOf(() => run())).filter(({ name }) => name === command);
    expect(sent).toHaveLength(2);
    expect(sent[0]?.retryId).not.toBeNull();
    expect(sent[1]?.retryId).toBe(sent[0]?.retryId);
    expect(await balances()).toEqual(after);
  });

  it.each(MANY)('$title of several documents is not sent again: half of it may be done', async ({ command, run }) => {
    await bench.failPoints.set({ failCommands: [command], ...CUT });
    const sent = await bench.pool.commandsOf(() => expectError(run(), ConnectionError, { status: 503 }));
    expect(sent).toEqual([{ name: command, retryId: null }]);
    expect(await balances()).toEqual(UNTOUCHED);
  });

  it.each([...ONE_BY_ONE, ...MANY])('$title on a network that is gone is an error', async ({ command, run, after }) => {
    await bench.failPoints.set({ failCommands: [command], ...CUT }, FOR_EVER);
    await expectError(run(), ConnectionError, { retryable: true });
    expect(await balances()).toEqual(UNTOUCHED);
    expect({ isNew: loaded.isNew, rev: loaded.rev, read: loaded.previous('balance') }).toEqual({
      isNew: false,
      rev: 1,
      read: 10,
    });
    await bench.failPoints.clear();
    await run();
    expect(await balances()).toEqual(after);
  });

  it('reads are sent again', async () => {
    await bench.failPoints.set({ failCommands: ['find', 'aggregate'], ...CUT });
    expect(await Account.find().all()).toHaveLength(3);
    await bench.failPoints.set({ failCommands: ['find', 'aggregate'], ...CUT });
    expect(await Account.count()).toBe(3);
  });

  it.each(['insert', 'commitTransaction'])(
    'in %s, documents written together are all written, once',
    async (command) => {
      await bench.failPoints.set({ failCommands: [command], ...CUT });
      expect(await Account.insertMany([{ id: 4 }, { id: 5 }])).toMatchObject({ inserted: 2, failed: 0, atomic: true });
      expect(await balances()).toEqual([...UNTOUCHED, [4, 0], [5, 0]]);
    },
  );

  it.each(['find', 'bulkWrite', 'commitTransaction'])('in %s, a batch takes place once', async (command) => {
    await bench.failPoints.set({ failCommands: [command], ...CUT });
    await bench.engine.batch(async () => {
      await loaded.update({ $inc: { balance: 1 } });
      await Account.build({ id: 4, balance: 7 }).insert();
    });
    expect(await balances()).toEqual([...changed(11), [4, 7]]);
  });

  it('ends a stream in the middle, and the cursor with it', async () => {
    await bench.failPoints.set({ failCommands: ['getMore'], ...CUT });
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { id } of Account.find().fetchSize(2)) seen.push(id);
    })();
    await expectError(reading, ConnectionError);
    expect(seen).toEqual([1, 2]);
  });

  it('in the middle of a stream inside a transaction makes it run again', async () => {
    const runs: number[][] = [];
    await bench.engine.transaction(async () => {
      const seen: number[] = [];
      runs.push(seen);
      for await (const { id } of Account.find().fetchSize(1)) {
        seen.push(id);
        if (runs.length === 1) await bench.failPoints.set({ failCommands: ['find', 'getMore'], ...CUT });
      }
    });
    expect(runs).toEqual([[1], [1, 2, 3]]);
  });
});

describe('a server slower than the time limit', () => {
  it.each(ONE_BY_ONE)('$title ends in time, and the document is as it was', async ({ command, run, after }) => {
    await bench.failPoints.set({ failCommands: [command], ...SLOW });
    const startedMs = Date.now();
    await expectError(run({ timeoutMs: SLOW_LIMIT_MS }), TimeoutError, { retryable: false, status: 504 });
    expect(Date.now() - startedMs).toBeLessThan(SLOW.blockTimeMS);
    expect({ isNew: loaded.isNew, rev: loaded.rev }).toEqual({ isNew: false, rev: 1 });
    await bench.failPoints.clear();
    // A connection that is dropped ends the work of a real server; SecantusDB goes on with it after the delay.
    await sleep(SLOW.blockTimeMS);
    expect([UNTOUCHED, after]).toContainEqual(await balances());
  });

  it('reads and streams end in time', async () => {
    await bench.failPoints.set({ failCommands: ['find', 'aggregate'], ...SLOW }, FOR_EVER);
    const query = Account.find({ balance: 10 }).timeout(SLOW_LIMIT_MS);
    const streamed = (async () => {
      for await (const account of query) throw new Error(`It has read ${account.id}.`);
    })();
    await Promise.all(
      [query.all(), query.count(), query.sum('balance'), streamed].map((read) => expectError(read, TimeoutError)),
    );
  });

  it('a raw command ends in time', async () => {
    await bench.failPoints.set({ failCommands: ['count'], ...SLOW });
    await expectError(bench.engine.execute({ count: 'accounts' }, [], { timeoutMs: SLOW_LIMIT_MS }), TimeoutError);
  });

  it('documents written together end in time, and none is written', async () => {
    await bench.failPoints.set({ failCommands: ['insert'], ...SLOW });
    const startedMs = Date.now();
    const running = Account.insertMany([{ id: 4 }, { id: 5 }], { timeoutMs: SLOW_LIMIT_MS });
    await expectError(running, TimeoutError);
    expect(Date.now() - startedMs).toBeLessThan(SLOW.blockTimeMS);
    await sleep(SLOW.blockTimeMS);
    expect(await balances()).toEqual(UNTOUCHED);
  });

  it('a commit that is under way is waited for: given up, nobody would know what became of it', async () => {
    await bench.failPoints.set({ failCommands: ['commitTransaction'], ...SLOW });
    const running = Account.insertMany([{ id: 4 }, { id: 5 }], { timeoutMs: SLOW_LIMIT_MS });
    expect(await running).toMatchObject({ inserted: 2 });
    expect(await balances()).toEqual([...UNTOUCHED, [4, 0], [5, 0]]);
  });
});

describe('a write concern that is not met', () => {
  it.each([...ONE_BY_ONE, ...MANY])('$title is written and says so, and is not sent again', async (operation) => {
    const { command, run, after } = operation;
    const writeConcernError = { code: 100, errmsg: 'not enough data-bearing members' };
    await bench.failPoints.set({ failCommands: [command], writeConcernError });
    const sent = await bench.pool.sentBy(() =>
      expectError(run(), DatabaseError, { retryable: false, nativeCode: '100' }),
    );
    expect(sent.filter((name) => name === command)).toHaveLength(1);
    expect(await balances()).toEqual(after);
  });

  it.each(ONE_BY_ONE)(
    '$title, whose acknowledgement came too late, is a TimeoutError',
    async ({ command, run, after }) => {
      const writeConcernError = { code: 64, errmsg: 'waiting for replication timed out' };
      await bench.failPoints.set({ failCommands: [command], writeConcernError });
      await expectError(run(), TimeoutError, { retryable: false });
      expect(await balances()).toEqual(after);
    },
  );
});
