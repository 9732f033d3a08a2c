import { AfterCommit, BeforeQuery, Document, Entity, Field, PrimaryKey, type Query } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';

let committed: string[] = [];

@Entity()
class Tenanted extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string' }) tenant!: string;

  @Field({ type: 'int' }) n = 0;

  @BeforeQuery() static onlyMine(query: Query<Tenanted>): Query<Tenanted> {
    return query.where({ tenant: 'mine' });
  }

  @AfterCommit() async announce(): Promise<void> {
    committed.push(this.id);
  }
}

describeEachEngine('hooks of queries and commits', (engine) => {
  engine.useModels(Tenanted);
  beforeEach(async () => {
    await Tenanted.truncate();
    await Tenanted.insertMany([
      { id: 'a', tenant: 'mine' },
      { id: 'b', tenant: 'theirs' },
    ]);
    committed = [];
  });

  itNeeds('query.anyField', 'a set-based write runs the hook of queries, which may return another query', async () => {
    expect(await Tenanted.updateMany({}, { n: 5 }, { all: true })).toBe(1);
    expect((await Tenanted.getMany(['a', 'b'])).map((row) => row.n)).toEqual([5, 0]);
    expect(await Tenanted.deleteMany({ id: 'b' })).toBe(0);
    expect(await Tenanted.deleteMany({}, { all: true })).toBe(1);
  });

  test('the hook of commits runs at once outside a transaction', async () => {
    await Tenanted.create({ id: 'c', tenant: 'x' });
    expect(committed).toEqual(['c']);
    const document = await Tenanted.get('c');
    document.n = 1;
    await document.save();
    await document.save();
    await document.delete();
    expect(committed).toEqual(['c', 'c', 'c']);
  });

  itNeeds('transaction', 'and after the commit inside one, never after an abort', async () => {
    await engine.engine.transaction(async () => {
      await Tenanted.create({ id: 'c', tenant: 'x' });
      expect(committed).toEqual([]);
    });
    expect(committed).toEqual(['c']);
    await expect(
      engine.engine.transaction(async () => {
        await Tenanted.create({ id: 'd', tenant: 'x' });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(committed).toEqual(['c']);
  });
});
