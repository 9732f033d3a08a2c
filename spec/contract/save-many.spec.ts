import { BulkWriteError, ConflictError } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { ada, Person } from '../support/models/person';
import { Task } from '../support/models/task';
import { statementsOf } from '../support/statements-of';

describeEachEngine('saveMany', (engine) => {
  engine.useModels(Person, Task);
  beforeEach(async () => {
    await Task.truncate();
    await Person.truncate();
  });

  test('new, changed and unchanged documents, in input order', async () => {
    await Task.insertMany([
      { id: 'changed', title: 'a' },
      { id: 'same', title: 'a' },
    ]);
    const [changed, same] = await Task.getMany(['changed', 'same']);
    if (!changed || !same) throw new Error('not stored');
    changed.title = 'b';
    const fresh = Task.build({ id: 'fresh', title: 'a' });
    const result = await Task.saveMany([same, fresh, changed]);
    expect(result.items.map((item) => item.outcome)).toEqual(['unchanged', 'inserted', 'updated']);
    expect(result.items.map((item) => item.document)).toEqual([same, fresh, changed]);
    expect(result).toMatchObject({ inserted: 1, updated: 1, unchanged: 1, failed: 0 });
    for (const task of [same, fresh, changed]) {
      expect(task.isDirty()).toBe(false);
      expect(await Task.get(task.id)).toEqual(task);
    }
    expect([same.rev, fresh.rev, changed.rev]).toEqual([1, 1, 2]);
  });

  test('nothing, and nothing changed: no I/O', async () => {
    const person = await Person.create(ada());
    const sent = await statementsOf(engine.engine, async () => {
      expect((await Person.saveMany([])).items).toEqual([]);
      expect((await Person.saveMany([person])).unchanged).toBe(1);
    });
    expect(sent).toEqual([]);
  });

  test('a new document replaces the row with its key, complete', async () => {
    const { id } = await Person.create(ada());
    await Person.saveMany([Person.build({ id, name: 'Grace' })]);
    expect(await Person.get(id)).toMatchObject({ name: 'Grace', age: null, tags: [], address: null });
  });

  test('writes only what changed', async () => {
    const { id } = await Person.create(ada());
    const [mine, theirs] = [await Person.get(id), await Person.get(id)];
    theirs.age = 40;
    await theirs.save();
    mine.name = 'Countess';
    await Person.saveMany([mine]);
    expect(await Person.get(id)).toMatchObject({ name: 'Countess', age: 40 });
  });

  itNeeds('transaction', 'a stale document: nothing is written', async () => {
    await Task.insertMany([
      { id: 'a', title: 'a' },
      { id: 'stale', title: 'a' },
    ]);
    const [task, stale] = await Task.getMany(['a', 'stale']);
    if (!task || !stale) throw new Error('not stored');
    await (await Task.get('stale')).touch();
    task.title = 'b';
    stale.title = 'b';
    const fresh = Task.build({ id: 'fresh', title: 'x' });
    const error = await expectError(Task.saveMany([task, stale, fresh]), BulkWriteError, { status: 409 });
    expect(error.result).toMatchObject({
      failed: 1,
      items: [{ outcome: 'skipped' }, { outcome: 'failed', error: { expected: 1, actual: 2 } }, { outcome: 'skipped' }],
    });
    expect(Reflect.get(Object(error.result), 'items')[1].error).toBeInstanceOf(ConflictError);
    expect((await Task.get('a')).title).toBe('a');
    expect(await Task.exists({ id: 'fresh' })).toBe(false);
    expect([task.rev, task.isDirty('title'), fresh.isNew]).toEqual([1, true, true]);
    await stale.refresh();
    stale.title = 'b';
    expect((await Task.saveMany([task, stale, fresh])).failed).toBe(0);
  });

  test('partial saves what can be saved', async () => {
    await Task.insertMany([
      { id: 'a', title: 'a' },
      { id: 'stale', title: 'a' },
    ]);
    const [task, stale] = await Task.getMany(['a', 'stale']);
    if (!task || !stale) throw new Error('not stored');
    await (await Task.get('stale')).touch();
    task.title = 'b';
    stale.title = 'b';
    const result = await Task.saveMany([stale, task], { partial: true });
    expect(result.items.map((item) => item.outcome)).toEqual(['failed', 'updated']);
    expect(result).toMatchObject({ atomic: false, failed: 1, updated: 1 });
    expect((await Task.get('a')).title).toBe('b');
    expect(stale.isDirty('title')).toBe(true);
  });

  itNeeds('transaction', 'an invalid document: nothing is sent', async () => {
    const valid = Task.build({ id: 'valid', title: 'a' });
    const invalid = Task.build({ id: 'invalid', title: 'a' });
    Object.assign(invalid, { effort: 'much' });
    const sent = await statementsOf(engine.engine, () =>
      expectError(Task.saveMany([valid, invalid]), BulkWriteError, { status: 422 }),
    );
    expect(sent).toEqual([]);
    expect(valid.isNew).toBe(true);
  });

  itNeeds(
    'transaction',
    'one key twice: the last one wins, or the batch is refused, but nothing in between',
    async () => {
      const documents = ['first', 'second'].map((title) => Person.build({ ...ada(), id: ID, name: title }));
      const outcome = await Person.saveMany(documents).catch((error: unknown) => error);
      const stored = await Person.findOne({ id: ID });
      if (outcome instanceof BulkWriteError) expect(stored).toBeNull();
      else expect(stored?.name).toBe('second');
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(BulkWriteError);
    },
  );

  test('the same document twice', async () => {
    const task = Task.build({ id: 'twice', title: 'a' });
    const outcome = await Task.saveMany([task, task]).catch((error: unknown) => error);
    if (outcome instanceof Error) expect(outcome).toBeInstanceOf(BulkWriteError);
    else expect((await Task.get('twice')).rev).toBe(task.rev);
  });

  test('many', async () => {
    const count = engine.atMost(3000, 600);
    const people = Array.from({ length: count }, (_, index) => Person.build({ name: `p${index}`, age: index }));
    expect((await Person.saveMany(people)).inserted).toBe(count);
    const loaded = await Person.getMany(people.map((person) => person.id));
    expect(loaded.map((person) => person.age)).toEqual(people.map((person) => person.age));
    for (const person of loaded.slice(0, 200)) person.name = `${person.name}!`;
    expect(await Person.saveMany(loaded)).toMatchObject({ updated: 200, unchanged: count - 200 });
    expect((await Person.get(people[199]?.id ?? '')).name).toBe('p199!');
    expect((await Person.get(people[200]?.id ?? '')).name).toBe('p200');
  }, 120_000);
});

const ID = '11111111-2222-4333-8444-555555555555';
