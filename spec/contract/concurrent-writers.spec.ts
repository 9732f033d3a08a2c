import { ConflictError, Document, Entity, Field, PrimaryKey, Version } from '../../lib';
import { Account } from '../../models-example';
import { describeEachEngine, itNeeds } from '../support/engines';
import { Gauge } from '../support/models/gauge';

const WRITERS = 8;
const ROUNDS = 10;

@Entity()
class Tally extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'int' }) total = 0;

  @Field({ type: ['string'] }) log: string[] = [];

  @Version() rev!: number;
}

/** Adds once by read, change and save, again after each conflict; resolves to how often it was told of one. */
async function addOnce(id: string, entry: string): Promise<number> {
  for (let conflicts = 0; conflicts < 1000; conflicts += 1) {
    const tally = await Tally.get(id);
    tally.total += 1;
    tally.log.push(entry);
    try {
      await tally.save();
      return conflicts;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
  throw new Error('never got through');
}

async function work(id: string, writer: number): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) await addOnce(id, `${writer}/${round}`);
}

describeEachEngine('concurrent writers on one row', (engine) => {
  engine.useModels(Tally, Account, Gauge);

  test('with a version no update is lost', async () => {
    await Tally.create({ id: 'shared' });
    await Promise.all(Array.from({ length: WRITERS }, (_, writer) => work('shared', writer)));
    const tally = await Tally.get('shared');
    expect(tally.total).toBe(WRITERS * ROUNDS);
    expect(tally.rev).toBe(1 + WRITERS * ROUNDS);
    expect(new Set(tally.log).size).toBe(WRITERS * ROUNDS);
  }, 60_000);

  test('of copies read at once exactly one is saved', async () => {
    await Tally.create({ id: 'race' });
    const copies = await Promise.all(Array.from({ length: WRITERS }, () => Tally.get('race')));
    const outcomes = await Promise.allSettled(
      copies.map((tally, index) => {
        tally.total = index + 1;
        return tally.save();
      }),
    );
    const winners = outcomes.flatMap((outcome, index) => (outcome.status === 'fulfilled' ? [index] : []));
    expect(winners).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ expected: 1, actual: 2 });
    }
    expect(await Tally.get('race')).toMatchObject({ total: (winners[0] ?? 0) + 1, rev: 2 });
  });

  test('of inserts of one key exactly one succeeds', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: WRITERS }, (_, total) => Tally.create({ id: 'one', total })),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: 'POLYDOC_DUPLICATE_KEY', fields: ['id'] });
    }
  });

  test('saves of new documents with one key leave one of them whole', async () => {
    await Promise.all(
      Array.from({ length: WRITERS }, (_, index) =>
        Gauge.build({ id: 'upsert', count: index, label: `${index}`, tags: [`${index}`] }).save(),
      ),
    );
    const stored = await Gauge.get('upsert');
    expect(stored).toMatchObject({ label: `${stored.count}`, tags: [`${stored.count}`] });
  });

  test('changes of different fields all arrive', async () => {
    await Gauge.create({ id: 'fields' });
    const changes = [{ label: 'a' }, { count: 1 }, { big: 2n }, { ratio: 0.5 }, { tags: ['t'] }, { at: new Date(5) }];
    const copies = await Promise.all(changes.map(() => Gauge.get('fields')));
    await Promise.all(
      copies.map(async (gauge, index) => {
        Object.assign(gauge, changes[index]);
        await gauge.save();
      }),
    );
    expect(await Gauge.get('fields')).toMatchObject(Object.assign({}, ...changes));
  });

  itNeeds(
    'isolation.snapshot',
    'transactions that read, change and save move money without losing any',
    async () => {
      await Account.create({ owner: 'a', balance: 1000 });
      await Account.create({ owner: 'b', balance: 1000 });
      await Promise.all(
        Array.from({ length: WRITERS }, (_, writer) =>
          engine.engine
            .transaction(
              async () => {
                const [from, to] = writer % 2 === 0 ? ['a', 'b'] : ['b', 'a'];
                const [source, target] = [await Account.get(from ?? ''), await Account.get(to ?? '')];
                source.balance -= writer;
                target.balance += writer;
                await source.save();
                await target.save();
              },
              { maxAttempts: 50 },
            )
            .catch((error: unknown) => {
              // A version read before the transaction's first conflict can be reported as one: nothing was written then.
              if (!(error instanceof ConflictError)) throw error;
            }),
        ),
      );
      const balances = (await Account.getMany(['a', 'b'])).map((account) => account.balance);
      expect(balances.reduce((sum, balance) => sum + balance, 0)).toBe(2000);
    },
    60_000,
  );
});
