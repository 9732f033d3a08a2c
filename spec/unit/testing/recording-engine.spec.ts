import { ConfigurationError, UnsupportedCapabilityError } from '../../../lib';
import { recordingEngine } from '../../../lib/testing';
import { expectError } from '../../support/expect-error';
import { Gauge } from '../../support/models/gauge';
import { Task } from '../../support/models/task';
import { Journeys } from './traveller';

const OPTIONS = { rebind: true };

describe('recordingEngine', () => {
  it.each(['postgres', 'pglite'] as const)('records what %s would be sent', async (name) => {
    const engine = recordingEngine(name).register(Gauge, OPTIONS);
    expect(engine.name).toBe(name);
    const found = await Gauge.find({ count: { $gte: 18 }, label: 'x' }).limit(3);
    expect(found).toEqual([]);
    expect(engine.statements).toHaveLength(1);
    const [statement] = engine.statements;
    expect(statement).toMatchObject({ operation: 'find', model: 'Gauge', values: expect.arrayContaining(['18', 'x']) });
    expect(statement?.text).toMatch(/^SELECT .* FROM "gauge".*"count" >= \$/s);
    expect(engine.acquired).toBe(1);
    engine.clear();
    expect([engine.statements, engine.acquired]).toEqual([[], 0]);
  });

  it('answers writes as if what they name were there', async () => {
    const engine = recordingEngine('postgres').register(Gauge, Task, Journeys, OPTIONS);
    const gauge = await Gauge.create({ id: 'a', label: 'old' });
    expect(gauge.isNew).toBe(false);
    gauge.label = 'new';
    await gauge.save();
    await gauge.update({ label: 'newer' });
    expect(gauge.label).toBe('newer');
    await gauge.delete();
    await Gauge.insertMany([{ id: 'b' }, { id: 'c' }]);
    const task = await Task.create({ id: 't', title: 'x' });
    await task.update({ title: 'y' });
    await task.touch();
    expect(task.title).toBe('y');
    const journeys = Journeys.build({ id: 'j' });
    await journeys.increment({ legs: 2 });
    expect(journeys.legs).toBe(2n);
    expect(engine.statements.map(({ operation, model }) => `${operation} ${model}`)).toEqual([
      'insert Gauge',
      'update Gauge',
      'update Gauge',
      'delete Gauge',
      'execute null',
      'insert Gauge',
      'execute null',
      'insert Task',
      'update Task',
      'update Task',
      'increment Journeys',
    ]);
  });

  it('records the limits of transactions', async () => {
    const engine = recordingEngine('postgres').register(Gauge, OPTIONS);
    await engine.transaction(() => Gauge.create({ id: 'a' }));
    const failing = engine.transaction(async () => {
      await Gauge.count();
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const texts = engine.statements.map(({ text }) => text.split(' ')[0]);
    expect(texts).toEqual(['BEGIN', 'INSERT', 'COMMIT', 'BEGIN', 'SELECT', 'ROLLBACK']);
    expect(engine.acquired).toBe(2);
  });

  it('gives the rows and counts that it is told to', async () => {
    const engine = recordingEngine('postgres', {
      rows: ({ operation }) => (operation === 'aggregate' ? [['42']] : undefined),
      affected: ({ operation }) => (operation === 'delete' ? 7 : undefined),
    }).register(Gauge, OPTIONS);
    expect(await Gauge.count()).toBe(42);
    expect(await Gauge.deleteMany({ count: 1 })).toBe(7);
    expect(await engine.execute('SELECT 1', [5])).toEqual([]);
    expect(engine.statements.at(-1)).toEqual({ operation: 'execute', model: null, text: 'SELECT 1', values: [5] });
  });

  it('shows the schema of an empty store', async () => {
    const engine = recordingEngine('postgres').register(Gauge, OPTIONS);
    const plan = await engine.planSchema();
    expect(plan.map((change) => change.kind)).toContain('createTable');
    engine.clear();
    await engine.syncSchema();
    const texts = engine.statements.map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining([expect.stringMatching(/^CREATE TABLE/), 'COMMIT']));
  });

  it('reads streams in pages', async () => {
    const engine = recordingEngine('postgres').register(Gauge, OPTIONS);
    for await (const gauge of Gauge.find()) throw new Error(`There is no ${gauge.id}.`);
    expect(engine.statements).toHaveLength(1);
  });

  it('refuses without a connection what it is said to lack', async () => {
    const engine = recordingEngine('postgres', { without: ['transaction', 'query.or'] }).register(Gauge, OPTIONS);
    await expectError(Gauge.find({ $or: [{ count: 1 }, { label: 'x' }] }).all(), UnsupportedCapabilityError, {
      capability: 'query.or',
    });
    await expectError(
      engine.transaction(() => 1),
      UnsupportedCapabilityError,
      { capability: 'transaction' },
    );
    expect([engine.acquired, engine.statements]).toEqual([0, []]);
  });

  it('says which stores it cannot record yet', async () => {
    await expectError(() => recordingEngine('cassandra'), ConfigurationError);
  });

  it('closes like any engine', async () => {
    const engine = recordingEngine('pglite');
    await engine.ping();
    await engine.close();
    await expect(engine.ping()).rejects.toMatchObject({ code: 'POLYDOC_ENGINE_CLOSED' });
  });
});
