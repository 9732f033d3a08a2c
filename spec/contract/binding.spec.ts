import {
  ConfigurationError,
  Document,
  Entity,
  Field,
  ModelDefinitionError,
  ModelNotBoundError,
  PrimaryKey,
} from '../../lib';
import { describeEachEngine } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Gauge } from '../support/models/gauge';

@Entity()
class Lonely extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'int' }) n = 0;
}

@Entity()
class Movable extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'int' }) n = 0;
}

@Entity()
class Keyless extends Document {
  @Field({ type: 'int' }) n = 0;
}

@Entity()
class Untyped extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field() anything!: unknown;

  @Field() union!: string | null;
}

describeEachEngine('models and engines', (engine) => {
  engine.useModels(Gauge);

  test('a model of no engine refuses I/O, on every path', async () => {
    const document = Lonely.build({ id: 'a' });
    for (const work of [
      () => document.save(),
      () => document.insert(),
      () => document.update({ n: 1 }),
      () => document.delete(),
      () => document.refresh(),
      () => document.touch(),
      () => Lonely.create({ id: 'a' }),
      () => Lonely.get('a'),
      () => Lonely.getMany(['a']),
      () => Lonely.findOne(),
      () => Lonely.count(),
      () => Lonely.find().all(),
      () => Lonely.insertMany([{ id: 'a' }]),
      () => Lonely.updateMany({ id: 'a' }, { n: 1 }),
      () => Lonely.deleteMany({ id: 'a' }),
      () => Lonely.syncTable(),
      () => Lonely.truncate(),
    ]) {
      await expectError(work, ModelNotBoundError, { model: 'Lonely', status: 500 });
    }
    expect(document.isNew).toBe(true);
  });

  test('using works on another engine, and never changes the default', async () => {
    const other = await engine.connect();
    const There = Lonely.using(other);
    await There.dropTable();
    await There.syncTable();
    await There.create({ id: 'a', n: 5 });
    expect((await There.get('a')).n).toBe(5);
    const document = await There.get('a');
    document.n = 6;
    await document.save();
    expect((await There.find()).map((found) => found.n)).toEqual([6]);
    expect(document).toBeInstanceOf(Lonely);
    await expectError(() => Lonely.count(), ModelNotBoundError);
    await There.dropTable();
    await There.dropTable();
    await other.close();
  });

  test('a model of an open engine is not taken away without rebind', async () => {
    const [first, second] = [await engine.connect(), await engine.connect()];
    first.register(Movable);
    first.register(Movable);
    await expectError(() => second.register(Movable), ConfigurationError);
    second.register(Movable, { rebind: true });
    await Movable.syncTable();
    await Movable.create({ id: 'a' });
    expect(await Movable.using(second).count()).toBe(1);
    await second.close();
    first.register(Movable);
    await first.close();
  });

  test('a model of a closed engine can be bound anew', async () => {
    const first = await engine.connect();
    first.register(Movable, { rebind: true });
    await first.close();
    const second = await engine.connect();
    second.register(Movable);
    await Movable.dropTable();
    await second.close();
  });

  test('a model that cannot be is refused, with every problem, and none of its company is bound', async () => {
    const error = await expectError(() => engine.engine.register(Lonely, Keyless, Untyped), ModelDefinitionError);
    expect(error.message).toContain('Keyless');
    expect(error.message).toContain('Untyped');
    expect(error.message).toContain('anything');
    expect(error.message).toContain('union');
    await expectError(() => Lonely.count(), ModelNotBoundError);
  });

  test('dropping is idempotent, and an up-to-date table needs nothing', async () => {
    expect(await Gauge.syncTable()).toEqual([]);
    expect(await Gauge.syncTable({ dryRun: true })).toEqual([]);
    await Gauge.dropTable();
    await Gauge.dropTable();
    const planned = await Gauge.syncTable({ dryRun: true });
    expect(planned.length).toBeGreaterThan(0);
    expect(await Gauge.syncTable()).toEqual(planned);
    expect(await Gauge.syncTable()).toEqual([]);
    await Gauge.create({ id: 'a' });
    await Gauge.truncate();
    expect(await Gauge.count()).toBe(0);
  });
});
