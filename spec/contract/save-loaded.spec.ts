import { DocumentNotFoundError } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { ada, Person } from '../support/models/person';
import { Task } from '../support/models/task';
import { statementsOf } from '../support/statements-of';

/** A stored person as two users see it. */
async function pair(): Promise<readonly [Person, Person]> {
  const { id } = await Person.create(ada());
  return [await Person.get(id), await Person.get(id)];
}

describeEachEngine('save of a loaded document', (engine) => {
  engine.useModels(Person, Task);

  test('writes only what changed: what others changed meanwhile stays', async () => {
    const [mine, theirs] = await pair();
    theirs.age = 40;
    theirs.tags.push('theirs');
    await theirs.save();
    mine.name = 'Countess';
    await mine.save();
    const stored = await Person.get(mine.id);
    expect(stored).toMatchObject({ name: 'Countess', age: 40, tags: ['math', 'poetry', 'theirs'] });
    expect(mine.isDirty()).toBe(false);
  });

  test('sends one statement, and nothing at all when nothing changed', async () => {
    const [person] = await pair();
    expect(await statementsOf(engine.engine, () => person.save())).toEqual([]);
    person.name = 'x';
    expect(await statementsOf(engine.engine, () => person.save())).toHaveLength(1);
    expect(await statementsOf(engine.engine, () => person.save())).toEqual([]);
  });

  test('equal values assigned anew are nothing', async () => {
    const [person] = await pair();
    Object.assign(person, structuredClone(ada()), { address: person.address });
    person.born = new Date(person.born ?? 0);
    person.tags = [...person.tags];
    person.lucky = new Set([12, 7]);
    expect(await statementsOf(engine.engine, () => person.save())).toEqual([]);
  });

  test('an unchanged save moves neither version nor update time', async () => {
    const created = await Task.create({ id: 'still', title: 'a' });
    const task = await Task.get('still');
    await task.save();
    const stored = await Task.get('still');
    expect(stored.rev).toBe(1);
    expect(stored.updatedAt).toEqual(created.updatedAt);
  });

  itNeeds('save.complete', 'nested paths keep siblings that others changed', async () => {
    const [mine, theirs] = await pair();
    if (theirs.address?.place) theirs.address.place.latitude = 1;
    theirs.scores.set('chess', 99);
    await theirs.save();
    if (mine.address) mine.address.city = 'Paris';
    mine.scores.set('whist', 6);
    expect(mine.changes()).toEqual({
      'address.city': { old: 'London', new: 'Paris' },
      'scores.whist': { old: 5, new: 6 },
    });
    await mine.save();
    const stored = await Person.get(mine.id);
    expect(stored.address).toMatchObject({ city: 'Paris', street: 'St James Square 12', place: { latitude: 1 } });
    expect(stored.scores).toEqual(
      new Map([
        ['chess', 99],
        ['whist', 6],
      ]),
    );
  });

  test('removed keys are unset, others stay', async () => {
    const [mine, theirs] = await pair();
    theirs.scores.set('go', 1);
    await theirs.save();
    mine.scores.delete('chess');
    await mine.save();
    expect([...(await Person.get(mine.id)).scores].sort()).toEqual([
      ['go', 1],
      ['whist', 5],
    ]);
  });

  test('a field set to null or deleted is null', async () => {
    const [person] = await pair();
    person.age = null;
    Object.assign(person, { born: undefined });
    delete person.address;
    await person.save();
    expect(await Person.get(person.id)).toMatchObject({ name: 'Ada', age: null, born: null, address: null });
  });

  test('atomic: false writes every field', async () => {
    const [mine, theirs] = await pair();
    theirs.age = 40;
    await theirs.save();
    mine.name = 'Countess';
    await mine.save({ atomic: false });
    expect(await Person.get(mine.id)).toMatchObject({ name: 'Countess', age: 36 });
    expect(await statementsOf(engine.engine, () => mine.save({ atomic: false }))).toHaveLength(1);
  });

  test('refresh takes over what others stored', async () => {
    const [mine, theirs] = await pair();
    theirs.age = 40;
    await theirs.save();
    mine.name = 'Countess';
    await mine.save({ refresh: true });
    expect(mine).toMatchObject({ name: 'Countess', age: 40 });
    expect(mine.isDirty()).toBe(false);
  });

  test('the same change can be made again after the row went back', async () => {
    const [mine, theirs] = await pair();
    mine.age = 50;
    await mine.save();
    theirs.age = 51;
    await theirs.save();
    mine.age = 52;
    await mine.save();
    expect((await Person.get(mine.id)).age).toBe(52);
  });

  test('values in memory after a save are the stored ones, still of their own', async () => {
    const [person] = await pair();
    const tags = ['a'];
    person.tags = tags;
    await person.save();
    tags.push('b');
    expect(person.tags).toEqual(['a', 'b']);
    expect(person.isDirty('tags')).toBe(true);
    await person.save();
    expect((await Person.get(person.id)).tags).toEqual(['a', 'b']);
  });
});

describeEachEngine('save of a document whose row has vanished', (engine) => {
  engine.useModels(Person);

  /** A loaded document with a change, whose row somebody else deleted. */
  async function orphan(): Promise<Person> {
    const [mine, theirs] = await pair();
    await theirs.delete();
    mine.name = 'Countess';
    return mine;
  }

  itNeeds('save.complete', 'writes it again, complete', async () => {
    const person = await orphan();
    await person.save();
    expect(await Person.get(person.id)).toEqual(person);
    expect(person).toMatchObject({ name: 'Countess', age: 36, tags: ['math', 'poetry'] });
    expect(person.isNew).toBe(false);
    expect(person.isDirty()).toBe(false);
  });

  itNeeds('save.complete', 'writes it again, complete, when only a nested path changed', async () => {
    const [mine, theirs] = await pair();
    await theirs.delete();
    if (mine.address) mine.address.city = 'Paris';
    mine.scores.delete('chess');
    await mine.save();
    expect(await Person.get(mine.id)).toEqual(mine);
  });

  itNeeds('save.complete', 'a row that came back meanwhile only gets the changes', async () => {
    const person = await orphan();
    await Person.build({ id: person.id, name: 'Somebody', age: 1 }).save();
    await person.save();
    expect(await Person.get(person.id)).toMatchObject({ name: 'Countess', age: 1, tags: [] });
  });

  test('mustExist refuses', async () => {
    const person = await orphan();
    await expectError(person.save({ mustExist: true }), DocumentNotFoundError, {
      status: 404,
      model: 'Person',
      keys: [person.id],
    });
    expect(await Person.exists({ id: person.id })).toBe(false);
    expect(person.isDirty('name')).toBe(true);
  });

  test('an unchanged document writes nothing, so that nothing comes back', async () => {
    const [mine, theirs] = await pair();
    await theirs.delete();
    await mine.save();
    expect(await Person.exists({ id: mine.id })).toBe(false);
  });
});
