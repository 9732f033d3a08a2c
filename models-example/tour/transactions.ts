import { type ConnectedEngine, UnsupportedCapabilityError } from '../../lib';
import { Account } from '../account';
import { say } from './say';

/** Transfers that run at once; of those that meet, all but one are run again. */
const AT_ONCE = 4;
const ATTEMPTS = 20;

/** Moves money in transactions; where the store has none it says why, and moves it by a condition. */
export async function transact(engine: ConnectedEngine): Promise<void> {
  await Account.insertMany([
    { owner: 'Ann', balance: 10_000 },
    { owner: 'Bob', balance: 500 },
  ]);
  const { transaction } = engine.capabilities;
  if (transaction.level === 'none') {
    say(`skipped: ${transaction.reason} ${transaction.instead}`);
    await spendByCondition();
    return;
  }
  await commitAndRollBack(engine);
  await takeBackInPart(engine);
  await lockRow(engine);
  await transferAtOnce(engine);
}

/** Once it works, once everything is taken back. */
async function commitAndRollBack(engine: ConnectedEngine): Promise<void> {
  await engine.transaction(() => transfer('Ann', 'Bob', 2_500));
  say(`committed: ${await balances()}`);
  try {
    await engine.transaction(() => transfer('Ann', 'Bob', 1_000_000));
  } catch (error) {
    say(`rolled back (${messageOf(error)})`);
  }
  say(`as before: ${await balances()}`);
}

/** A part that fails is taken back alone where the store has savepoints, and refused where not. */
async function takeBackInPart(engine: ConnectedEngine): Promise<void> {
  await sayRefusal(async () => {
    await engine.transaction(async () => {
      await transfer('Ann', 'Bob', 1_000);
      const part = engine.transaction(() => transfer('Ann', 'Bob', 1_000_000), { propagation: 'savepoint' });
      await part.catch((error: unknown) => {
        if (error instanceof UnsupportedCapabilityError) throw error;
      });
    });
    say(`a part rolled back to its savepoint, the rest committed: ${await balances()}`);
  });
}

/** A row that nobody else may write until the transaction ends. */
async function lockRow(engine: ConnectedEngine): Promise<void> {
  await sayRefusal(async () => {
    const locked = await engine.transaction(() => Account.find({ owner: 'Ann' }).forUpdate().one());
    say(`locked for the time of a transaction: the account of ${locked.owner}`);
  });
}

/** Transactions that write the same rows at the same time: none of them is lost. */
async function transferAtOnce(engine: ConnectedEngine): Promise<void> {
  let retries = 0;
  const stop = engine.on('retry', () => {
    retries += 1;
  });
  const one = (): Promise<void> => engine.transaction(() => transfer('Ann', 'Bob', 100), { maxAttempts: ATTEMPTS });
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  stop();
  say(`${AT_ONCE} transfers at once, ${retries} runs repeated after a conflict: ${await balances()}`);
}

/** Everything in here joins the transaction around it. The balance may not become negative: the model says so. */
async function transfer(from: string, to: string, cents: number): Promise<void> {
  const target = await Account.get(to);
  target.balance += cents;
  await target.save();
  const source = await Account.get(from);
  source.balance -= cents;
  await source.save();
}

/** One document is written as a whole on every engine, and a condition keeps it from going wrong. */
async function spendByCondition(): Promise<void> {
  const ann = await Account.get('Ann');
  for (const cents of [2_500, 1_000_000]) {
    const outcome = await ann.update({ $inc: { balance: -cents } }, { ifConditions: { balance: { $gte: cents } } });
    const result = outcome.applied ? 'taken' : 'not taken, the balance does not cover it';
    say(`instead, by a condition: ${(cents / 100).toFixed(2)} ${result}: ${await balances()}`);
  }
}

async function balances(): Promise<string> {
  const accounts = await Account.find();
  return accounts.map((account) => `${account.owner} ${(account.balance / 100).toFixed(2)}`).join(', ');
}

/** What the store cannot do is refused before anything is sent, with what to use instead. */
async function sayRefusal(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof UnsupportedCapabilityError)) throw error;
    say(`refused: ${error.message}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
