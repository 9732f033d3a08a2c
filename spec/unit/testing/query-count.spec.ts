import { queryCount, recordingEngine } from '../../../lib/testing';
import { Gauge } from '../../support/models/gauge';

describe('queryCount', () => {
  const engine = recordingEngine('postgres').register(Gauge, { rebind: true });

  it('counts every statement of an operation, and no transaction control', async () => {
    const count = await queryCount(engine, async () => {
      await engine.transaction(async () => {
        await Gauge.create({ id: 'a' });
        await Gauge.count();
      });
      await engine.execute('SELECT 1');
    });
    expect(count).toBe(3);
  });

  it('counts the writes of a batch one by one', async () => {
    const count = await queryCount(engine, () =>
      engine.batch(async () => {
        await Gauge.create({ id: 'a' });
        await Gauge.create({ id: 'b' });
      }),
    );
    expect(count).toBe(2);
  });

  it('counts nothing where nothing is sent, before and after', async () => {
    await Gauge.count();
    expect(await queryCount(engine, () => Gauge.find({ id: { $in: [] } }).all())).toBe(0);
    const failing = queryCount(engine, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
  });
});
