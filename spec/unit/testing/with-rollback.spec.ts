import { recordingEngine, withRollback } from '../../../lib/testing';
import { Gauge } from '../../support/models/gauge';

describe('withRollback', () => {
  const engine = recordingEngine('postgres').register(Gauge, { rebind: true });
  const sent = (): readonly (string | undefined)[] => engine.statements.map(({ text }) => /^\w+( TO)?/.exec(text)?.[0]);

  beforeEach(() => engine.clear());

  it('gives what the function returns, and takes back what it did, in memory too', async () => {
    const gauge = Gauge.build({ id: 'a' });
    const answer = await withRollback(engine, async (transaction) => {
      await gauge.insert();
      expect([gauge.isNew, transaction.isStarted]).toEqual([false, true]);
      return 'answer';
    });
    expect(answer).toBe('answer');
    expect(gauge.isNew).toBe(true);
    expect(sent()).toEqual(['BEGIN', 'INSERT', 'ROLLBACK']);
    expect(await withRollback(engine, () => undefined)).toBeUndefined();
  });

  it('throws what the function throws', async () => {
    const failure = new Error('no');
    await expect(withRollback(engine, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(sent()).toEqual(['BEGIN', 'ROLLBACK']);
  });

  it('undoes only its own part of a transaction around it', async () => {
    await engine.transaction(async () => {
      await Gauge.create({ id: 'kept' });
      await withRollback(engine, () => Gauge.create({ id: 'gone' }));
      await Gauge.create({ id: 'kept as well' });
    });
    const expected = ['BEGIN', 'INSERT', 'SAVEPOINT', 'INSERT', 'ROLLBACK TO', 'INSERT', 'COMMIT'];
    expect(sent().filter((text) => text !== 'RELEASE')).toEqual(expected);
  });

  it('is refused where there are no transactions', async () => {
    const lacking = recordingEngine('postgres', { without: ['transaction'] });
    await expect(withRollback(lacking, () => 1)).rejects.toMatchObject({ capability: 'transaction' });
    expect(lacking.acquired).toBe(0);
  });
});
