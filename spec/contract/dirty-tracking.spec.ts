import { InvalidQueryError } from '../../lib';
import { describeEachEngine } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Address } from '../support/models/address';
import { ada, Person } from '../support/models/person';

async function stored(): Promise<Person> {
  const { id } = await Person.create(ada());
  return Person.get(id);
}

/** Proves that the change is seen, written, and gone from the list once written. */
async function expectChange(person: Person, changes: object, change: () => void): Promise<void> {
  change();
  expect(person.isDirty()).toBe(true);
  expect(person.changes()).toEqual(changes);
  for (const path of Object.keys(changes)) expect(person.isDirty(path.split('.')[0])).toBe(true);
  await person.save();
  expect(person.isDirty()).toBe(false);
  expect(person.changes()).toEqual({});
  expect(await Person.get(person.id)).toEqual(person);
}

describeEachEngine('dirty tracking', (engine) => {
  engine.useModels(Person);

  test('a new document is new and dirty; stored, it is neither', async () => {
    const person = Person.build(ada());
    expect([person.isNew, person.isDirty()]).toEqual([true, true]);
    expect(person.previous('name')).toBeUndefined();
    await person.save();
    expect([person.isNew, person.isDirty()]).toEqual([false, false]);
    const loaded = await Person.get(person.id);
    expect([loaded.isNew, loaded.isDirty()]).toEqual([false, false]);
    expect(loaded.changes()).toEqual({});
  });

  test('a scalar', async () => {
    const person = await stored();
    await expectChange(person, { name: { old: 'Ada', new: 'Countess' } }, () => {
      person.name = 'Countess';
    });
  });

  test('null, and a value for null', async () => {
    const person = await stored();
    await expectChange(person, { age: { old: 36, new: null } }, () => {
      person.age = null;
    });
    await expectChange(person, { age: { old: null, new: 0 } }, () => {
      person.age = 0;
    });
  });

  test('undefined counts as null', async () => {
    const person = await stored();
    person.age = null;
    await person.save();
    Object.assign(person, { age: undefined });
    expect(person.isDirty()).toBe(false);
    delete person.age;
    expect(person.changes()).toEqual({});
  });

  test('an array changed in place', async () => {
    const person = await stored();
    person.tags.push('engine');
    expect(person.isDirty('tags')).toBe(true);
    expect(person.isDirty('name')).toBe(false);
    expect(person.previous('tags')).toEqual(['math', 'poetry']);
    await person.save();
    expect((await Person.get(person.id)).tags).toEqual(['math', 'poetry', 'engine']);
    person.tags.reverse();
    await person.save();
    expect((await Person.get(person.id)).tags).toEqual(['engine', 'poetry', 'math']);
    person.tags.length = 0;
    await person.save();
    expect((await Person.get(person.id)).tags).toEqual([]);
  });

  test('a set changed in place', async () => {
    const person = await stored();
    person.lucky.delete(7);
    person.lucky.add(8);
    expect(Object.keys(person.changes())).toEqual(['lucky']);
    expect(person.previous('lucky')).toEqual(new Set([7, 12]));
    await person.save();
    expect((await Person.get(person.id)).lucky).toEqual(new Set([8, 12]));
  });

  test('a map changed in place', async () => {
    const person = await stored();
    await expectChange(
      person,
      {
        'scores.chess': { old: 3, new: 4 },
        'scores.whist': { old: 5, new: undefined },
        'scores.go': { old: undefined, new: 1 },
      },
      () => {
        person.scores.set('chess', 4).set('go', 1);
        person.scores.delete('whist');
      },
    );
  });

  test('a date changed in place', async () => {
    const person = await stored();
    const born = new Date(ada().born);
    await expectChange(person, { born: { old: born, new: new Date(5) } }, () => {
      person.born?.setTime(5);
    });
  });

  test('an embedded value changed in place, nested ones too', async () => {
    const person = await stored();
    await expectChange(
      person,
      { 'address.city': { old: 'London', new: 'Paris' }, 'address.place.latitude': { old: 51.5, new: 48.9 } },
      () => {
        const { address } = person;
        if (!address?.place) throw new Error('no place');
        address.city = 'Paris';
        address.place.latitude = 48.9;
      },
    );
  });

  test('an embedded value assigned anew', async () => {
    const person = await stored();
    person.address = Object.assign(new Address(), { ...ada().address, zip: '75001' });
    expect(person.changes()).toEqual({ 'address.zip': { old: null, new: '75001' } });
    await person.save();
    person.address = null;
    expect(Object.keys(person.changes())).toEqual(['address']);
    await person.save();
    expect((await Person.get(person.id)).address).toBeNull();
  });

  test('an equal value is no change', async () => {
    const person = await stored();
    person.name = 'Ada';
    person.tags = ['math', 'poetry'];
    person.lucky = new Set([12, 7]);
    person.scores = new Map([
      ['whist', 5],
      ['chess', 3],
    ]);
    person.born = new Date(ada().born);
    person.address = Object.assign(new Address(), structuredClone(ada().address));
    expect(person.isDirty()).toBe(false);
    expect(person.changes()).toEqual({});
  });

  test('a change taken back is no change', async () => {
    const person = await stored();
    person.tags.push('x');
    person.name = 'x';
    expect(person.isDirty()).toBe(true);
    person.tags.pop();
    person.name = 'Ada';
    expect(person.isDirty()).toBe(false);
  });

  test('previous tells the stored value, without touching the present one', async () => {
    const person = await stored();
    person.name = 'x';
    person.tags.push('x');
    expect(person.previous('name')).toBe('Ada');
    const previous = person.previous('tags');
    expect(previous).toEqual(['math', 'poetry']);
    previous?.push('y');
    expect(person.tags).toEqual(['math', 'poetry', 'x']);
    person.reset();
    expect(person.tags).toEqual(['math', 'poetry']);
    expect(person.previous('name')).toBe('Ada');
  });

  test('reset restores decoded values', async () => {
    const person = await stored();
    const before = await Person.get(person.id);
    person.name = 'x';
    person.age = null;
    person.tags.push('x');
    person.lucky.clear();
    person.scores.set('chess', 0);
    person.born?.setTime(0);
    if (person.address?.place) person.address.place.longitude = 0;
    expect(person.reset()).toBe(person);
    expect(person).toEqual(before);
    expect(person.isDirty()).toBe(false);
    expect(person.address).toBeInstanceOf(Address);
    expect(person.address?.line()).toBe('St James Square 12, London');
    person.tags.push('x');
    person.reset();
    expect(person.tags).toEqual(['math', 'poetry']);
  });

  test('reset after a save goes back to what was saved', async () => {
    const person = await stored();
    person.tags.push('kept');
    await person.save();
    person.tags.push('lost');
    person.reset();
    expect(person.tags).toEqual(['math', 'poetry', 'kept']);
  });

  test('a value that cannot be stored is a change', async () => {
    const person = await stored();
    Object.assign(person, { age: 'old' });
    expect(person.isDirty('age')).toBe(true);
    expect(person.changes()).toEqual({ age: { old: 36, new: 'old' } });
    await expect(person.save()).rejects.toMatchObject({ code: 'POLYDOC_VALIDATION' });
    person.reset();
    expect(person.age).toBe(36);
  });

  test('a field that the class does not have is an error', async () => {
    const person = await stored();
    await expectError(() => person.isDirty('nothing'), InvalidQueryError);
    await expectError(() => Reflect.apply(person.previous, person, ['nothing']), InvalidQueryError);
  });

  test('what was saved is tracked like what was loaded', async () => {
    const person = await Person.create(ada());
    await expectChange(person, { 'scores.chess': { old: 3, new: 9 } }, () => {
      person.scores.set('chess', 9);
    });
    await expectChange(person, { 'address.city': { old: 'London', new: 'Rome' } }, () => {
      if (person.address) person.address.city = 'Rome';
    });
  });
});
