import { Discriminator, Document, Entity, Field, PrimaryKey, type Query } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';

@Entity()
class Pet extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Discriminator() kind!: string;

  @Field({ type: 'string' }) name!: string;
}

@Entity({ discriminator: 'cat' })
class Cat extends Pet {
  @Field({ type: 'int' }) lives = 9;

  purr(): string {
    return `${this.name} purrs`;
  }
}

@Entity({ discriminator: 'dog' })
class Dog extends Pet {
  @Field({ type: 'string' }) breed!: string;
}

@Entity({ discriminator: 'puppy' })
class Puppy extends Dog {
  @Field({ type: 'int', nullable: true }) weeks?: number | null;
}

async function names(documents: PromiseLike<readonly Pet[]>): Promise<readonly string[]> {
  return (await documents).map((pet) => `${pet.constructor.name} ${pet.name}`).sort();
}

const ALL = ['Cat Tom', 'Dog Rex', 'Puppy Bo'];

describeEachEngine('discriminators', (engine) => {
  engine.useModels(Pet, Cat, Dog, Puppy);
  beforeEach(async () => {
    await Pet.truncate();
    await Cat.create({ id: 't', name: 'Tom' });
    await Dog.create({ id: 'r', name: 'Rex', breed: 'boxer' });
    await Puppy.create({ id: 'b', name: 'Bo', breed: 'boxer', weeks: 8 });
  });

  test('all classes share one table', () => {
    for (const model of [Cat, Dog, Puppy]) expect(model.tableName()).toBe('pet');
  });

  test('the class decides the value, at construction and in the store', async () => {
    expect(Cat.build({ id: 'x', name: 'x' }).kind).toBe('cat');
    expect((await Pet.get('b')).kind).toBe('puppy');
  });

  test('reads by key give the right class, with its fields and methods', async () => {
    const cat = await Pet.get('t');
    expect(cat).toBeInstanceOf(Cat);
    expect(cat instanceof Cat && cat.purr()).toBe('Tom purrs');
    expect(Object.keys(cat).sort()).toEqual(['id', 'kind', 'lives', 'name']);
    expect(await Pet.get('b')).toBeInstanceOf(Puppy);
    expect((await Pet.getMany(['r', 't'])).map((pet) => pet.constructor.name)).toEqual(['Dog', 'Cat']);
    expect(await Pet.findOne({ id: 'r' })).toBeInstanceOf(Dog);
  });

  itNeeds('query.anyField', 'every path of queries gives the right class', async () => {
    expect(await names(Pet.find())).toEqual(ALL);
    expect(await names(Pet.find().orderBy('-name'))).toEqual(ALL);
    expect(
      await names(
        Pet.find()
          .page({ page: 1, perPage: 10 })
          .then((page) => page.items),
      ),
    ).toEqual(ALL);
    const streamed: Pet[] = [];
    for await (const pet of Pet.find()) streamed.push(pet);
    expect(await names(Promise.resolve(streamed))).toEqual(ALL);
    const batches: Pet[] = [];
    for await (const batch of Pet.find().batches(2)) batches.push(...batch);
    expect(await names(Promise.resolve(batches))).toEqual(ALL);
    expect((await Pet.find({ name: 'Tom' }).one()).constructor).toBe(Cat);
  });

  itNeeds('query.anyField', 'a subclass sees only its own, and the classes below it', async () => {
    expect(await names(Cat.find())).toEqual(['Cat Tom']);
    expect(await names(Dog.find())).toEqual(['Dog Rex', 'Puppy Bo']);
    expect(await names(Puppy.find())).toEqual(['Puppy Bo']);
    expect(await Cat.count()).toBe(1);
    expect(await Dog.count({ breed: 'boxer' })).toBe(2);
    expect(await Cat.exists({ name: 'Rex' })).toBe(false);
    expect(await Cat.distinct('name')).toEqual(['Tom']);
    expect(await Cat.find().values('name')).toEqual([['Tom']]);
    expect((await Cat.find().lean()).map((row) => row.name)).toEqual(['Tom']);
    expect(await Cat.find({ $or: [{ name: 'Rex' }, { name: 'Tom' }] }).count()).toBe(1);
  });

  test('a subclass sees only its own by key', async () => {
    expect((await Cat.get('t')).lives).toBe(9);
    for (const read of [Cat.get('r'), Cat.getMany(['t', 'r']), Puppy.get('r')]) {
      await expect(read).rejects.toMatchObject({ code: 'POLYDOC_DOCUMENT_NOT_FOUND' });
    }
    expect(await Cat.findOne({ id: 'r' })).toBeNull();
    expect((await Dog.get('b')).constructor).toBe(Puppy);
  });

  itNeeds('query.anyField', 'set-based writes of a subclass reach only its own', async () => {
    expect(await Cat.updateMany({}, { name: 'changed' }, { all: true })).toBe(1);
    expect((await Pet.get('r')).name).toBe('Rex');
    expect(await Cat.deleteMany({ id: 'r' })).toBe(0);
    expect(await Dog.deleteMany({}, { all: true })).toBe(2);
    expect(await names(Pet.find())).toEqual(['Cat changed']);
  });

  test('loaded through the base, saved as what it is', async () => {
    const puppy = await Pet.get('b');
    if (!(puppy instanceof Puppy)) throw new Error('no puppy');
    puppy.weeks = 9;
    puppy.name = 'Bob';
    await puppy.save();
    expect(await Puppy.get('b')).toMatchObject({ weeks: 9, name: 'Bob', kind: 'puppy' });
    await puppy.update({ weeks: 10 });
    await puppy.refresh();
    expect(puppy.weeks).toBe(10);
    await puppy.delete();
    expect(await Pet.exists({ id: 'b' })).toBe(false);
  });

  test('bulk writes of mixed classes', async () => {
    const result = await Pet.insertMany([
      Cat.build({ id: 'c1', name: 'c1', lives: 1 }),
      Dog.build({ id: 'd1', name: 'd1', breed: 'x' }),
      Cat.build({ id: 'c2', name: 'c2' }),
    ]);
    expect(result.items.map((item) => item.outcome)).toEqual(['inserted', 'inserted', 'inserted']);
    expect(await Pet.get('c1')).toMatchObject({ lives: 1, kind: 'cat' });
    expect(await Pet.get('d1')).toBeInstanceOf(Dog);
  });

  test('the base itself, having no value, cannot be mistaken for a subclass', async () => {
    const outcome = await Pet.create({ id: 'plain', name: 'p' }).catch((error: unknown) => error);
    if (outcome instanceof Pet) expect((await Pet.get('plain')).constructor).toBe(Pet);
    else expect(outcome).toMatchObject({ model: 'Pet' });
  });

  test('the steps of a query keep the class in the type', () => {
    const query: Query<Cat> = Cat.find()
      .where({ lives: { $gt: 1 } })
      .orderBy('-lives');
    expect(query).toBeDefined();
  });
});
