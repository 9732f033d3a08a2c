import { Discriminator, Document, Entity, Field, PrimaryKey, Version } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { statementsOf } from '../support/statements-of';

@Entity()
class Creature extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Discriminator() kind!: string;

  @Version() rev!: number;
}

@Entity({ discriminator: 'fish' })
class Fish extends Creature {
  @Field({ type: 'string', nullable: true }) water?: string | null;
}

@Entity({ discriminator: 'bird' })
class Bird extends Creature {
  @Field({ type: 'string', nullable: true }) song?: string | null;
}

@Entity()
class Lease extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'int', nullable: true }) n?: number | null;

  @Field({ type: 'string', nullable: true }) owner?: string | null;

  @Version() rev!: number;
}

@Entity()
class Loose extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'int', nullable: true }) n?: number | null;

  @Field({ type: 'string', nullable: true }) owner?: string | null;
}

function untilExpired(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_200));
}

describeEachEngine('a row that is saved over', (engine) => {
  engine.useModels(Creature, Fish, Bird, Lease, Loose);
  beforeEach(async () => {
    for (const model of [Creature, Lease, Loose]) await model.truncate();
  });

  test('keeps nothing of a document of another class, with a version too', async () => {
    await Fish.create({ id: 'a', water: 'salt' });
    await Bird.build({ id: 'a', song: 'tweet' }).save();
    await Fish.build({ id: 'a' }).save();
    expect(await Creature.get('a')).toMatchObject({ kind: 'fish', water: null, rev: 3 });
  });

  itNeeds('ttl.record', 'does not end when the row before it would have, with a version too', async () => {
    await Lease.create({ id: 'a', n: 1 }, { ttl: 1 });
    await Lease.build({ id: 'a', n: 2 }).save();
    await untilExpired();
    expect(await Lease.get('a')).toMatchObject({ n: 2, rev: 2 });
  });

  itNeeds('ttl.record', 'gets a time to live without losing what others wrote to it', async () => {
    const loaded = await Loose.create({ id: 'a', n: 1, owner: 'me' });
    await (await Loose.get('a')).update({ owner: 'somebody' });
    loaded.n = 2;
    await loaded.save({ ttl: 1 });
    expect(await Loose.get('a')).toMatchObject({ n: 2, owner: 'somebody' });
    await untilExpired();
    expect(await Loose.exists({ id: 'a' })).toBe(false);
  });

  itNeeds('ttl.record', 'gets a time to live when nothing else has changed', async () => {
    const loaded = await Loose.create({ id: 'a', n: 1 });
    expect(await statementsOf(engine.engine, () => loaded.save({ ttl: 1 }))).toHaveLength(1);
    await untilExpired();
    expect(await Loose.exists({ id: 'a' })).toBe(false);
  });

  test('by a built document that has to be there makes that document a stored one', async () => {
    await Loose.create({ id: 'a', n: 1 });
    const built = Loose.build({ id: 'a', n: 2 });
    await built.save({ mustExist: true });
    expect(built.isNew).toBe(false);
    expect(built.isDirty()).toBe(false);
  });
});
