import { DocumentNotFoundError, InvalidQueryError } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Gauge } from '../support/models/gauge';
import { Task } from '../support/models/task';
import { statementsOf } from '../support/statements-of';

async function efforts(): Promise<Readonly<Record<string, number>>> {
  return Object.fromEntries((await Task.find()).map((task) => [task.id, task.effort]));
}

describeEachEngine('updateMany and deleteMany', (engine) => {
  engine.useModels(Task, Gauge);
  beforeEach(async () => {
    await Task.truncate();
    await Task.insertMany(
      ['a', 'b', 'c', 'd'].map((id, effort) => ({ id, title: effort < 2 ? 'low' : 'high', effort })),
    );
  });

  test('an empty filter is refused before any I/O', async () => {
    const sent = await statementsOf(engine.engine, async () => {
      for (const filter of [{}, [], [{}], { $and: [] }] as const) {
        await expectError(async () => Task.updateMany(filter, { effort: 1 }), InvalidQueryError, { model: 'Task' });
        await expectError(async () => Task.deleteMany(filter), InvalidQueryError, { status: 400 });
      }
      await expectError(
        async () => Reflect.apply(Task.updateMany, Task, [undefined, { effort: 1 }]),
        InvalidQueryError,
      );
      await expectError(async () => Reflect.apply(Task.deleteMany, Task, []), InvalidQueryError);
      await expectError(async () => Reflect.apply(Task.deleteMany, Task, [null]), InvalidQueryError);
      await expectError(async () => Task.find().update({ effort: 1 }), InvalidQueryError);
      await expectError(async () => Task.find().delete(), InvalidQueryError);
    });
    expect(sent).toEqual([]);
    expect(await efforts()).toEqual({ a: 0, b: 1, c: 2, d: 3 });
  });

  itNeeds('query.anyField', 'with all they reach every row', async () => {
    expect(await Task.updateMany({}, { effort: 9 }, { all: true })).toBe(4);
    expect(await efforts()).toEqual({ a: 9, b: 9, c: 9, d: 9 });
    expect(await Task.deleteMany({}, { all: true })).toBe(4);
    expect(await Task.count()).toBe(0);
  });

  itNeeds('query.anyField', 'updateMany changes what matches and resolves to the number', async () => {
    expect(await Task.updateMany({ title: 'high' }, { effort: 7 })).toBe(2);
    expect(await efforts()).toEqual({ a: 0, b: 1, c: 7, d: 7 });
    expect(await Task.updateMany({ title: 'nothing' }, { effort: 1 })).toBe(0);
    expect(await Task.updateMany({ effort: { $lt: 7 } }, { title: 'x' })).toBe(2);
    expect(await Task.find({ title: 'low' }).update({ effort: 1 })).toBe(0);
  });

  itNeeds('query.anyField', 'a filter that matches nothing by itself sends nothing', async () => {
    const sent = await statementsOf(engine.engine, async () => {
      expect(await Task.updateMany({ id: { $in: [] } }, { effort: 1 })).toBe(0);
      expect(await Task.deleteMany({ id: { $in: [] } })).toBe(0);
    });
    expect(sent).toEqual([]);
  });

  itNeeds('query.anyField', 'updateMany moves version and update time of what it changed alone', async () => {
    const before = new Map((await Task.find()).map((task) => [task.id, task]));
    await new Promise((resolve) => setTimeout(resolve, 3));
    await Task.updateMany({ title: 'low' }, { effort: 5 });
    for (const task of await Task.find()) {
      const old = before.get(task.id);
      if (!old) throw new Error('a new row');
      const isHit = task.title === 'low';
      expect(task.rev).toBe(isHit ? 2 : 1);
      expect(task.updatedAt.getTime() > old.updatedAt.getTime()).toBe(isHit);
      expect(task.createdAt).toEqual(old.createdAt);
    }
  });

  itNeeds('query.anyField', 'a document loaded before an updateMany is stale', async () => {
    const task = await Task.get('a');
    await Task.updateMany({ id: 'a' }, { effort: 5 });
    task.title = 'mine';
    await expect(task.save()).rejects.toMatchObject({ code: 'POLYDOC_CONFLICT', expected: 1, actual: 2 });
  });

  itNeeds('query.anyField', 'deleteMany removes what matches and resolves to the number', async () => {
    expect(await Task.deleteMany({ title: 'low' })).toBe(2);
    expect(await efforts()).toEqual({ c: 2, d: 3 });
    expect(await Task.find({ effort: { $gt: 2 } }).delete()).toBe(1);
    expect(await Task.deleteMany({ title: 'low' })).toBe(0);
    await expectError(Task.get('a'), DocumentNotFoundError);
  });

  itNeeds('query.anyField', 'no changes: nothing is sent', async () => {
    const sent = await statementsOf(engine.engine, async () => {
      expect(await Task.updateMany({ title: 'low' }, {})).toBe(0);
    });
    expect(sent).toEqual([]);
  });

  itNeeds('query.anyField', 'order, limit and skip are refused', async () => {
    for (const query of [
      Task.find({ title: 'low' }).limit(1),
      Task.find({ title: 'low' }).skip(1),
      Task.find({ title: 'low' }).orderBy('id'),
    ]) {
      await expectError(async () => query.update({ effort: 1 }), InvalidQueryError);
      await expectError(async () => query.delete(), InvalidQueryError);
    }
    expect(await efforts()).toEqual({ a: 0, b: 1, c: 2, d: 3 });
  });

  itNeeds('query.anyField', 'bad changes are refused before any I/O', async () => {
    const bad: readonly object[] = [{ nothing: 1 }, { rev: 5 }, { $inc: { title: 1 } }, { effort: 'x' }];
    const sent = await statementsOf(engine.engine, async () => {
      for (const changes of bad) {
        await expect(async () => Task.updateMany({ title: 'low' }, changes)).rejects.toMatchObject({ model: 'Task' });
      }
    });
    expect(sent).toEqual([]);
  });

  itNeeds(['query.anyField', 'write.increment'], 'concurrent updateMany calls add up', async () => {
    await Promise.all(Array.from({ length: 10 }, () => Task.updateMany({ title: 'high' }, { $inc: { effort: 1 } })));
    expect(await efforts()).toEqual({ a: 0, b: 1, c: 12, d: 13 });
    expect((await Task.get('c')).rev).toBe(11);
  });

  itNeeds(['query.anyField', 'transaction'], 'both join the transaction around them', async () => {
    await expect(
      engine.engine.transaction(async () => {
        await Task.updateMany({ title: 'low' }, { effort: 100 });
        await Task.deleteMany({ title: 'high' });
        expect(await Task.count()).toBe(2);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await efforts()).toEqual({ a: 0, b: 1, c: 2, d: 3 });
  });
});
