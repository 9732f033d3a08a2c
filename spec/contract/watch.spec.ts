import {
  type Change,
  type ChangeStream,
  ClusteringKey,
  DeletedAt,
  Discriminator,
  Document,
  EngineClosedError,
  Entity,
  Field,
  InvalidQueryError,
  MaterializedView,
  ModelNotBoundError,
  PrimaryKey,
  UnsupportedCapabilityError,
  Version,
  View,
} from '../../lib';
import { describeEachEngine, itNeeds, itRefuses } from '../support/engines';
import { expectError } from '../support/expect-error';
import { statementsOf } from '../support/statements-of';

@Entity({ watch: true })
class Parcel extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string', name: 'state_name' }) state = 'new';

  @Field({ type: 'int', nullable: true }) weight?: number | null;

  @Field({ type: ['string'] }) tags: string[] = [];

  @Version() rev!: number;
}

@Entity({ watch: true })
class Memo extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string' }) text = '';

  @DeletedAt() deletedAt?: Date | null;
}

@Entity({ watch: true })
class Slot extends Document {
  @PrimaryKey({ type: 'string' }) room!: string;

  @ClusteringKey({ type: 'int' }) hour!: number;

  @Field({ type: 'string' }) who = '';
}

@Entity({ watch: true })
class Animal extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Discriminator() kind!: string;
}

@Entity({ discriminator: 'cat' })
class Cat extends Animal {
  @Field({ type: 'int' }) lives = 9;
}

@Entity({ discriminator: 'dog' })
class Dog extends Animal {
  @Field({ type: 'string' }) bark = 'wuff';
}

@View({ of: Parcel, columns: ['id', 'state'], keys: ['id'] })
class ParcelState extends MaterializedView {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string' }) state!: string;
}

const TIMEOUT_MS = 30_000;

/** The next changes, as many as asked for. */
async function take<T>(stream: ChangeStream<T>, count: number): Promise<Change<T>[]> {
  const changes: Change<T>[] = [];
  while (changes.length < count) {
    const { done, value } = await stream.next();
    if (done === true || value === undefined) throw new Error(`The stream ended after ${changes.length} changes.`);
    changes.push(value);
  }
  return changes;
}

/** Type and key of each. */
function outline<T>(changes: readonly Change<T>[]): string[] {
  return changes.map(({ type, key }) => `${type} ${JSON.stringify(key)}`);
}

describeEachEngine('watch', (engine) => {
  const open: { close(): Promise<void> }[] = [];
  let next = 0;

  if (engine.has('watch')) engine.useModels(Parcel, Memo, Slot, Animal, Cat, Dog);

  afterEach(async () => {
    await Promise.all(open.splice(0).map((stream) => stream.close()));
  });

  async function live<T>(stream: ChangeStream<T>): Promise<ChangeStream<T>> {
    open.push(stream);
    await stream.ready;
    return stream;
  }

  function newId(): string {
    next += 1;
    return `p${next}`;
  }

  itNeeds(
    'watch',
    'tells of inserts, updates and deletes, with documents that are tracked',
    async () => {
      const id = newId();
      const stream = await live(Parcel.watch());
      const parcel = await Parcel.create({ id, weight: 1, tags: ['a'] });
      await parcel.update({ state: 'sent', $inc: { weight: 2 } });
      await parcel.delete();
      const [inserted, updated, deleted] = await take(stream, 3);
      expect(inserted).toMatchObject({
        type: 'insert',
        key: id,
        document: { id, state: 'new', weight: 1, tags: ['a'] },
      });
      expect(inserted?.document).toBeInstanceOf(Parcel);
      expect(inserted?.document?.isNew).toBe(false);
      expect(inserted).not.toHaveProperty('changed');
      expect(updated).toMatchObject({ type: 'update', key: id });
      expect([...(updated?.changed ?? [])].sort()).toEqual(['rev', 'state', 'weight']);
      expect(deleted).toEqual({ type: 'delete', key: id, token: expect.stringMatching(/^[\w.-]+$/) });
    },
    TIMEOUT_MS,
  );

  itNeeds(
    'watch',
    'a document of a change can be changed and saved',
    async () => {
      const stream = await live(Parcel.watch());
      await Parcel.create({ id: newId(), weight: 5 });
      const [first] = await take(stream, 1);
      const document = first?.document;
      if (document === undefined) throw new Error('An insert has a document.');
      document.weight = 6;
      await document.save();
      const [second] = await take(stream, 1);
      expect(second).toMatchObject({ type: 'update', document: { weight: 6, rev: 2 } });
      expect((await Parcel.get(first?.key ?? '')).weight).toBe(6);
    },
    TIMEOUT_MS,
  );

  itNeeds(
    'watch',
    'a replaced document is an update, an equal write none',
    async () => {
      const id = newId();
      const stream = await live(Slot.watch());
      await Slot.create({ room: id, hour: 1, who: 'a' });
      await Slot.build({ room: id, hour: 1, who: 'b' }).save();
      await (await Slot.get([id, 1])).save();
      await Slot.deleteMany({ room: id });
      expect(outline(await take(stream, 3))).toEqual([
        `insert {"room":"${id}","hour":1}`,
        `update {"room":"${id}","hour":1}`,
        `delete {"room":"${id}","hour":1}`,
      ]);
    },
    TIMEOUT_MS,
  );

  itNeeds(
    'watch',
    'bulk and set-based writes are told of row by row',
    async () => {
      const ids = [newId(), newId(), newId()];
      const stream = await live(Parcel.watch());
      await Parcel.insertMany(ids.map((id) => ({ id, state: 'bulk' })));
      await Parcel.updateMany({ state: 'bulk' }, { weight: 3 });
      await Parcel.deleteMany({ state: 'bulk' });
      const changes = await take(stream, 9);
      expect(outline(changes.slice(0, 3))).toEqual(ids.map((id) => `insert "${id}"`));
      expect(outline(changes.slice(3, 6)).sort()).toEqual(ids.map((id) => `update "${id}"`).sort());
      expect(outline(changes.slice(6)).sort()).toEqual(ids.map((id) => `delete "${id}"`).sort());
    },
    TIMEOUT_MS,
  );

  itNeeds(
    ['watch', 'transaction'],
    'only what is committed, and that together, in the order of commits',
    async () => {
      const [first, second, third, never] = [newId(), newId(), newId(), newId()];
      const stream = await live(Parcel.watch());
      await expect(
        engine.engine.transaction(async () => {
          await Parcel.create({ id: never });
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
      await engine.engine.transaction(async () => {
        await Parcel.create({ id: first });
        await Parcel.create({ id: second });
      });
      await Parcel.create({ id: third });
      expect(outline(await take(stream, 3))).toEqual([first, second, third].map((id) => `insert "${id}"`));
    },
    TIMEOUT_MS,
  );

  itNeeds(
    'watch',
    'a filter is held against the document after the change',
    async () => {
      const [light, heavy] = [newId(), newId()];
      const stream = await live(Parcel.watch({ weight: { $gt: 10 }, $not: { state: 'lost' } }));
      await Parcel.create({ id: light, weight: 1 });
      await Parcel.create({ id: heavy, weight: 11 });
      await Parcel.updateMany({ id: light }, { weight: 12 });
      await Parcel.updateMany({ id: heavy }, { state: 'lost' });
      await Parcel.create({ id: newId(), weight: 13, state: 'last' });
      const changes = await take(stream, 3);
      expect(changes.map(({ type, document }) => [type, document?.weight])).toEqual([
        ['insert', 11],
        ['update', 12],
        ['insert', 13],
      ]);
    },
    TIMEOUT_MS,
  );

  itNeeds(
    'watch',
    'a filter on the key alone leaves out deletes of others, other filters never leave out those that matched',
    async () => {
      const [mine, other] = [newId(), newId()];
      await Parcel.insertMany([
        { id: mine, weight: 50 },
        { id: other, weight: 50 },
      ]);
      const byKey = await live(Parcel.watch({ id: mine }));
      const byWeight = await live(Parcel.watch({ weight: 50 }));
      await Parcel.deleteMany({ id: other });
      await Parcel.deleteMany({ id: mine });
      expect(outline(await take(byKey, 1))).toEqual([`delete "${mine}"`]);
      expect(outline(await take(byWeight, 2))).toEqual([`delete "${other}"`, `delete "${mine}"`]);
    },
    TIMEOUT_MS,
  );

  itNeeds(
    'watch',
    'goes on after a token, with what was committed while nobody listened',
    async () => {
      const [first, second, third] = [newId(), newId(), newId()];
      const before = await live(Parcel.watch());
      const start = before.token;
      expect(typeof start).toBe('string');
      await Parcel.create({ id: first });
      await Parcel.create({ id: second });
      const [change] = await take(before, 1);
      expect(before.token).toBe(change?.token);
      await before.close();
      await Parcel.create({ id: third });
      const again = await live(Parcel.watch({}, { after: change?.token }));
      expect(outline(await take(again, 2))).toEqual([`insert "${second}"`, `insert "${third}"`]);
      const all = await live(Parcel.watch({}, { after: start ?? '' }));
      expect(outline(await take(all, 3))).toEqual([first, second, third].map((id) => `insert "${id}"`));
    },
    TIMEOUT_MS,
  );

  itNeeds(
    'watch',
    'a token of nobody is refused',
    async () => {
      for (const after of ['', 'x', '1.99999999999', 'eyJhIjoxfQ']) {
        await expectError(Parcel.watch({}, { after }).ready, InvalidQueryError, { model: 'Parcel' });
      }
    },
    TIMEOUT_MS,
  );

  itNeeds(
    'watch',
    'a soft delete is a delete, and taking it back an update',
    async () => {
      const id = newId();
      const stream = await live(Memo.watch());
      const memo = await Memo.create({ id, text: 'a' });
      await memo.delete();
      const [, marked] = await take(stream, 2);
      expect(marked).toEqual({ type: 'delete', key: id, token: expect.any(String) });
      await memo.restore();
      const [restored] = await take(stream, 1);
      expect(restored).toMatchObject({ type: 'update', key: id, document: { text: 'a', deletedAt: null } });
      await memo.delete({ hard: true });
      expect(outline(await take(stream, 1))).toEqual([`delete "${id}"`]);
    },
    TIMEOUT_MS,
  );

  itNeeds(
    'watch',
    'what happens to a document that is marked as deleted is told with `withDeleted` only',
    async () => {
      const [id, last] = [newId(), newId()];
      const stream = await live(Memo.watch());
      const all = await live(Memo.watch({}, { withDeleted: true }));
      await (await Memo.create({ id, text: 'a' })).delete();
      await Memo.find({ id }).withDeleted().update({ text: 'b' });
      await Memo.create({ id: last });
      expect(outline(await take(stream, 3))).toEqual([`insert "${id}"`, `delete "${id}"`, `insert "${last}"`]);
      expect((await take(all, 4)).map(({ type }) => type)).toEqual(['insert', 'update', 'update', 'insert']);
    },
    TIMEOUT_MS,
  );

  itNeeds(
    'watch',
    'a subclass sees its own documents, the root all, each of its class',
    async () => {
      const [tom, rex] = [newId(), newId()];
      const cats = await live(Cat.watch());
      const animals = await live(Animal.watch());
      await Dog.create({ id: rex });
      await Cat.create({ id: tom, lives: 7 });
      const [cat] = await take(cats, 1);
      expect(cat).toMatchObject({ type: 'insert', key: tom, document: { lives: 7 } });
      const [first, second] = await take(animals, 2);
      expect(first?.document).toBeInstanceOf(Dog);
      expect(second?.document).toBeInstanceOf(Cat);
    },
    TIMEOUT_MS,
  );

  itNeeds(
    'watch',
    'leaving a loop ends it, and so does `close` for one that waits',
    async () => {
      const id = newId();
      const stream = await live(Parcel.watch());
      await Parcel.create({ id });
      for await (const { key } of stream) {
        expect(key).toBe(id);
        break;
      }
      expect(await stream.next()).toEqual({ done: true, value: undefined });
      const waiting = await live(Parcel.watch());
      const change = waiting.next();
      await waiting.close();
      expect(await change).toEqual({ done: true, value: undefined });
      await expect(waiting.ready).resolves.toBeUndefined();
    },
    TIMEOUT_MS,
  );

  itNeeds(
    'watch',
    'an aborted signal ends it with its reason',
    async () => {
      const reason = new Error('enough');
      const controller = new AbortController();
      const stream = await live(Parcel.watch({}, { signal: controller.signal }));
      const change = stream.next();
      controller.abort(reason);
      await expect(change).rejects.toBe(reason);
      expect(await stream.next()).toEqual({ done: true, value: undefined });
      await expect(Parcel.watch({}, { signal: controller.signal }).next()).rejects.toBe(reason);
    },
    TIMEOUT_MS,
  );

  itNeeds(
    'watch',
    'the engine ends its streams when it closes, and opens none afterwards',
    async () => {
      const other = await engine.connect({ models: [] });
      const Elsewhere = Parcel.using(other);
      await Elsewhere.syncTable();
      const stream = Elsewhere.watch();
      await stream.ready;
      const change = stream.next();
      await other.close();
      expect(await change).toEqual({ done: true, value: undefined });
      await expectError(Elsewhere.watch().ready, EngineClosedError);
    },
    TIMEOUT_MS,
  );

  itNeeds(
    'watch',
    'belongs to no session: it can be begun inside a transaction',
    async () => {
      const id = newId();
      const stream = await live(Parcel.watch());
      const change = engine.engine.session(async () => stream.next());
      await Parcel.create({ id });
      expect((await change).value).toMatchObject({ key: id });
    },
    TIMEOUT_MS,
  );

  itNeeds(
    'watch',
    'what is not fetched stays in the store: a slow consumer gets everything, in order',
    async () => {
      const ids = Array.from({ length: 1_000 }, (_, index) => `slow${index}`);
      const stream = await live(Slot.watch({}, { fetchSize: 10 }));
      await Slot.insertMany(ids.map((room) => ({ room, hour: 1 })));
      const changes = await take(stream, ids.length);
      expect(outline(changes)).toEqual(ids.map((room) => `insert {"room":"${room}","hour":1}`));
    },
    60_000,
  );

  itNeeds(
    'watch',
    'calls of `next` wait for each other',
    async () => {
      const ids = [newId(), newId(), newId()];
      const stream = await live(Parcel.watch());
      const changes = ids.map(() => stream.next());
      for (const id of ids) await Parcel.create({ id });
      expect((await Promise.all(changes)).map(({ value }) => value?.key)).toEqual(ids);
    },
    TIMEOUT_MS,
  );

  test('nothing is sent before it is asked, and bad filters are refused at once', async () => {
    const statements = await statementsOf(engine.engine, async () => {
      Parcel.watch({ state: 'x' });
    });
    expect(statements).toEqual([]);
    await expectError(() => Parcel.watch(undefined as never), InvalidQueryError);
    await expectError(() => Parcel.watch({ nothing: 1 } as never), InvalidQueryError);
    await expectError(() => ParcelState.watch(), InvalidQueryError, { model: 'ParcelState' });
  });

  test('a model of no engine cannot be watched', async () => {
    @Entity({ watch: true })
    class Homeless extends Document {
      @PrimaryKey({ type: 'string' }) id!: string;
    }
    await expectError(Homeless.watch().ready, ModelNotBoundError);
  });

  itRefuses('watch', 'watching is refused before anything is sent', async () => {
    @Entity()
    class Unwatched extends Document {
      @PrimaryKey({ type: 'string' }) id!: string;
    }
    engine.engine.register(Unwatched);
    const statements = await statementsOf(engine.engine, async () => {
      const refused = { capability: 'watch', model: 'Unwatched' };
      await expectError(Unwatched.watch().ready, UnsupportedCapabilityError, refused);
    });
    expect(statements).toEqual([]);
  });
});
