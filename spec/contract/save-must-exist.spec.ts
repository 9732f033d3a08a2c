import { ConflictError, DocumentNotFoundError } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Task } from '../support/models/task';

let next = 0;

function key(): string {
  next += 1;
  return `must exist ${next}`;
}

describeEachEngine('save({ mustExist: true }) of a built document with a version', (engine) => {
  engine.useModels(Task);

  test('replaces the row, whose version goes on counting and whose creation time stays', async () => {
    const id = key();
    const stored = await Task.create({ id, title: 'a', effort: 3 });
    await stored.touch();
    const built = Task.build({ id, title: 'b' });
    await built.save({ mustExist: true });
    expect(built).toMatchObject({ title: 'b', effort: 0, rev: 3, createdAt: stored.createdAt });
    expect([built.isNew, built.isDirty()]).toEqual([false, false]);
    expect(await Task.get(id)).toEqual(built);
    stored.title = 'stale';
    await expectError(stored.save(), ConflictError, { expected: 2, actual: 3 });
  });

  test('without a row is a DocumentNotFoundError, and writes nothing', async () => {
    const built = Task.build({ id: key(), title: 'b' });
    await expectError(built.save({ mustExist: true }), DocumentNotFoundError, { key: built.id, keys: [built.id] });
    expect(built.isNew).toBe(true);
    expect(await Task.exists({ id: built.id })).toBe(false);
  });

  test('that brings a version along is held to it', async () => {
    const id = key();
    const stored = await Task.create({ id, title: 'a' });
    await stored.touch();
    const stale = Task.build({ id, title: 'b', rev: 1 });
    await expectError(stale.save({ mustExist: true }), ConflictError, { expected: 1, actual: 2 });
    const current = Task.build({ id, title: 'b', rev: 2 });
    await current.save({ mustExist: true });
    expect(await Task.get(id)).toEqual(current);
    expect(current.rev).toBe(3);
  });

  itNeeds('batch.atomic', 'does the same in a batch', async () => {
    const [id, missing] = [key(), key()];
    await Task.create({ id, title: 'a' });
    const built = Task.build({ id, title: 'b' });
    await engine.engine.batch(() => built.save({ mustExist: true }));
    expect(built.rev).toBe(2);
    expect(await Task.get(id)).toEqual(built);
    const lost = Task.build({ id: missing, title: 'b' });
    await expectError(
      engine.engine.batch(() => lost.save({ mustExist: true })),
      DocumentNotFoundError,
    );
    expect(await Task.exists({ id: missing })).toBe(false);
  });
});
