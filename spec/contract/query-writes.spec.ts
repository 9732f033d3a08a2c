import { Document, Entity, Field, InvalidQueryError, PrimaryKey, UpdatedAt, Version } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { statementsOf } from '../support/statements-of';

@Entity()
class Item extends Document {
  @PrimaryKey({ type: 'int' }) id!: number;

  @Field({ type: 'string', nullable: true }) name?: string | null;

  @Field({ type: 'int' }) n = 0;

  @Field({ type: ['string'] }) tags: string[] = [];

  @Version() rev!: number;

  @UpdatedAt() updatedAt!: Date;
}

describeEachEngine('writes of what a query matches', (engine) => {
  engine.useModels(Item);

  beforeEach(async () => {
    await Item.truncate();
    await Item.insertMany([1, 2, 3, 4].map((id) => ({ id, n: id, name: id > 2 ? null : `n${id}` })));
  });

  const names = async (): Promise<unknown[]> => (await Item.find().values('name')).flat();

  itNeeds('query.anyField', 'update changes the matches alone, and says how many', async () => {
    expect(
      await Item.find({ n: { $gt: 1 } })
        .where({ name: null })
        .update({ name: 'x', $inc: { n: 10 } }),
    ).toBe(2);
    expect(await names()).toEqual(['n1', 'n2', 'x', 'x']);
    expect((await Item.find().values('n', 'rev')).map((row) => row.join(':'))).toEqual(['1:1', '2:1', '13:2', '14:2']);
    expect(await Item.find({ n: 99 }).update({ name: 'y' })).toBe(0);
    expect(await Item.find({ id: 1 }).update({ name: null, $push: { tags: 'a' } })).toBe(1);
    expect({ ...(await Item.get(1)) }).toMatchObject({ name: null, tags: ['a'], rev: 2 });
  });

  itNeeds('query.anyField', 'update moves @UpdatedAt', async () => {
    const before = (await Item.get(1)).updatedAt;
    await new Promise((resolve) => setTimeout(resolve, 5));
    await Item.find({ id: 1 }).update({ n: 5 });
    expect((await Item.get(1)).updatedAt.getTime()).toBeGreaterThan(before.getTime());
    expect((await Item.get(2)).updatedAt).toEqual(before);
  });

  itNeeds('query.anyField', 'delete removes the matches alone, and says how many', async () => {
    expect(await Item.find({ n: { $gte: 3 } }).delete()).toBe(2);
    expect(await names()).toEqual(['n1', 'n2']);
    expect(await Item.find({ n: 99 }).delete()).toBe(0);
  });

  itNeeds('query.anyField', 'without a filter only with { all: true }', async () => {
    const sent = await statementsOf(engine.engine, async () => {
      await expectError(Item.find().update({ n: 0 }), InvalidQueryError);
      await expectError(Item.find({}).update({ n: 0 }), InvalidQueryError);
      await expectError(Item.find({ $and: [] }).delete(), InvalidQueryError);
      await expectError(Item.find({ n: { $nin: [] } }).delete(), InvalidQueryError);
      await expectError(Item.find().delete(), InvalidQueryError);
      await expectError(Item.find().delete({ all: false }), InvalidQueryError);
    });
    expect(sent).toEqual([]);
    expect(await Item.find().update({ n: 0 }, { all: true })).toBe(4);
    expect(await Item.find().delete({ all: true })).toBe(4);
  });

  test('with order, limit or skip is refused, before anything is sent', async () => {
    const sent = await statementsOf(engine.engine, async () => {
      for (const query of [
        Item.find({ id: 1 }).orderBy('id'),
        Item.find({ id: 1 }).limit(1),
        Item.find({ id: 1 }).skip(1),
        Item.find({ id: 1 }).limit(0),
      ]) {
        await expectError(query.update({ n: 1 }), InvalidQueryError);
        await expectError(query.delete(), InvalidQueryError);
        await expectError(query.delete({ all: true }), InvalidQueryError);
      }
    });
    expect(sent).toEqual([]);
    expect(await Item.count()).toBe(4);
  });

  test('changes that cannot be are refused, and of nothing are nothing', async () => {
    const sent = await statementsOf(engine.engine, async () => {
      await expect(Item.find({ id: 1 }).update({ unknown: 1 } as never)).rejects.toThrow(/unknown/);
      await expect(Item.find({ id: 1 }).update({ n: 'x' } as never)).rejects.toThrow(/\bn\b/);
      await expect(Item.find({ id: 1 }).update({ id: 2 } as never)).rejects.toThrow(/id/);
      await expect(Item.find({ id: { $in: [] } }).update({ unknown: 1 } as never)).rejects.toThrow(/unknown/);
      expect(await Item.find({ id: { $in: [] } }).update({ n: 1 })).toBe(0);
      expect(await Item.find({ id: { $in: [] } }).delete()).toBe(0);
    });
    expect(sent).toEqual([]);
  });

  itNeeds('transaction', 'join the transaction', async () => {
    const reason = new Error('undo');
    const work = engine.engine.transaction(async () => {
      expect(await Item.find({ id: { $lt: 3 } }).update({ name: 'gone' })).toBe(2);
      expect(await Item.find({ id: { $gt: 2 } }).delete()).toBe(2);
      throw reason;
    });
    await expect(work).rejects.toBe(reason);
    expect(await names()).toEqual(['n1', 'n2', null, null]);
  });
});
