import { Discriminator, Document, Entity, Field, PrimaryKey } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';

@Entity({ name: 'reading_animals' })
class Animal extends Document {
  @PrimaryKey({ type: 'int' }) id!: number;

  @Discriminator() kind!: string;

  @Field({ type: 'string' }) name = '';

  @Field({ type: 'int' }) age = 0;
}

@Entity({ discriminator: 'cat' })
class Cat extends Animal {
  @Field({ type: 'int', nullable: true }) lives?: number | null;
}

@Entity({ discriminator: 'lion' })
class Lion extends Cat {
  @Field({ type: 'string', nullable: true }) mane?: string | null;
}

@Entity({ discriminator: 'dog' })
class Dog extends Animal {
  @Field({ type: 'string', nullable: true }) trick?: string | null;
}

describeEachEngine('reads of one class among others in a table', (engine) => {
  engine.useModels(Animal, Cat, Lion, Dog);

  beforeEach(async () => {
    await Animal.truncate();
    await Cat.insertMany([
      { id: 1, name: 'a', age: 1, lives: 9 },
      { id: 2, name: 'b', age: 2 },
    ]);
    await Lion.create({ id: 3, name: 'c', age: 3, lives: 1, mane: 'long' });
    await Dog.create({ id: 4, name: 'd', age: 4, trick: 'sit' });
  });

  itNeeds('query.anyField', 'every read of a class sees it and those below it', async () => {
    const seen = async (model: typeof Animal): Promise<unknown> => {
      const streamed: number[] = [];
      for await (const { id } of model.find().fetchSize(1)) streamed.push(id);
      return {
        find: (await model.find()).map(({ id }) => id),
        streamed,
        lean: (await model.find().lean()).map(({ id }) => id),
        values: (await model.find().values('id')).flat(),
        select: (await model.find().select('name')).length,
        count: await model.count(),
        limited: await model.find().limit(9).count(),
        sum: await model.find().sum('age'),
        distinct: (await model.distinct('name')).length,
        page: (await model.find().page({ perPage: 1 })).total,
        exists: await model.exists({ id: 4 }),
        found: (await model.findOne({ id: 4 }))?.id ?? null,
      };
    };
    const of = (ids: number[]): object => ({
      find: ids,
      streamed: ids,
      lean: ids,
      values: ids,
      select: ids.length,
      count: ids.length,
      limited: ids.length,
      sum: ids.reduce((sum, id) => sum + id, 0),
      distinct: ids.length,
      page: ids.length,
      exists: ids.includes(4),
      found: ids.includes(4) ? 4 : null,
    });
    expect(await seen(Animal)).toEqual(of([1, 2, 3, 4]));
    expect(await seen(Cat)).toEqual(of([1, 2, 3]));
    expect(await seen(Lion)).toEqual(of([3]));
    expect(await seen(Dog)).toEqual(of([4]));
  });

  itNeeds(['query.anyField', 'query.or', 'query.not'], 'no filter leads out of the class', async () => {
    expect(await Cat.find({ $or: [{ id: 4 }, { id: 1 }] }).values('id')).toEqual([[1]]);
    expect(await Cat.find({ $not: { id: 1 } }).values('id')).toEqual([[2], [3]]);
    expect(await Dog.find({ kind: { $in: ['cat', 'dog'] } }).values('id')).toEqual([[4]]);
    expect(await Dog.find({ kind: 'cat' }).count()).toBe(0);
  });

  itNeeds('query.anyField', 'rows come as their own classes, streams and order included', async () => {
    const classes: unknown[] = [];
    for await (const animal of Animal.find().orderBy('-age')) classes.push(animal.constructor);
    expect(classes).toEqual([Dog, Lion, Cat, Cat]);
    const [lion] = await Cat.find({ lives: 1 });
    expect(lion).toBeInstanceOf(Lion);
    expect({ ...lion }).toMatchObject({ kind: 'lion', lives: 1, mane: 'long' });
    expect(Object.keys((await Dog.get(4)) ?? {})).not.toContain('lives');
  });

  itNeeds('query.anyField', 'writes of a query stay inside of the class', async () => {
    expect(await Dog.find({ age: { $gt: 0 } }).update({ name: 'x' })).toBe(1);
    expect(await Cat.find().delete({ all: true })).toBe(3);
    expect((await Animal.find()).map(({ id }) => id)).toEqual([4]);
  });
});
