import { sql, TimeoutError } from '../../../lib';
import { describeEngines } from '../../support/engines';
import { expectError } from '../../support/expect-error';
import { Sample } from '../../support/filters/sample';

const SLOW = sql`pg_sleep(${20}) IS NOT NULL`;

describeEngines(['postgres'], 'reading with one connection', (engine) => {
  engine.useModels(Sample);

  beforeAll(async () => {
    await Sample.insertMany(Array.from({ length: 50 }, (_, id) => ({ id })));
  });

  async function single(): Promise<typeof Sample> {
    return Sample.using(await engine.connect({ driverOptions: { max: 1 } }));
  }

  test('a stream left early, ended by a throw or by a signal gives the connection back', async () => {
    const model = await single();
    for (let round = 0; round < 3; round += 1) {
      for await (const { id } of model.find().fetchSize(5)) if (id === 7) break;
      expect(await model.count()).toBe(50);
      const reason = new Error('stop');
      const controller = new AbortController();
      const loop = async (abort: boolean): Promise<void> => {
        for await (const _ of model.find().fetchSize(5).signal(controller.signal)) {
          if (!abort) throw reason;
          controller.abort(reason);
        }
      };
      await expect(loop(false)).rejects.toBe(reason);
      expect(await model.count()).toBe(50);
      await expect(loop(true)).rejects.toBe(reason);
      expect(await model.count()).toBe(50);
    }
  });

  test('a stream that is read to its end gives the connection back', async () => {
    const model = await single();
    for (const size of [1, 25, 50, 500]) {
      let rows = 0;
      for await (const _ of model.find().fetchSize(size)) rows += 1;
      expect([rows, await model.count()]).toEqual([50, 50]);
    }
  });

  test('a query that takes too long is stopped on the server, and the connection goes on', async () => {
    const model = await single();
    const startedAt = Date.now();
    await expectError(model.find(SLOW).timeout(80).all(), TimeoutError, { status: 504 });
    await expectError(model.find(SLOW, { timeoutMs: 80 }).count(), TimeoutError);
    await expectError(model.find(SLOW).timeout(80)[Symbol.asyncIterator]().next(), TimeoutError);
    const reason = new Error('enough');
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 50);
    await expect(model.find(SLOW).signal(controller.signal).all()).rejects.toBe(reason);
    expect(await model.count()).toBe(50);
    expect(Date.now() - startedAt).toBeLessThan(15_000);
  });
});

describeEngines(['pglite'], 'reading while a transaction holds the only connection', (engine) => {
  engine.useModels(Sample);

  test('ends at its limit, and the connection goes on', async () => {
    await engine.engine.transaction(async () => {
      await Sample.count();
      await engine.engine.outside(() => expectError(Sample.find().timeout(30).all(), TimeoutError));
    });
    expect(await Sample.count()).toBe(0);
  });
});
