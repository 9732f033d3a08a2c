import { Account } from './account';
import type { FailPoint } from './fail-point';
import { FaultBench } from './fault-bench';

const WORKERS = 8;
const ROUNDS = 200;
/** All workers want the same document: most attempts meet somebody else's. */
const ATTEMPTS = 1_000;
/** Half a minute each on free cores; several times that on busy ones: a cut connection costs the client its whole pool. */
const TIME_LIMIT_MS = 400_000;

/** Transactions that get through before the next command fails; a commit may fail a few times, but not for ever. */
const BETWEEN_FAULTS = 8;

const TRANSIENT = { errorCode: 112, errorLabels: ['TransientTransactionError'] };
/** One after the other, again and again, for as long as the work lasts. */
const FAULTS: readonly FailPoint[] = [
  { failCommands: ['find'], ...TRANSIENT },
  { failCommands: ['commitTransaction'], closeConnection: true },
  { failCommands: ['update'], closeConnection: true },
  { failCommands: ['commitTransaction'], errorCode: 91, errorLabels: ['UnknownTransactionCommitResult'] },
  { failCommands: ['find'], closeConnection: true },
  { failCommands: ['update'], ...TRANSIENT },
  { failCommands: ['commitTransaction'], writeConcernError: { code: 64, errmsg: 'waiting for replication timed out' } },
  { failCommands: ['abortTransaction'], closeConnection: true },
  { failCommands: ['commitTransaction'], ...TRANSIENT },
];

let bench: FaultBench;

// A server of its own for each: neither is slowed down by what the other wrote.
beforeEach(async () => {
  bench = await FaultBench.open(Account);
  await Account.create({ id: 1 });
}, 60_000);
afterEach(() => bench?.close(), 60_000);

/** All workers at once: reads, changes and writes, each in a transaction of its own, and a document of each worker's own. */
async function work(done: () => unknown): Promise<void> {
  const workers = Array.from({ length: WORKERS }, async (_, worker) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await bench.engine.transaction(
        async () => {
          const account = await Account.get(1);
          account.balance += 1;
          await account.save();
        },
        { maxAttempts: ATTEMPTS },
      );
      await done();
    }
    await bench.engine.transaction(() => Account.create({ id: 100 + worker }));
  });
  await Promise.all(workers);
}

async function expectExact(): Promise<void> {
  await bench.settle();
  const [account, ...others] = await bench.stored('accounts');
  expect(account).toMatchObject({ balance: WORKERS * ROUNDS, rev: 1 + WORKERS * ROUNDS });
  expect(others).toHaveLength(WORKERS);
  expect(bench.pool.count).toEqual({ lent: 0, sessions: 0 });
  expect(bench.pool.open).toBeLessThanOrEqual(FaultBench.poolSize);
  await bench.expectFree('accounts');
}

describe('read, change and write in transactions on one document', () => {
  test(
    'loses nothing and does nothing twice',
    async () => {
      await work(() => undefined);
      await expectExact();
    },
    TIME_LIMIT_MS,
  );

  test(
    'loses nothing and does nothing twice while commands fail',
    async () => {
      let done = 0;
      let repeated = 0;
      bench.engine.on('retry', () => {
        repeated += 1;
      });
      await work(async () => {
        const fault = done % BETWEEN_FAULTS === 0 ? FAULTS[(done / BETWEEN_FAULTS) % FAULTS.length] : undefined;
        done += 1;
        if (fault !== undefined) await bench.failPoints.set(fault);
      });
      await expectExact();
      expect(repeated).toBeGreaterThan(FAULTS.length);
    },
    TIME_LIMIT_MS,
  );
});
