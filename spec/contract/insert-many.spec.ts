import { Min } from 'class-validator';
import { BulkResult, BulkWriteError, Document, Entity, Field, PrimaryKey, Version } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Seat } from '../support/models/seat';
import { statementsOf } from '../support/statements-of';

@Entity()
class Item extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'int' }) @Min(0) n = 0;

  @Version() rev!: number;
}

@Entity()
class Wide extends Document {
  @PrimaryKey({ type: 'int' }) id!: number;

  @Field({ type: 'string' }) a!: string;

  @Field({ type: 'int' }) b!: number;

  @Field({ type: 'double' }) c!: number;

  @Field({ type: 'boolean' }) d!: boolean;

  @Field({ type: 'timestamp' }) e!: Date;

  @Field({ type: ['string'] }) f!: string[];

  @Field({ type: 'bigint' }) g!: bigint;

  @Field({ type: 'uuid' }) h!: string;

  @Field({ type: 'json', nullable: true }) i?: unknown;

  @Field({ type: 'string', nullable: true }) j?: string | null;

  @Field({ type: 'bytes' }) k!: Uint8Array;
}

function wide(id: number): Wide {
  return Wide.build({
    id,
    a: `row ${id}`,
    b: id,
    c: id / 3,
    d: id % 2 === 0,
    e: new Date(id),
    f: ['x', `${id}`],
    g: BigInt(id) ** 3n,
    h: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
    i: { id, nested: [null, true] },
    j: id % 3 === 0 ? null : `j${id}`,
    k: Uint8Array.of(id & 255),
  });
}

describeEachEngine('insertMany', (engine) => {
  engine.useModels(Item, Seat, Wide);
  beforeEach(() => Item.truncate());

  test('takes documents and attributes, and answers in input order', async () => {
    const built = Item.build({ id: 'b', n: 2 });
    const result = await Item.insertMany([{ id: 'c', n: 3 }, built, { id: 'a', n: 1 }]);
    expect(result).toBeInstanceOf(BulkResult);
    expect(result).toMatchObject({ inserted: 3, updated: 0, unchanged: 0, failed: 0 });
    expect(result.atomic).toBe(engine.has('transaction'));
    expect(result.items.map((item) => [item.outcome, item.document.id])).toEqual([
      ['inserted', 'c'],
      ['inserted', 'b'],
      ['inserted', 'a'],
    ]);
    expect(result.items[1]?.document).toBe(built);
    for (const { document } of result.items) {
      expect([document.isNew, document.isDirty(), document.rev]).toEqual([false, false, 1]);
      expect(await Item.get(document.id)).toEqual(document);
    }
  });

  test('nothing: an empty result and no I/O', async () => {
    const sent = await statementsOf(engine.engine, async () => {
      expect(await Item.insertMany([])).toMatchObject({ items: [], inserted: 0, failed: 0 });
    });
    expect(sent).toEqual([]);
  });

  itNeeds('transaction', 'an existing key: nothing is written, and the error says per item what happened', async () => {
    await Item.create({ id: 'taken', n: 7 });
    const items = ['a', 'taken', 'b'].map((id) => Item.build({ id, n: 1 }));
    const error = await expectError(Item.insertMany(items), BulkWriteError, {
      status: 409,
      code: 'POLYDOC_BULK_WRITE',
      model: 'Item',
    });
    const result: unknown = error.result;
    expect(result).toMatchObject({ failed: 1, inserted: 0, atomic: true });
    expect(result).toMatchObject({
      items: [
        { outcome: 'skipped' },
        { outcome: 'failed', error: { code: 'POLYDOC_DUPLICATE_KEY', fields: ['id'] } },
        { outcome: 'skipped' },
      ],
    });
    expect(await Item.count()).toBe(1);
    expect((await Item.get('taken')).n).toBe(7);
    for (const item of items) {
      expect(item.isNew).toBe(true);
      expect(item.rev).toBeUndefined();
    }
  });

  itNeeds('transaction', 'an invalid document: nothing is sent', async () => {
    const error = await statementsOf(engine.engine, async () => {
      const bulk = await expectError(Item.insertMany([{ id: 'a' }, { id: 'b', n: -1 }, { id: 'c' }]), BulkWriteError, {
        status: 422,
      });
      expect(bulk.result).toMatchObject({
        failed: 1,
        items: [
          { outcome: 'skipped' },
          { outcome: 'failed', error: { code: 'POLYDOC_VALIDATION' } },
          { outcome: 'skipped' },
        ],
      });
    });
    expect(error).toEqual([]);
    expect(await Item.count()).toBe(0);
  });

  itNeeds('transaction', 'a key twice in the batch: nothing is written, the second is at fault', async () => {
    const error = await expectError(
      Item.insertMany([
        { id: 'same', n: 1 },
        { id: 'other', n: 2 },
        { id: 'same', n: 3 },
      ]),
      BulkWriteError,
      { status: 409 },
    );
    expect(error.result).toMatchObject({
      failed: 1,
      items: [
        { outcome: 'skipped' },
        { outcome: 'skipped' },
        { outcome: 'failed', error: { code: 'POLYDOC_DUPLICATE_KEY' } },
      ],
    });
    expect(await Item.count()).toBe(0);
  });

  test('partial writes what can be written and returns the failures', async () => {
    await Item.create({ id: 'taken', n: 7 });
    const result = await Item.insertMany(
      [{ id: 'a' }, { id: 'taken' }, { id: 'bad', n: -1 }, { id: 'b' }, { id: 'a', n: 9 }],
      { partial: true },
    );
    expect(result).toMatchObject({ inserted: 2, failed: 3, atomic: false });
    expect(result.items.map((item) => item.outcome)).toEqual(['inserted', 'failed', 'failed', 'inserted', 'failed']);
    expect(result.items.map((item) => item.document.isNew)).toEqual([false, true, true, false, true]);
    expect(result.items[1]?.error).toMatchObject({ code: 'POLYDOC_DUPLICATE_KEY', fields: ['id'] });
    expect(result.items[2]?.error).toMatchObject({ code: 'POLYDOC_VALIDATION', problems: [{ path: 'n' }] });
    expect((await Item.find({ id: { $in: ['a', 'b', 'taken', 'bad'] } })).map((item) => [item.id, item.n])).toEqual([
      ['a', 0],
      ['b', 0],
      ['taken', 7],
    ]);
  });

  test('what is neither document nor attributes, or has unknown attributes, is refused', async () => {
    const bad: readonly unknown[] = [[null], [5], [{ id: 'a', nothing: 1 }], 'x', null];
    for (const items of bad) {
      await expect(async () => Reflect.apply(Item.insertMany, Item, [items])).rejects.toBeInstanceOf(Error);
    }
    expect(await Item.count()).toBe(0);
  });

  test('10,000 rows of 12 fields, more than a server takes at once', async () => {
    const rows = Array.from({ length: 10_000 }, (_, id) => wide(id));
    const result = await Wide.insertMany(rows);
    expect(result.inserted).toBe(10_000);
    expect(rows.every((row) => !row.isNew && !row.isDirty())).toBe(true);
    expect(await Wide.count()).toBe(10_000);
    for (const id of [0, 1, 255, 4999, 9999]) expect(await Wide.get(id)).toEqual(wide(id));
    const sum = rows.reduce((total, row) => total + row.b, 0);
    if (engine.has('aggregate')) expect(Number(await Wide.find().sum('b'))).toBe(sum);
  }, 120_000);

  test('far fewer statements than rows', async () => {
    const rows = Array.from({ length: 2000 }, (_, seat) => ({ hall: 'bulk', seat }));
    const sent = await statementsOf(engine.engine, () => Seat.insertMany(rows));
    if (engine.has('transaction')) expect(sent.length).toBeLessThanOrEqual(10);
    expect(await Seat.count({ hall: 'bulk' })).toBe(2000);
  });

  itNeeds(
    'transaction',
    'a failure late in a large batch leaves nothing',
    async () => {
      await Seat.create({ hall: 'late', seat: 2999 });
      const rows = Array.from({ length: 3000 }, (_, seat) => ({ hall: 'late', seat }));
      const error = await expectError(Seat.insertMany(rows), BulkWriteError);
      const items: unknown = Reflect.get(Object(error.result), 'items');
      expect(Array.isArray(items) ? items[2999] : null).toMatchObject({ outcome: 'failed' });
      expect(error.result).toMatchObject({ failed: 1 });
      expect(await Seat.count({ hall: 'late' })).toBe(1);
    },
    120_000,
  );

  itNeeds('transaction', 'joins the transaction around it', async () => {
    await expect(
      engine.engine.transaction(async () => {
        await Item.insertMany([{ id: 'a' }, { id: 'b' }]);
        expect(await Item.count()).toBe(2);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await Item.count()).toBe(0);
  });
});
