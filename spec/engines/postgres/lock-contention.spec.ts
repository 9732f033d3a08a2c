import { ConcurrencyError, type ConnectedEngine } from '../../../lib';
import { describeEngines } from '../../support/engines';
import { expectError } from '../../support/expect-error';
import { Sample } from '../../support/filters/sample';

describeEngines(['postgres'], 'contention for locks', (engine) => {
  engine.useModels(Sample);

  beforeEach(async () => {
    await Sample.truncate();
    await Sample.insertMany([1, 2, 3].map((id) => ({ id, age: id })));
  });

  /** Runs `work` while another transaction holds the row with key 1. */
  async function whileHeld(work: (other: ConnectedEngine) => Promise<void>): Promise<void> {
    const other = await engine.connect();
    await other.transaction(async (tx) => {
      await Sample.using(tx).find({ id: 1 }).forUpdate();
      await engine.engine.outside(() => work(other));
    });
    await other.close();
  }

  test('nowait is a ConcurrencyError, and what is free can be had', async () => {
    await whileHeld(async () => {
      const work = engine.engine.transaction(() => Sample.find().forUpdate({ nowait: true }).all(), { maxAttempts: 1 });
      const error = await expectError(work, ConcurrencyError);
      expect([error.status, error.retryable]).toEqual([409, true]);
      await engine.engine.transaction(async () => {
        expect(await Sample.find({ id: 2 }).forUpdate({ nowait: true }).values('id')).toEqual([[2]]);
      });
    });
  });

  test('skipLocked passes over what others hold', async () => {
    await whileHeld(async () => {
      await engine.engine.transaction(async () => {
        expect(await Sample.find().forUpdate({ skipLocked: true }).values('id')).toEqual([[2], [3]]);
        expect((await Sample.find().forUpdate({ skipLocked: true }).first())?.id).toBe(2);
      });
    });
  });

  test('waits for the other transaction', async () => {
    const order: string[] = [];
    let waiting: Promise<void> = Promise.resolve();
    await whileHeld(async () => {
      waiting = engine.engine.transaction(
        async () => {
          await Sample.find({ id: 1 }).forUpdate();
          order.push('second');
        },
        { isolation: 'readCommitted' },
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
      order.push('first');
    });
    await waiting;
    expect(order).toEqual(['first', 'second']);
  });
});
