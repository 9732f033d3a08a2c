import { describeEachEngine, itNeeds } from '../support/engines';
import { Sample } from '../support/filters/sample';
import { statementsOf } from '../support/statements-of';

describeEachEngine('limits, comments and plans of queries', (engine) => {
  engine.useModels(Sample);

  beforeAll(async () => {
    await Sample.truncate();
    await Sample.insertMany([1, 2, 3].map((id) => ({ id, age: id })));
  });

  test('a signal that is aborted already: its reason, and nothing is sent', async () => {
    const reason = { why: 'not even an error' };
    const query = Sample.find().signal(AbortSignal.abort(reason));
    const sent = await statementsOf(engine.engine, async () => {
      for (const work of [
        () => query.all(),
        () => query.first(),
        () => query.count(),
        () => query.exists(),
        () => query.values('id'),
        () => query.max('age'),
        () => query.page(),
        () => query.where({ id: 1 }).update({ age: 1 }),
        () => query.where({ id: 1 }).delete(),
        () => query[Symbol.asyncIterator]().next(),
        () => Sample.get(1, { signal: AbortSignal.abort(reason) }),
      ]) {
        await expect(work()).rejects.toBe(reason);
      }
    });
    expect(sent).toEqual([]);
    expect(await Sample.count()).toBe(3);
  });

  test('within its limits a query goes on as usual, again and again', async () => {
    const { signal } = new AbortController();
    const query = Sample.find().timeout(30_000).signal(signal);
    expect([(await query).length, (await query).length, await query.count()]).toEqual([3, 3, 3]);
    expect(await Sample.find({}, { timeoutMs: 30_000, signal })).toHaveLength(3);
  });

  test('a comment goes with the statement and cannot leave it', async () => {
    const statements: string[] = [];
    const stop = engine.engine.on('operation', ({ statement }) => {
      statements.push(statement ?? '');
    });
    const texts = ['from the spec', '*/ DROP TABLE sample; /*', '/* nested', "'; --", '\n\0 --', '$1 ? :x', '*//**/'];
    try {
      for (const text of texts) {
        expect(await Sample.find({ age: 2 }).comment(text).values('id')).toEqual([[2]]);
        expect(await Sample.find().comment(text).count()).toBe(3);
        expect(await Sample.find({ id: 2 }).comment(text).first()).not.toBeNull();
      }
    } finally {
      stop();
    }
    expect(statements[0]).toContain('from the spec');
    expect(statements[1]).toContain('from the spec');
  });

  itNeeds('query.anyField', 'explain tells what the store would do, and neither reads nor writes', async () => {
    const plan = await Sample.find({ age: { $gt: 1 } })
      .orderBy('-age')
      .limit(2)
      .explain();
    expect(JSON.stringify(plan)).toMatch(/sample/i);
    expect(await Sample.find({ id: 1 }).explain()).toBeDefined();
    expect(await Sample.find().select('name').explain()).toBeDefined();
    const sent = await statementsOf(engine.engine, () => Sample.find().explain());
    expect(sent).toEqual(['explain']);
    expect(await Sample.count()).toBe(3);
  });
});
