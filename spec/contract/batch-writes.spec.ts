import { DuplicateKeyError } from '../../lib';
import { Account, MovieViews } from '../../models-example';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Gauge } from '../support/models/gauge';
import { Note } from '../support/models/note';
import { statementsOf } from '../support/statements-of';

describeEachEngine('batches', (engine) => {
  engine.useModels(Gauge, Account, Note);
  beforeEach(async () => {
    await Gauge.truncate();
    await Account.truncate();
  });

  test('all writes are sent together, at the end', async () => {
    const changed = await Gauge.create({ id: 'changed', label: 'a' });
    const gone = await Gauge.create({ id: 'gone' });
    const fresh = Gauge.build({ id: 'fresh', count: 1 });
    const account = Account.build({ owner: 'ada', balance: 5 });
    const result = await engine.engine.batch(async (batch) => {
      changed.label = 'b';
      await changed.save({ batch });
      await gone.delete({ batch });
      await fresh.insert({ batch });
      await account.save({ batch });
      expect(await engine.engine.outside(() => Gauge.exists({ id: 'fresh' }))).toBe(false);
    });
    expect(result).toMatchObject({ applied: true, existing: [] });
    expect((await Gauge.get('changed')).label).toBe('b');
    expect(await Gauge.exists({ id: 'gone' })).toBe(false);
    expect(await Gauge.get('fresh')).toEqual(fresh);
    expect((await Account.get('ada')).balance).toBe(5);
    expect([changed.isDirty(), fresh.isNew, gone.isNew, account.isNew]).toEqual([false, false, true, false]);
  });

  test('inside the callback the option may be left out', async () => {
    const result = await engine.engine.batch(async () => {
      await Gauge.create({ id: 'a' });
      await Gauge.build({ id: 'b' }).save();
      await Gauge.insertMany([{ id: 'c' }, { id: 'd' }]);
      await Gauge.saveMany([Gauge.build({ id: 'e' })]);
    });
    expect(result.applied).toBe(true);
    expect((await Gauge.getMany(['a', 'b', 'c', 'd', 'e'])).length).toBe(5);
  });

  test('batch: null stays out of it', async () => {
    await expect(
      engine.engine.batch(async () => {
        await Gauge.build({ id: 'in' }).save();
        await Gauge.build({ id: 'out' }).save({ batch: null });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await Gauge.exists({ id: 'out' })).toBe(true);
    expect(await Gauge.exists({ id: 'in' })).toBe(false);
  });

  test('nothing is sent on a throw, and documents get back their state', async () => {
    const stored = await Account.create({ owner: 'stored', balance: 1 });
    const loaded = await Account.get('stored');
    const fresh = Account.build({ owner: 'fresh', balance: 2 });
    const gone = await Gauge.create({ id: 'gone', label: 'x' });
    const boom = new Error('boom');
    const sent = await statementsOf(engine.engine, () =>
      expect(
        engine.engine.batch(async (batch) => {
          loaded.balance = 100;
          await loaded.save({ batch });
          await fresh.insert({ batch });
          await gone.delete({ batch });
          await gone.update({ label: 'y' }).catch(() => undefined);
          throw boom;
        }),
      ).rejects.toBe(boom),
    );
    expect(sent).toEqual([]);
    expect([loaded.isNew, loaded.rev, loaded.isDirty('balance')]).toEqual([false, 1, true]);
    expect([fresh.isNew, fresh.rev]).toEqual([true, undefined]);
    expect([gone.isNew, gone.label]).toEqual([false, 'x']);
    expect(await Account.get('stored')).toEqual(stored);
    expect(await Account.exists({ owner: 'fresh' })).toBe(false);
    await loaded.save();
    await fresh.insert();
    expect((await Account.get('stored')).balance).toBe(100);
  });

  test('an empty batch sends nothing', async () => {
    const account = await Account.create({ owner: 'same', balance: 1 });
    const sent = await statementsOf(engine.engine, async () => {
      expect(await engine.engine.batch(() => undefined)).toMatchObject({ applied: true, existing: [] });
      await engine.engine.batch(async () => account.save());
    });
    expect(sent).toEqual([]);
  });

  test('a batch cannot be joined after its end', async () => {
    let late: Parameters<Parameters<typeof engine.engine.batch>[0]>[0] | null = null;
    await engine.engine.batch((batch) => {
      late = batch;
    });
    await expect(Gauge.build({ id: 'late' }).save({ batch: late ?? undefined })).rejects.toMatchObject({
      code: 'POLYDOC_SESSION_STATE',
    });
    expect(await Gauge.exists({ id: 'late' })).toBe(false);
  });

  itNeeds('batch.atomic', 'a write that fails takes the whole batch with it', async () => {
    await Gauge.create({ id: 'taken' });
    const fresh = Gauge.build({ id: 'fresh' });
    const duplicate = Gauge.build({ id: 'taken' });
    await expectError(
      engine.engine.batch(async () => {
        await fresh.insert();
        await duplicate.insert();
      }),
      DuplicateKeyError,
      { fields: ['id'] },
    );
    expect(await Gauge.exists({ id: 'fresh' })).toBe(false);
    expect([fresh.isNew, duplicate.isNew]).toEqual([true, true]);
    await fresh.insert();
  });

  itNeeds('batch.atomic', 'a stale version takes the whole batch with it', async () => {
    const [account, stale] = [
      await Account.create({ owner: 'a', balance: 1 }),
      await Account.create({ owner: 's', balance: 1 }),
    ];
    await (await Account.get('s')).touch();
    account.balance = 2;
    stale.balance = 2;
    await expect(
      engine.engine.batch(async () => {
        await account.save();
        await stale.save();
      }),
    ).rejects.toMatchObject({ code: 'POLYDOC_CONFLICT', expected: 1, actual: 2 });
    expect((await Account.get('a')).balance).toBe(1);
    expect([account.rev, account.isDirty('balance')]).toEqual([1, true]);
  });

  itNeeds(['batch.atomic', 'write.ifConditions'], 'a conditional batch applies whole', async () => {
    const [first, second] = [await Gauge.create({ id: 'a', count: 1 }), await Gauge.create({ id: 'b', count: 1 })];
    const result = await engine.engine.batch(async () => {
      expect(await first.update({ label: 'x' }, { ifConditions: { count: 1 } })).toBeNull();
      expect(await second.delete({ ifExists: true })).toBeNull();
      expect(await Gauge.build({ id: 'c' }).insert({ ifNotExists: true })).toBeNull();
    });
    expect(result).toEqual({ applied: true, existing: [] });
    expect(first.label).toBe('x');
    expect(second.isNew).toBe(true);
    expect((await Gauge.find({ id: { $in: ['a', 'b', 'c'] } })).map((gauge) => gauge.id)).toEqual(['a', 'c']);
  });

  itNeeds(['batch.atomic', 'write.ifConditions'], 'or not at all: existing lists the rows in the way', async () => {
    const [first, second] = [await Gauge.create({ id: 'a', count: 1 }), await Gauge.create({ id: 'b', count: 2 })];
    const fresh = Gauge.build({ id: 'b' });
    const plain = Gauge.build({ id: 'plain' });
    const result = await engine.engine.batch(async () => {
      await plain.save();
      await first.update({ label: 'x' }, { ifConditions: { count: 1 } });
      await second.update({ label: 'x' }, { ifConditions: { count: 1 } });
      await fresh.insert({ ifNotExists: true });
    });
    expect(result.applied).toBe(false);
    expect(result.existing).toHaveLength(2);
    expect(result.existing[0]).toMatchObject({ id: 'b', count: 2 });
    expect([first.label ?? null, first.isDirty(), plain.isNew, fresh.isNew]).toEqual([null, false, true, true]);
    expect(await Gauge.exists({ id: 'plain' })).toBe(false);
    expect((await Gauge.get('a')).label).toBeNull();
  });

  test('soft delete and restore join', async () => {
    const note = await Note.create({ id: 'n', text: 'a' });
    await engine.engine.batch(async () => note.delete());
    expect(await Note.exists({ id: 'n' })).toBe(false);
    await engine.engine.batch(async (batch) => note.restore({ batch }));
    expect(await Note.get('n')).toEqual(note);
    expect(note.rev).toBe(3);
  });

  itNeeds('transaction', 'a batch joins the transaction around it', async () => {
    const fresh = Gauge.build({ id: 'inner' });
    await expect(
      engine.engine.transaction(async () => {
        await engine.engine.batch(async () => fresh.save());
        expect(await Gauge.exists({ id: 'inner' })).toBe(true);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await Gauge.exists({ id: 'inner' })).toBe(false);
    expect(fresh.isNew).toBe(true);
  });

  itNeeds('query.anyField', 'set-based writes join', async () => {
    await Gauge.insertMany([{ id: 'a' }, { id: 'b' }]);
    await expect(
      engine.engine.batch(async () => {
        await Gauge.updateMany({ id: 'a' }, { label: 'x' });
        await Gauge.deleteMany({ id: 'b' });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect((await Gauge.getMany(['a', 'b'])).map((gauge) => gauge.label)).toEqual([null, null]);
  });
});

describeEachEngine('batches of counters', (engine) => {
  if (engine.has('counter')) engine.useModels(MovieViews);

  itNeeds('counter', 'increments join', async () => {
    const movieId = '11111111-2222-4333-8444-555555555555';
    await engine.engine.batch(
      async (batch) => {
        await MovieViews.increment(movieId, { views: 2 }, { batch });
        await MovieViews.increment(movieId, { views: 3, likes: 1n });
      },
      { type: 'counter' },
    );
    expect(await MovieViews.get(movieId)).toMatchObject({ views: 5n, likes: 1n });
  });
});
