import { CommitAmbiguousError, ConcurrencyError, ConflictError, DuplicateKeyError, TimeoutError } from '../../../lib';
import { expectError } from '../../support/expect-error';
import { Account } from './account';
import type { FailPoint } from './fail-point';
import { FaultBench, FOR_EVER } from './fault-bench';

const TRANSIENT = { errorCode: 112, errorLabels: ['TransientTransactionError'] };
const CUT = { closeConnection: true };
const UNKNOWN = { errorCode: 91, errorLabels: ['UnknownTransactionCommitResult'] };

jest.setTimeout(10_000);

let bench: FaultBench;
let source: Account;

beforeAll(async () => {
  bench = await FaultBench.open(Account);
}, 120_000);
afterAll(() => bench?.close());

beforeEach(async () => {
  await bench.empty('accounts');
  await Account.insertMany([{ id: 1, balance: 100 }, { id: 2 }]);
  source = await Account.get(1);
});

afterEach(async () => {
  await bench.settle();
  expect(bench.pool.count).toEqual({ lent: 0, sessions: 0 });
  await bench.expectFree('accounts');
});

async function stored(): Promise<{ balances: unknown[]; revs: unknown[] }> {
  const accounts = await bench.stored('accounts');
  return { balances: accounts.map(({ balance }) => balance), revs: accounts.map(({ rev }) => rev) };
}

const UNTOUCHED = { balances: [100, 0], revs: [1, 1] };
const MOVED = { balances: [90, 5, 5], revs: [2, 2, 1] };

/** Writes by every command that writes, and a read between them. Takes down what the documents were at the start of each run. */
class Movement {
  readonly made = Account.build({ id: 3, balance: 5 });
  readonly runs: unknown[] = [];

  async run(): Promise<void> {
    this.runs.push(this.#state);
    await this.made.save();
    source.balance = 90;
    await source.save();
    const target = await Account.get(2);
    target.balance += 5;
    await bench.engine.batch(() => target.save());
  }

  get #state(): unknown {
    return { rev: source.rev, read: source.previous('balance'), isNew: this.made.isNew };
  }

  /** Each run began with the same documents. */
  expectRuns(count: number): void {
    expect(this.runs).toEqual(Array.from({ length: count }, () => ({ rev: 1, read: 100, isNew: true })));
  }

  expectDone(): void {
    expect(this.#state).toEqual({ rev: 2, read: 90, isNew: false });
    expect(source.isDirty()).toBe(false);
  }

  expectRestored(): void {
    expect(this.#state).toEqual({ rev: 1, read: 100, isNew: true });
    // A change that is not stored is still there to be saved.
    if (source.balance !== 100) expect(source.changes()).toEqual({ balance: { old: 100, new: 90 } });
  }
}

/** The commands of a movement, in order of appearance. */
const COMMANDS = ['findAndModify', 'update', 'find', 'bulkWrite'];

describe('each command of a transaction', () => {
  it('is one of those that are made to fail here', async () => {
    const sent = await bench.pool.sentBy(() => bench.engine.transaction(() => new Movement().run()));
    expect(sent).toEqual([...COMMANDS, 'commitTransaction']);
    expect(await stored()).toEqual(MOVED);
  });

  describe.each<[string, Omit<FailPoint, 'failCommands'>]>([
    ['a transient error', TRANSIENT],
    ['a cut connection', CUT],
  ])('meets %s', (_title, fault) => {
    it.each(COMMANDS)('%s: the work is run again, from the same documents, and takes place once', async (command) => {
      const movement = new Movement();
      await bench.failPoints.set({ failCommands: [command], ...fault });
      await bench.engine.transaction(() => movement.run());
      movement.expectRuns(2);
      movement.expectDone();
      expect(await stored()).toEqual(MOVED);
    });

    it('every time: the work is given up, and documents and store are what they were', async () => {
      const movement = new Movement();
      await bench.failPoints.set({ failCommands: ['bulkWrite'], ...fault }, FOR_EVER);
      const running = bench.engine.transaction(() => movement.run(), { maxAttempts: 3 });
      await expectError(running, ConcurrencyError, { retryable: true });
      await bench.failPoints.clear();
      movement.expectRuns(3);
      movement.expectRestored();
      expect(await stored()).toEqual(UNTOUCHED);
    });

    it('by handle: nothing is run again, and documents get back what they were', async () => {
      const movement = new Movement();
      await using tx = await bench.engine.transaction().start();
      await tx.insert(movement.made);
      await bench.failPoints.set({ failCommands: ['find'], ...fault });
      await expectError(tx.findOne(Account, { id: 2 }), ConcurrencyError);
      await tx.abort();
      movement.expectRestored();
      expect(await stored()).toEqual(UNTOUCHED);
    });
  });
});

describe('a commit', () => {
  it('with a transient error: the work is run again', async () => {
    const movement = new Movement();
    await bench.failPoints.set({ failCommands: ['commitTransaction'], ...TRANSIENT });
    await bench.engine.transaction(() => movement.run());
    movement.expectRuns(2);
    movement.expectDone();
    expect(await stored()).toEqual(MOVED);
  });

  // Of each pair of commits the client itself sends the second.
  it.each<[string, Omit<FailPoint, 'failCommands'>, number]>([
    ['an unknown outcome', UNKNOWN, 1],
    ['an unknown outcome, again and again', UNKNOWN, 4],
    ['a cut connection', CUT, 1],
    ['cut connections', CUT, 4],
    ['a late acknowledgement', { writeConcernError: { code: 64, errmsg: 'waiting for replication timed out' } }, 1],
  ])('with %s is sent again, alone', async (_title, fault, times) => {
    const movement = new Movement();
    await bench.failPoints.set({ failCommands: ['commitTransaction'], ...fault }, times);
    const sent = await bench.pool.sentBy(() => bench.engine.transaction(() => movement.run()));
    expect(sent.filter((name) => name === 'commitTransaction').length).toBeGreaterThan(1);
    movement.expectRuns(1);
    movement.expectDone();
    expect(await stored()).toEqual(MOVED);
  });

  it.each<[string, Omit<FailPoint, 'failCommands'>]>([
    ['an unknown outcome', UNKNOWN],
    ['a cut connection', CUT],
  ])('with %s for ever is an error that says so; documents count as not saved', async (_title, fault) => {
    const movement = new Movement();
    const told: string[] = [];
    await bench.failPoints.set({ failCommands: ['commitTransaction'], ...fault }, FOR_EVER);
    const running = bench.engine.transaction(async (tx) => {
      tx.afterCommit(() => void told.push('commit'));
      tx.afterRollback(() => void told.push('rollback'));
      await movement.run();
    });
    await expectError(running, CommitAmbiguousError, { retryable: false });
    await bench.failPoints.clear();
    movement.expectRuns(1);
    movement.expectRestored();
    expect(told).toEqual([]);
    // No commit has reached the transaction: until the server ends it, it stands in the way of the next.
    await bench.killSessions();
    expect(await stored()).toEqual(UNTOUCHED);
  });

  it.each([
    [64, 'never came'],
    [100, 'can never come'],
  ])(
    'with write concern error %i, whose acknowledgement %s, is ambiguous: nothing is done twice after it',
    async (code) => {
      const movement = new Movement();
      const told: string[] = [];
      const writeConcernError = { code, errmsg: 'not enough members' };
      await bench.failPoints.set({ failCommands: ['commitTransaction'], writeConcernError }, FOR_EVER);
      const running = bench.engine.transaction(async (tx) => {
        tx.afterRollback(() => void told.push('rollback'));
        await movement.run();
      });
      await expectError(running, CommitAmbiguousError);
      await bench.failPoints.clear();
      expect(told).toEqual([]);
      movement.expectRuns(1);
      movement.expectRestored();
      // It did take place. Who does it again without looking is told.
      expect(await stored()).toEqual(MOVED);
      await expectError(movement.made.insert(), DuplicateKeyError, { fields: ['id'] });
      source.balance = 1;
      await expectError(source.save(), ConflictError, { expected: 1, actual: 2 });
      expect(await stored()).toEqual(MOVED);
    },
  );
});

describe('an abort', () => {
  it.each([1, FOR_EVER])('whose connection is cut (%p times) leaves the error that led to it', async (times) => {
    const movement = new Movement();
    const reason = new Error('changed my mind');
    await bench.failPoints.set({ failCommands: ['abortTransaction'], ...CUT }, times);
    const running = bench.engine.transaction(async () => {
      await movement.run();
      throw reason;
    });
    await expect(running).rejects.toBe(reason);
    await bench.failPoints.clear();
    movement.expectRestored();
    if (times === FOR_EVER) await bench.killSessions();
    expect(await stored()).toEqual(UNTOUCHED);
  });
});

describe('a slow server', () => {
  const SLOW = { blockConnection: true, blockTimeMS: 1_500 };

  it.each(COMMANDS)('%s ends the transaction at its time limit, and nothing of it stays', async (command) => {
    const movement = new Movement();
    await bench.failPoints.set({ failCommands: [command], ...SLOW });
    const startedMs = Date.now();
    await expectError(
      bench.engine.transaction(() => movement.run(), { timeoutMs: 250 }),
      TimeoutError,
    );
    expect(Date.now() - startedMs).toBeLessThan(1_400);
    movement.expectRestored();
    await bench.failPoints.clear();
    expect(await stored()).toEqual(UNTOUCHED);
  });
});
