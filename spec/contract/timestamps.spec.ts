import { describeEachEngine, itNeeds } from '../support/engines';
import { Note } from '../support/models/note';
import { Task } from '../support/models/task';

const LONG_AGO = new Date('2001-01-01T00:00:00Z');

/** Clocks tick in milliseconds: what follows is later by at least one. */
function tick(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 3));
}

let next = 0;

async function freshTask(): Promise<Task> {
  next += 1;
  const task = await Task.create({ id: `task ${next}`, title: 'a' });
  await tick();
  return task;
}

/** Proves that the write moved the update time alone, in the store, and in memory if the document took part. */
async function expectMoved(before: Task, inMemory: boolean, write: () => Promise<unknown>): Promise<void> {
  const { createdAt, updatedAt } = before;
  const start = Date.now();
  await write();
  const stored = await Task.get(before.id);
  expect(stored.createdAt).toEqual(createdAt);
  expect(stored.updatedAt.getTime()).toBeGreaterThan(updatedAt.getTime());
  expect(stored.updatedAt.getTime()).toBeGreaterThanOrEqual(start);
  expect(stored.updatedAt.getTime()).toBeLessThanOrEqual(Date.now());
  if (!inMemory) return;
  expect(before.updatedAt).toEqual(stored.updatedAt);
  expect(before.createdAt).toEqual(createdAt);
  expect(before.isDirty()).toBe(false);
}

describeEachEngine('timestamps', (engine) => {
  engine.useModels(Task, Note);

  test('are set by insert, save, insertMany and saveMany of new documents', async () => {
    const start = Date.now();
    const built = Task.build({ id: 'saved', title: 'a' });
    const bulk = Task.build({ id: 'saved in bulk', title: 'a' });
    const created = await Task.create({ id: 'created', title: 'a' });
    await built.save();
    const { items } = await Task.insertMany([{ id: 'bulk', title: 'a' }]);
    await Task.saveMany([bulk]);
    for (const task of [built, bulk, created, items[0]?.document]) {
      expect(task?.createdAt).toBeInstanceOf(Date);
      expect(task?.createdAt.getTime()).toBeGreaterThanOrEqual(start);
      expect(task?.createdAt.getTime()).toBeLessThanOrEqual(Date.now());
      expect(task?.updatedAt).toEqual(task?.createdAt);
      expect(await Task.get(task?.id ?? '')).toEqual(task);
    }
  });

  test('save moves the update time', async () => {
    const task = await freshTask();
    task.title = 'b';
    await expectMoved(task, true, () => task.save());
  });

  test('save of every field moves the update time', async () => {
    const task = await freshTask();
    await expectMoved(task, true, () => task.save({ atomic: false }));
  });

  test('update moves the update time', async () => {
    const task = await freshTask();
    await expectMoved(task, true, () => task.update({ title: 'b' }));
  });

  itNeeds('write.increment', 'operators move the update time', async () => {
    const task = await freshTask();
    await expectMoved(task, true, () => task.update({ $inc: { effort: 1 } }));
  });

  test('touch moves the update time', async () => {
    const task = await freshTask();
    await expectMoved(task, true, () => task.touch());
  });

  test('saveMany moves the update time', async () => {
    const task = await freshTask();
    task.title = 'b';
    await expectMoved(task, true, () => Task.saveMany([task]));
  });

  itNeeds('query.anyField', 'updateMany moves the update time', async () => {
    const task = await freshTask();
    await expectMoved(task, false, () => Task.updateMany({ id: task.id }, { title: 'b' }));
    await tick();
    const again = await Task.get(task.id);
    await expectMoved(again, false, () => Task.find({ id: task.id }).update({ title: 'c' }));
  });

  itNeeds('write.ifConditions', 'conditional updates move the update time only when applied', async () => {
    const task = await freshTask();
    const { updatedAt } = task;
    await task.update({ title: 'b' }, { ifConditions: { title: 'no' } });
    expect(task.updatedAt).toEqual(updatedAt);
    expect((await Task.get(task.id)).updatedAt).toEqual(updatedAt);
    await expectMoved(task, true, () => task.update({ title: 'b' }, { ifConditions: { title: 'a' } }));
  });

  test('a write in a batch moves the update time', async () => {
    const task = await freshTask();
    task.title = 'b';
    await expectMoved(task, true, () => engine.engine.batch(async () => task.save()));
  });

  test('soft delete and restore move the update time', async () => {
    const note = await Note.create({ id: 'n', text: 'a' });
    const first = note.updatedAt;
    await tick();
    await note.delete();
    expect(note.updatedAt.getTime()).toBeGreaterThan(first.getTime());
    expect(note.deletedAt).toEqual(note.updatedAt);
    const second = note.updatedAt;
    await tick();
    await note.restore();
    expect(note.updatedAt.getTime()).toBeGreaterThan(second.getTime());
    expect((await Note.get('n')).updatedAt).toEqual(note.updatedAt);
  });

  test('an update time set by hand gives way to the real one', async () => {
    const task = await freshTask();
    task.title = 'b';
    task.updatedAt = LONG_AGO;
    const start = Date.now();
    await task.save();
    expect(task.updatedAt.getTime()).toBeGreaterThanOrEqual(start);
    expect((await Task.get(task.id)).updatedAt).toEqual(task.updatedAt);
  });

  test('refresh: true after a save shows the stored times', async () => {
    const task = await freshTask();
    task.title = 'b';
    await task.save({ refresh: true });
    expect((await Task.get(task.id)).updatedAt).toEqual(task.updatedAt);
  });
});
