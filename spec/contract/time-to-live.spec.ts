import { Document, Entity, Field, InvalidQueryError, PrimaryKey } from '../../lib';
import { LoginToken } from '../../models-example';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { statementsOf } from '../support/statements-of';

@Entity()
class Cached extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string' }) value!: string;
}

@Entity({ ttl: 1 })
class Brief extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string', nullable: true }) value?: string | null;
}

/** Longer than a `ttl` of one second. */
function untilExpired(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1200));
}

describeEachEngine('time to live', (engine) => {
  if (engine.has('ttl.record')) {
    engine.useModels(Cached, Brief, LoginToken);
    beforeEach(async () => {
      await Cached.truncate();
      await Brief.truncate();
    });
  }

  itNeeds('ttl.record', 'a row is there until it expires, then on no path of reading', async () => {
    await Cached.create({ id: 'brief', value: 'v' }, { ttl: 1 });
    await Cached.create({ id: 'long', value: 'v' }, { ttl: 1000 });
    await Cached.create({ id: 'ever', value: 'v' });
    expect((await Cached.get('brief')).value).toBe('v');
    await untilExpired();
    for (const read of [Cached.get('brief'), Cached.get({ id: 'brief' }), Cached.getMany(['ever', 'brief'])]) {
      await expect(read).rejects.toMatchObject({ code: 'POLYDOC_DOCUMENT_NOT_FOUND' });
    }
    expect(await Cached.findOne({ id: 'brief' })).toBeNull();
    expect(await Cached.exists({ id: 'brief' })).toBe(false);
    expect(await Cached.count({ id: 'brief' })).toBe(0);
    expect(await Cached.find({ id: 'brief' }).first()).toBeNull();
    expect((await Cached.getMany(['ever', 'long'])).map((found) => found.id)).toEqual(['ever', 'long']);
  });

  itNeeds(['ttl.record', 'query.anyField'], 'an expired row is on no path of queries', async () => {
    await Cached.create({ id: 'brief', value: 'brief' }, { ttl: 1 });
    await Cached.create({ id: 'ever', value: 'ever' });
    await untilExpired();
    expect((await Cached.find()).map((found) => found.id)).toEqual(['ever']);
    expect((await Cached.find().lean()).map((found) => found.id)).toEqual(['ever']);
    expect(await Cached.find().values('id')).toEqual([['ever']]);
    expect(await Cached.distinct('value')).toEqual(['ever']);
    expect(await Cached.count()).toBe(1);
    expect((await Cached.find().page({ page: 1, perPage: 5 })).total).toBe(1);
    expect(await Cached.find().min('value')).toBe('ever');
    const streamed: string[] = [];
    for await (const found of Cached.find()) streamed.push(found.id);
    expect(streamed).toEqual(['ever']);
    expect(await Cached.updateMany({ value: 'brief' }, { value: 'x' })).toBe(0);
    expect(await Cached.deleteMany({ id: 'brief' })).toBe(0);
  });

  itNeeds('ttl.record', 'an expired row does not stand in the way of an insert with its key', async () => {
    await Cached.create({ id: 'again', value: 'old' }, { ttl: 1 });
    await Cached.create({ id: 'bulk', value: 'old' }, { ttl: 1 });
    await Cached.create({ id: 'conditional', value: 'old' }, { ttl: 1 });
    await untilExpired();
    await Cached.create({ id: 'again', value: 'new' });
    expect((await Cached.insertMany([{ id: 'bulk', value: 'new' }])).inserted).toBe(1);
    const outcome = await Cached.build({ id: 'conditional', value: 'new' }).insert({ ifNotExists: true });
    expect(outcome.applied).toBe(true);
    await untilExpired();
    const values = (await Cached.getMany(['again', 'bulk', 'conditional'])).map((found) => found.value);
    expect(values).toEqual(['new', 'new', 'new']);
  });

  itNeeds(['ttl.record', 'save.complete'], 'for a document in memory an expired row is gone', async () => {
    const document = await Cached.create({ id: 'memory', value: 'v' }, { ttl: 1 });
    await untilExpired();
    await expect(document.refresh()).rejects.toMatchObject({ code: 'POLYDOC_DOCUMENT_NOT_FOUND' });
    await expect(document.update({ value: 'x' })).rejects.toMatchObject({ code: 'POLYDOC_DOCUMENT_NOT_FOUND' });
    await expect(document.delete()).rejects.toMatchObject({ code: 'POLYDOC_DOCUMENT_NOT_FOUND' });
    document.value = 'back';
    await document.save();
    await untilExpired();
    expect((await Cached.get('memory')).value).toBe('back');
  });

  itNeeds('ttl.record', 'purgeExpired removes what is over, and only that', async () => {
    await engine.engine.purgeExpired();
    for (const id of ['a', 'b']) await Cached.create({ id, value: 'v' }, { ttl: 1 });
    await Cached.create({ id: 'ever', value: 'v' });
    await Cached.create({ id: 'long', value: 'v' }, { ttl: 1000 });
    await untilExpired();
    await engine.engine.purgeExpired();
    expect(await engine.engine.purgeExpired()).toBe(0);
    expect(await Cached.count()).toBe(2);
  });

  itNeeds('ttl.record', 'a save of the row without a ttl makes it last', async () => {
    await Cached.create({ id: 'kept', value: 'v' }, { ttl: 1 });
    await Cached.build({ id: 'kept', value: 'new' }).save();
    await untilExpired();
    expect((await Cached.get('kept')).value).toBe('new');
  });

  itNeeds('ttl.record', 'save takes a ttl, for new and for loaded documents', async () => {
    await Cached.build({ id: 'new', value: 'v' }).save({ ttl: 1 });
    const loaded = await Cached.create({ id: 'loaded', value: 'v' });
    loaded.value = 'x';
    await loaded.save({ ttl: 1 });
    expect((await Cached.get('loaded')).value).toBe('x');
    await untilExpired();
    expect(await Cached.exists({ id: 'new' })).toBe(false);
    expect(await Cached.exists({ id: 'loaded' })).toBe(false);
  });

  itNeeds('ttl.record', 'a save of an unchanged document with a ttl gives the row an end', async () => {
    const document = await Cached.create({ id: 'alone', value: 'v' });
    await document.save({ ttl: 1 });
    document.value = 'x';
    await document.save();
    expect((await Cached.get('alone')).value).toBe('x');
    await untilExpired();
    expect(await Cached.exists({ id: 'alone' })).toBe(false);
  });

  itNeeds('ttl.record', 'insertMany and saveMany take a ttl', async () => {
    await Cached.insertMany([{ id: 'a', value: 'v' }], { ttl: 1 });
    await Cached.saveMany([Cached.build({ id: 'b', value: 'v' })], { ttl: 1 });
    expect(await Cached.count({ id: { $in: ['a', 'b'] } })).toBe(2);
    await untilExpired();
    expect(await Cached.count({ id: { $in: ['a', 'b'] } })).toBe(0);
  });

  itNeeds('ttl.record', 'the default of the entity holds on every path, and a call can say otherwise', async () => {
    await Brief.create({ id: 'a' });
    await Brief.build({ id: 'b' }).save();
    await Brief.insertMany([{ id: 'c' }]);
    await Brief.create({ id: 'long' }, { ttl: 1000 });
    expect(await Brief.count({ id: { $in: ['a', 'b', 'c', 'long'] } })).toBe(4);
    await untilExpired();
    expect((await Brief.find({ id: { $in: ['a', 'b', 'c', 'long'] } })).map((found) => found.id)).toEqual(['long']);
  });

  itNeeds('ttl.record', 'a ttl that cannot be meant is refused before any I/O', async () => {
    const sent = await statementsOf(engine.engine, async () => {
      for (const ttl of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 10 ** 12]) {
        await expectError(Cached.create({ id: 'bad', value: 'v' }, { ttl }), InvalidQueryError);
      }
    });
    expect(sent).toEqual([]);
  });

  itNeeds('ttl.record', 'the hidden field stays hidden', async () => {
    const token = await LoginToken.create({ user: 'ada' });
    const loaded = await LoginToken.get(token.id);
    expect(Object.keys(loaded).sort()).toEqual(['id', 'user']);
    expect(loaded).toEqual(token);
    const [row] = await LoginToken.find({ id: token.id }).lean();
    expect(row).toEqual({ id: token.id, user: 'ada' });
  });

  if (engine.has('ttl.record') && !engine.has('ttl.field')) {
    test('a ttl for single fields is refused by engines without it', async () => {
      const document = await Cached.create({ id: 'fields', value: 'v' });
      const sent = await statementsOf(engine.engine, () =>
        expect(document.update({ value: 'x' }, { ttl: 5 })).rejects.toMatchObject({
          code: 'POLYDOC_UNSUPPORTED_CAPABILITY',
          capability: 'ttl.field',
        }),
      );
      expect(sent).toEqual([]);
      expect(document.value).toBe('v');
    });
  }
});
