import { ClusteringKey, Document, Entity, Field, PrimaryKey } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { statementsOf } from '../support/statements-of';

@Entity()
class Entry extends Document {
  @PrimaryKey({ type: 'string' }) log!: string;

  @ClusteringKey({ type: 'int' }) seq!: number;

  @Field({ type: 'int', nullable: true }) kind?: number | null;

  @Field({ type: 'string' }) text = '';
}

describeEachEngine('streams', (engine) => {
  engine.useModels(Entry);
  const count = engine.atMost(6_001, 1_501);
  const all = Array.from({ length: count }, (_, seq) => seq);

  beforeAll(async () => {
    const rows = all.map((seq) => ({
      log: 'a',
      seq,
      kind: seq % 3 === 0 ? null : seq % 7,
      text: 'x'.repeat(seq % 50),
    }));
    await Entry.insertMany(rows);
  }, 60_000);

  const query = () => Entry.find({ log: 'a' });

  test('more rows than one round trip carries, in order, each once', async () => {
    const seen: number[] = [];
    for await (const entry of query()) {
      if (seen.length === 0) expect(entry).toBeInstanceOf(Entry);
      seen.push(entry.seq);
    }
    expect(seen).toEqual(all);
  });

  test('all at once', async () => {
    expect((await query()).map(({ seq }) => seq)).toEqual(all);
  });

  test('batches of one size, the last one shorter', async () => {
    const sizes: number[] = [];
    const seen: number[] = [];
    for await (const batch of query().batches(700)) {
      sizes.push(batch.length);
      seen.push(...batch.map(({ seq }) => seq));
    }
    expect(sizes).toEqual([...Array.from({ length: Math.floor(count / 700) }, () => 700), count % 700]);
    expect(seen).toEqual(all);
    const whole: number[] = [];
    for await (const batch of query().limit(10).batches(10)) whole.push(batch.length);
    expect(whole).toEqual([10]);
    const fetched: number[] = [];
    for await (const batch of query().limit(10).fetchSize(3).batches(4)) fetched.push(batch.length);
    expect(fetched).toEqual([4, 4, 2]);
  });

  itNeeds('query.anyField', 'by an order with ties, nulls and mixed directions', async () => {
    const by = { kind: { dir: 'desc', nulls: 'first' }, seq: 'desc' } as const;
    const expected = (await query().orderBy(by)).map(({ seq }) => seq);
    const seen: number[] = [];
    for await (const { seq } of query().orderBy(by).fetchSize(97)) seen.push(seq);
    expect(seen).toEqual(expected);
    expect(new Set(seen).size).toBe(count);
  });

  itNeeds('page.offset', 'with limit, skip and selection', async () => {
    const seen: unknown[] = [];
    for await (const row of query().skip(5).limit(7).select('seq').fetchSize(2)) seen.push(row);
    expect(seen).toEqual(all.slice(5, 12).map((seq) => ({ seq })));
  });

  test('leaving early frees everything: other operations go on', async () => {
    for (let round = 0; round < 15; round += 1) {
      for await (const { seq } of query().fetchSize(10)) if (seq === 15) break;
      for await (const batch of query().batches(5)) {
        expect(batch).toHaveLength(5);
        break;
      }
      const iterator = query()[Symbol.asyncIterator]();
      await iterator.next();
      await iterator.return?.();
    }
    expect(await query().count()).toBe(count);
  }, 120_000);

  test('a throw inside the loop comes out, and frees everything', async () => {
    const reason = new Error('stop');
    for (let round = 0; round < 15; round += 1) {
      const loop = async (): Promise<void> => {
        for await (const _ of query()) throw reason;
      };
      await expect(loop()).rejects.toBe(reason);
    }
    expect(await query().limit(1)).toHaveLength(1);
  }, 120_000);

  test('operations inside the loop, on the same model too', async () => {
    let seen = 0;
    for await (const entry of query().limit(25).fetchSize(4)) {
      const again = await Entry.get([entry.log, entry.seq]);
      await again.update({ text: `read ${entry.seq}` });
      seen += 1;
    }
    expect(seen).toBe(25);
    expect((await Entry.get(['a', 24])).text).toBe('read 24');
  }, 120_000);

  test('several at once', async () => {
    const read = async (): Promise<number> => {
      let rows = 0;
      for await (const _ of query().limit(1_200).fetchSize(100)) rows += 1;
      return rows;
    };
    expect(await Promise.all([read(), read(), read(), read()])).toEqual([1_200, 1_200, 1_200, 1_200]);
  });

  itNeeds('transaction', 'inside a transaction, with what it has written', async () => {
    const reason = new Error('undo');
    const work = engine.engine.transaction(async () => {
      await Entry.create({ log: 'b', seq: 1 });
      await Entry.create({ log: 'b', seq: 2 });
      const seen: number[] = [];
      for await (const { seq } of Entry.find({ log: 'b' }).fetchSize(1)) {
        seen.push(seq);
        await Entry.count({ log: 'b' });
      }
      expect(seen).toEqual([1, 2]);
      for await (const _ of query()) break;
      throw reason;
    });
    await expect(work).rejects.toBe(reason);
    expect(await Entry.count({ log: 'b' })).toBe(0);
  });

  test('an aborted signal ends the loop with its reason', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const loop = async (): Promise<number> => {
      let rows = 0;
      for await (const _ of query().signal(controller.signal).fetchSize(10)) {
        rows += 1;
        if (rows === 20) controller.abort(reason);
      }
      return rows;
    };
    await expect(loop()).rejects.toBe(reason);
    expect(await query().limit(1)).toHaveLength(1);
  });

  test('nothing is sent before the first row is asked for', async () => {
    const sent = await statementsOf(engine.engine, () => {
      query()[Symbol.asyncIterator]();
      query().batches(3)[Symbol.asyncIterator]();
    });
    expect(sent).toEqual([]);
  });
});
