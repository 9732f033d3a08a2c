import { ConflictError, DocumentNotFoundError } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { ada, Person } from '../support/models/person';
import { Task } from '../support/models/task';
import { statementsOf } from '../support/statements-of';

describeEachEngine('save of a new document', (engine) => {
  engine.useModels(Person, Task);

  test('writes it and resolves to the document itself', async () => {
    const person = Person.build(ada());
    expect(await person.save()).toBe(person);
    expect(person.isNew).toBe(false);
    expect(person.isDirty()).toBe(false);
    expect(await Person.get(person.id)).toEqual(person);
  });

  test('takes one statement', async () => {
    const sent = await statementsOf(engine.engine, () => Person.build(ada()).save());
    expect(sent).toHaveLength(1);
  });

  test('replaces the complete row with the same key', async () => {
    const first = await Person.create(ada());
    const second = Person.build({ id: first.id, name: 'Grace' });
    await second.save();
    const stored = await Person.get(first.id);
    expect(stored).toMatchObject({ name: 'Grace', age: null, tags: [], born: null, address: null });
    expect(stored.lucky.size).toBe(0);
    expect(stored.scores.size).toBe(0);
    expect(await Person.count({ id: first.id })).toBe(1);
  });

  test('a document without values for nullable fields reads back with null', async () => {
    const person = await Person.build({ name: 'a' }).save();
    expect({ ...(await Person.get(person.id)) }).toEqual({
      id: person.id,
      name: 'a',
      age: null,
      tags: [],
      lucky: new Set(),
      scores: new Map(),
      born: null,
      address: null,
    });
  });

  test('whoever holds the row replaced is told by the version', async () => {
    const held = await Task.create({ id: 'replaced', title: 'a' });
    await held.save();
    await Task.build({ id: 'replaced', title: 'b' }).save();
    held.title = 'c';
    await expectError(held.save(), ConflictError, { expected: 1 });
    expect((await Task.get('replaced')).title).toBe('b');
  });

  test('the version in memory is the stored one after a replacement', async () => {
    await Task.create({ id: 'again', title: 'a' });
    const second = await Task.build({ id: 'again', title: 'b' }).save();
    expect((await Task.get('again')).rev).toBe(second.rev);
    second.title = 'c';
    await second.save();
    expect((await Task.get('again')).title).toBe('c');
  });

  test('mustExist on a new document without a row is a DocumentNotFoundError and writes nothing', async () => {
    const person = Person.build(ada());
    await expectError(person.save({ mustExist: true }), DocumentNotFoundError);
    expect(await Person.exists({ id: person.id })).toBe(false);
  });

  test('refresh takes over the stored values', async () => {
    const person = Person.build({ name: 'a' });
    await person.save({ refresh: true });
    expect(person.age).toBeNull();
    expect(person.isDirty()).toBe(false);
  });

  test('a document saved, deleted and saved again is whole', async () => {
    const person = await Person.create(ada());
    await person.delete();
    expect(person.isNew).toBe(true);
    await person.save();
    expect(await Person.get(person.id)).toEqual(person);
  });

  test('saveJson writes the complete document', async () => {
    const person = Person.build(ada());
    expect(await person.saveJson()).toBe(person);
    expect(await Person.get(person.id)).toEqual(person);
    person.age = 37;
    await person.saveJson();
    expect((await Person.get(person.id)).age).toBe(37);
    expect(person.isDirty()).toBe(false);
  });

  itNeeds('transaction', 'a save that fails leaves the document new', async () => {
    const person = Person.build(ada());
    const boom = new Error('boom');
    await expect(
      engine.engine.transaction(async () => {
        await person.save();
        expect(person.isNew).toBe(false);
        throw boom;
      }),
    ).rejects.toBe(boom);
    expect(person.isNew).toBe(true);
    expect(person.isDirty()).toBe(true);
    expect(await Person.exists({ id: person.id })).toBe(false);
    await person.save();
    expect(await Person.get(person.id)).toEqual(person);
  });
});
