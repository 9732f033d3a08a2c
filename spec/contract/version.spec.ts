import { ConflictError } from '../../lib';
import { Account } from '../../models-example';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Task } from '../support/models/task';

let next = 0;

/** A stored task as two users see it. */
async function pair(): Promise<readonly [Task, Task]> {
  next += 1;
  const { id } = await Task.create({ id: `task ${next}`, title: 'a' });
  return [await Task.get(id), await Task.get(id)];
}

async function storedVersion(task: Task): Promise<number> {
  return (await Task.get(task.id)).rev;
}

describeEachEngine('versions', (engine) => {
  engine.useModels(Task, Account);

  test('start at 1 on every way of creating', async () => {
    expect((await Task.create({ id: 'created', title: 'a' })).rev).toBe(1);
    expect((await Task.build({ id: 'saved', title: 'a' }).save()).rev).toBe(1);
    const { items } = await Task.insertMany([{ id: 'bulk', title: 'a' }]);
    expect(items[0]?.document.rev).toBe(1);
    const built = Task.build({ id: 'saved in bulk', title: 'a' });
    await Task.saveMany([built]);
    expect(built.rev).toBe(1);
    for (const id of ['created', 'saved', 'bulk', 'saved in bulk']) expect((await Task.get(id)).rev).toBe(1);
  });

  test('save and touch move them by one', async () => {
    const [task] = await pair();
    task.title = 'b';
    await task.save();
    expect(task.rev).toBe(2);
    await task.touch();
    expect(task.rev).toBe(3);
    expect(await storedVersion(task)).toBe(3);
    expect(task.isDirty()).toBe(false);
  });

  test('update moves them by one', async () => {
    const [task] = await pair();
    await task.update({ title: 'b' });
    expect(task.rev).toBe(2);
    expect(await storedVersion(task)).toBe(2);
  });

  itNeeds('write.increment', 'operators move them by one', async () => {
    const [task] = await pair();
    await task.update({ title: 'b', $inc: { effort: 2 } });
    expect(task.rev).toBe(2);
    expect(await storedVersion(task)).toBe(2);
  });

  itNeeds('query.anyField', 'updateMany moves those of all rows that match', async () => {
    const [task] = await pair();
    const [other] = await pair();
    expect(await Task.updateMany({ id: task.id }, { title: 'b' })).toBe(1);
    expect(await storedVersion(task)).toBe(2);
    expect(await storedVersion(other)).toBe(1);
  });

  test('saveMany moves those that changed', async () => {
    const [changed] = await pair();
    const [same] = await pair();
    changed.title = 'b';
    await Task.saveMany([changed, same]);
    expect([changed.rev, same.rev]).toEqual([2, 1]);
    expect([await storedVersion(changed), await storedVersion(same)]).toEqual([2, 1]);
  });

  test('a stale document is a ConflictError with expected and actual, and stays as it is', async () => {
    const [mine, theirs] = await pair();
    for (const title of ['b', 'c']) {
      theirs.title = title;
      await theirs.save();
    }
    mine.title = 'mine';
    const error = await expectError(mine.save(), ConflictError, {
      expected: 1,
      actual: 3,
      status: 409,
      code: 'POLYDOC_CONFLICT',
      retryable: false,
      model: 'Task',
      engine: engine.name,
    });
    expect(error.hint).toBeTruthy();
    expect(mine).toMatchObject({ title: 'mine', rev: 1 });
    expect(mine.isDirty('title')).toBe(true);
    expect((await Task.get(mine.id)).title).toBe('c');
  });

  test('a vanished row is a ConflictError with actual null, and is not written again', async () => {
    const [mine, theirs] = await pair();
    await theirs.delete();
    mine.title = 'mine';
    await expectError(mine.save(), ConflictError, { expected: 1, actual: null });
    expect(await Task.exists({ id: mine.id })).toBe(false);
  });

  test('atomic: false does not get around the version', async () => {
    const [mine, theirs] = await pair();
    theirs.title = 'b';
    await theirs.save();
    await expectError(mine.save({ atomic: false }), ConflictError, { expected: 1, actual: 2 });
  });

  test('refresh makes a stale document savable', async () => {
    const [mine, theirs] = await pair();
    theirs.effort = 5;
    await theirs.save();
    mine.title = 'mine';
    await expectError(mine.save(), ConflictError);
    await mine.refresh();
    expect(mine).toMatchObject({ title: 'a', effort: 5, rev: 2 });
    mine.title = 'mine';
    await mine.save();
    expect(await Task.get(mine.id)).toMatchObject({ title: 'mine', effort: 5, rev: 3 });
  });

  test('a stale document that changed nothing is no conflict', async () => {
    const [mine, theirs] = await pair();
    theirs.title = 'b';
    await theirs.save();
    await mine.save();
    expect(await storedVersion(mine)).toBe(2);
  });

  test('touching a row that others moved does not hide their change', async () => {
    const [mine, theirs] = await pair();
    theirs.title = 'b';
    await theirs.save();
    await mine.touch().catch((error: unknown) => expect(error).toBeInstanceOf(ConflictError));
    expect((await Task.get(mine.id)).title).toBe('b');
  });

  test('a version given by hand to a new document does not count', async () => {
    const task = await Task.create({ id: 'forged', title: 'a', rev: 77 });
    expect(task.rev).toBe(1);
    expect(await storedVersion(task)).toBe(1);
  });

  test('two saves of one document one after another work', async () => {
    const account = await Account.create({ owner: 'a', balance: 10 });
    for (const balance of [20, 30, 40]) {
      account.balance = balance;
      await account.save();
    }
    expect(await Account.get('a')).toMatchObject({ balance: 40, rev: 4 });
  });

  itNeeds('transaction', 'an aborted transaction gives the version back', async () => {
    const [task] = await pair();
    await expect(
      engine.engine.transaction(async () => {
        task.title = 'b';
        await task.save();
        expect(task.rev).toBe(2);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(task.rev).toBe(1);
    expect(task.isDirty('title')).toBe(true);
    await task.save();
    expect(await storedVersion(task)).toBe(2);
  });
});
