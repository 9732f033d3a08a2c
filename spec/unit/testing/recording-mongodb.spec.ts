import { recordingEngine, withRollback } from '../../../lib/testing';
import { Gauge } from '../../support/models/gauge';
import { Task } from '../../support/models/task';
import { Journeys } from './traveller';

const OPTIONS = { rebind: true };

describe('recordingEngine for mongodb', () => {
  it('records what would be sent, with its values', async () => {
    const engine = recordingEngine('mongodb').register(Gauge, OPTIONS);
    expect(engine.name).toBe('mongodb');
    expect(await Gauge.find({ count: { $gte: 18 }, label: 'x' }).limit(3)).toEqual([]);
    const [statement, ...others] = engine.statements;
    expect(others).toEqual([]);
    expect(statement).toMatchObject({ operation: 'find', model: 'Gauge' });
    expect(statement?.text).toMatch(/^db\.gauge\.find\(\{ .*count: \{ \$gte: \? \}.*\.limit\(\?\)$/);
    expect(JSON.stringify(statement?.values)).toContain('"$gte":18');
    expect(engine.acquired).toBe(1);
    engine.clear();
    expect([engine.statements, engine.acquired]).toEqual([[], 0]);
  });

  it('answers writes as if what they name were there', async () => {
    const engine = recordingEngine('mongodb').register(Gauge, Task, Journeys, OPTIONS);
    const gauge = await Gauge.create({ id: 'a', label: 'old' });
    gauge.label = 'new';
    await gauge.save();
    await gauge.update({ label: 'newer' });
    expect(gauge.label).toBe('newer');
    await gauge.delete();
    expect((await Gauge.insertMany([{ id: 'b' }, { id: 'c' }])).inserted).toBe(2);
    const journeys = Journeys.build({ id: 'j' });
    await journeys.increment({ legs: 2 });
    expect(journeys.legs).toBe(2n);
    expect(engine.statements.map(({ operation, text }) => `${operation} ${text.split('(')[0]}`)).toEqual([
      'insert db.gauge.insertOne',
      expect.stringMatching(/^update db\.gauge\./),
      expect.stringMatching(/^update db\.gauge\./),
      'delete db.gauge.deleteOne',
      'insert db.gauge.insertMany',
      expect.stringMatching(/^execute \{"commitTransaction"/),
      expect.stringMatching(/^increment db\./),
    ]);
  });

  it('gives the documents that it is told to', async () => {
    const engine = recordingEngine('mongodb', { rows: [{ _id: 'a', count: 7, label: 'x' }] }).register(Gauge, OPTIONS);
    expect(await Gauge.findOne({ id: 'a' })).toMatchObject({ id: 'a', count: 7, label: 'x' });
    expect(engine.statements).toHaveLength(1);
  });

  it('records batches and takes back transactions', async () => {
    const engine = recordingEngine('mongodb').register(Gauge, OPTIONS);
    const [one, two] = [Gauge.build({ id: 'a' }), Gauge.build({ id: 'b' })];
    await engine.batch(async () => {
      await one.save();
      await two.save();
    });
    expect([one.isNew, two.isNew]).toEqual([false, false]);
    expect(engine.statements.map(({ operation }) => operation)).toEqual(['insert', 'insert', 'execute']);
    engine.clear();
    const three = Gauge.build({ id: 'c' });
    await withRollback(engine, () => three.save());
    expect(three.isNew).toBe(true);
    expect(engine.statements.at(-1)?.text).toContain('abortTransaction');
  });

  it('shows the schema of an empty store', async () => {
    const engine = recordingEngine('mongodb').register(Gauge, OPTIONS);
    const plan = await engine.planSchema();
    expect(plan.length).toBeGreaterThan(0);
    expect(plan.every(({ model }) => model === 'Gauge')).toBe(true);
  });
});
