import { DocumentNotFoundError } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { ada, Person } from '../support/models/person';
import { Task } from '../support/models/task';

describeEachEngine('touch', (engine) => {
  engine.useModels(Task, Person);

  test('moves update time and version, and nothing else', async () => {
    const task = await Task.create({ id: 'touched', title: 'a' });
    const { updatedAt, createdAt } = task;
    task.title = 'unsaved';
    await new Promise((resolve) => setTimeout(resolve, 3));
    expect(await task.touch()).toBe(task);
    const stored = await Task.get('touched');
    expect(stored).toMatchObject({ title: 'a', rev: 2, createdAt });
    expect(stored.updatedAt.getTime()).toBeGreaterThan(updatedAt.getTime());
    expect(task).toMatchObject({ title: 'unsaved', rev: 2, updatedAt: stored.updatedAt });
    expect(Object.keys(task.changes())).toEqual(['title']);
    await task.save();
    expect(await Task.get('touched')).toMatchObject({ title: 'unsaved', rev: 3 });
  });

  itNeeds(
    'save.complete',
    'a vanished row is a DocumentNotFoundError or a conflict, and nothing is written',
    async () => {
      const task = await Task.create({ id: 'vanished', title: 'a' });
      await (await Task.get('vanished')).delete();
      await expect(task.touch()).rejects.toMatchObject({ model: 'Task' });
      expect(await Task.exists({ id: 'vanished' })).toBe(false);
    },
  );
});

describeEachEngine('refresh', (engine) => {
  engine.useModels(Task, Person);

  test('takes over what is stored, and the document is clean', async () => {
    const person = await Person.create(ada());
    await (await Person.get(person.id)).update({ age: 40, tags: ['new'] });
    person.name = 'unsaved';
    person.lucky.add(1);
    if (person.address) person.address.city = 'unsaved';
    expect(await person.refresh()).toBe(person);
    expect(person).toMatchObject({ name: 'Ada', age: 40, tags: ['new'], address: { city: 'London' } });
    expect(person.lucky).toEqual(new Set([7, 12]));
    expect(person.isDirty()).toBe(false);
    expect(person).toEqual(await Person.get(person.id));
  });

  test('gone is a DocumentNotFoundError, and memory stays', async () => {
    const person = await Person.create(ada());
    await (await Person.get(person.id)).delete();
    person.name = 'unsaved';
    await expectError(person.refresh(), DocumentNotFoundError, { keys: [person.id], status: 404 });
    expect(person.name).toBe('unsaved');
    await expectError(Person.build(ada()).refresh(), DocumentNotFoundError);
  });

  test('a built document with the key of a stored one becomes that one', async () => {
    const { id } = await Person.create(ada());
    const built = Person.build({ id, name: 'x' });
    await built.refresh();
    expect(built.name).toBe('Ada');
    expect(built.isNew).toBe(false);
    expect(built.isDirty()).toBe(false);
  });
});
