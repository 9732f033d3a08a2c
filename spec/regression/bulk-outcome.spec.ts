import { AfterSave, BulkWriteError, Document, DuplicateKeyError, Entity, Field, PrimaryKey, Version } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';

/** Key of the document whose hook throws. */
let refused: string | null = null;

@Entity()
class Entry extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'int', nullable: true }) n?: number | null;

  @Version() rev!: number;

  @AfterSave() refuse(): void {
    if (refused === this.id) throw new Error(`refused ${this.id}`);
  }
}

async function storedIds(): Promise<string[]> {
  return (await Entry.find()).map((entry) => entry.id);
}

describeEachEngine('outcome of bulk writes', (engine) => {
  engine.useModels(Entry);
  beforeEach(async () => {
    refused = null;
    await Entry.truncate();
  });

  test('a key that is twice in one call fails the second item, and nothing is written', async () => {
    const error = await expectError(Entry.insertMany([{ id: 'a' }, { id: 'b' }, { id: 'a' }]), BulkWriteError);
    expect(error).toMatchObject({ result: { items: [{ outcome: 'skipped' }, {}, { outcome: 'failed' }], failed: 1 } });
    expect(error).toMatchObject({ cause: expect.any(DuplicateKeyError), status: 409 });
    expect(await storedIds()).toEqual([]);
  });

  test('a key that is twice in one partial call keeps the first', async () => {
    const { items } = await Entry.insertMany([{ id: 'a', n: 1 }, { id: 'b' }, { id: 'a', n: 2 }], { partial: true });
    expect(items.map((item) => item.outcome)).toEqual(['inserted', 'inserted', 'failed']);
    expect(items[2]?.error).toMatchObject({ code: 'POLYDOC_DUPLICATE_KEY', fields: ['id'], key: 'a' });
    expect((await Entry.get('a')).n).toBe(1);
  });

  test('a document given twice to saveMany is written once', async () => {
    const entry = await Entry.create({ id: 'a', n: 1 });
    entry.n = 2;
    const { items } = await Entry.saveMany([entry, entry]);
    expect(items.map((item) => item.outcome)).toEqual(['updated', 'unchanged']);
    expect(await Entry.get('a')).toMatchObject({ n: 2, rev: 2 });
  });

  test('after a hook that throws the other documents know that they are stored', async () => {
    const entries = ['a', 'b', 'c'].map((id) => Entry.build({ id }));
    refused = 'a';
    await expect(Entry.insertMany(entries)).rejects.toThrow('refused a');
    expect(entries.map((entry) => entry.isNew)).toEqual([false, false, false]);
    expect(await storedIds()).toEqual(['a', 'b', 'c']);
  });

  test('the same holds in a batch', async () => {
    const entries = ['a', 'b', 'c'].map((id) => Entry.build({ id }));
    refused = 'b';
    const batch = engine.engine.batch(async () => {
      for (const entry of entries) await entry.save();
    });
    await expect(batch).rejects.toThrow('refused b');
    expect(entries.map((entry) => entry.isNew)).toEqual([false, false, false]);
    expect(await storedIds()).toEqual(['a', 'b', 'c']);
  });

  if (engine.name === 'postgres') {
    itNeeds('transaction', 'a bulk write outside of the ambient transaction does not go down with it', async () => {
      const aborted = engine.engine.transaction(async () => {
        await Entry.insertMany([{ id: 'outside' }], { session: null });
        await Entry.insertMany([{ id: 'inside' }]);
        throw new Error('abort');
      });
      await expect(aborted).rejects.toThrow('abort');
      expect(await storedIds()).toEqual(['outside']);
    });

    itNeeds(
      'transaction',
      'a bulk write belongs to the transaction that it names, not to the ambient one',
      async () => {
        const named = await engine.engine.transaction().start();
        await engine.engine.transaction(() => Entry.using(named).insertMany([{ id: 'a' }], { partial: true }));
        await engine.engine.transaction(() => Entry.using(named).insertMany([{ id: 'b' }]));
        await named.abort();
        expect(await storedIds()).toEqual([]);
      },
    );
  }
});
