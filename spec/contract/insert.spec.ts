import { DuplicateKeyError } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Member } from '../support/models/member';
import { ada, Person } from '../support/models/person';
import { Seat } from '../support/models/seat';
import { Task } from '../support/models/task';

describeEachEngine('create and insert', (engine) => {
  engine.useModels(Person, Seat, Task);

  test('create builds, stores and returns the document', async () => {
    const person = await Person.create(ada());
    expect(person.isNew).toBe(false);
    expect(person.isDirty()).toBe(false);
    expect(person.changes()).toEqual({});
    expect(await Person.get(person.id)).toEqual(person);
  });

  test('insert resolves to the document itself', async () => {
    const person = Person.build(ada());
    expect(await person.insert()).toBe(person);
    expect(person.isNew).toBe(false);
    expect(await Person.exists({ id: person.id })).toBe(true);
  });

  test('an existing key is a DuplicateKeyError that names the field, and the stored row stays', async () => {
    const first = await Person.create(ada());
    const second = Person.build({ ...ada(), id: first.id, name: 'Other' });
    const error = await expectError(second.insert(), DuplicateKeyError, {
      fields: ['id'],
      status: 409,
      code: 'POLYDOC_DUPLICATE_KEY',
      retryable: false,
      model: 'Person',
      engine: engine.name,
    });
    expect(error.message).not.toContain(first.id);
    expect(second.isNew).toBe(true);
    expect((await Person.get(first.id)).name).toBe('Ada');
    await expectError(Person.create({ id: first.id, name: 'Third' }), DuplicateKeyError, { fields: ['id'] });
  });

  test('an existing compound key names all its fields', async () => {
    await Seat.create({ hall: 'A', seat: 1 });
    await expectError(Seat.create({ hall: 'A', seat: 1 }), DuplicateKeyError, { fields: ['hall', 'seat'] });
    await Seat.create({ hall: 'A', seat: 2 });
    await Seat.create({ hall: 'B', seat: 1 });
  });

  test('a document that could not be inserted can be inserted with another key', async () => {
    await Task.create({ id: 'taken', title: 'a' });
    const task = Task.build({ id: 'taken', title: 'b' });
    await expectError(task.insert(), DuplicateKeyError);
    expect(task.rev).toBeUndefined();
    expect(task.createdAt).toBeUndefined();
    task.id = 'free';
    await task.insert();
    expect((await Task.get('free')).title).toBe('b');
    expect(task.rev).toBe(1);
  });

  test('inserting a stored document once more is a duplicate', async () => {
    const person = await Person.create(ada());
    await expectError(person.insert(), DuplicateKeyError, { fields: ['id'] });
    expect(person.isNew).toBe(false);
    expect(person.isDirty()).toBe(false);
  });

  itNeeds('write.ifNotExists', 'ifNotExists gives the outcome in place of an error', async () => {
    const first = Person.build(ada());
    const applied = await first.insert({ ifNotExists: true });
    expect(applied).toMatchObject({ applied: true, existing: null });
    expect(applied.orThrow()).toBe(applied);
    expect(first.isNew).toBe(false);

    const second = Person.build({ ...ada(), id: first.id, name: 'Other' });
    const refused = await second.insert({ ifNotExists: true });
    expect(refused.applied).toBe(false);
    expect(refused.existing).toMatchObject({ id: first.id, name: 'Ada', age: 36, tags: ['math', 'poetry'] });
    expect(second.isNew).toBe(true);
    expect(second.name).toBe('Other');
    expect((await Person.get(first.id)).name).toBe('Ada');
  });
});

describeEachEngine('unique values', (engine) => {
  if (engine.has('index.unique')) {
    engine.useModels(Member);
    beforeEach(() => Member.truncate());
  }

  itNeeds('index.unique', 'a taken value is a DuplicateKeyError that names the field', async () => {
    await Member.create({ id: 'a', email: 'one@example.org' });
    const error = await expectError(Member.create({ id: 'b', email: 'one@example.org' }), DuplicateKeyError, {
      fields: ['email'],
      model: 'Member',
    });
    expect(error.message).not.toContain('one@example.org');
    expect(await Member.count()).toBe(1);
  });

  itNeeds('index.unique', 'a taken pair names both fields', async () => {
    await Member.create({ id: 'a', team: 'red', shirt: 7 });
    await Member.create({ id: 'b', team: 'red', shirt: 8 });
    await expectError(Member.create({ id: 'c', team: 'red', shirt: 7 }), DuplicateKeyError, {
      fields: ['team', 'shirt'],
    });
  });

  itNeeds('index.unique', 'null is never a duplicate', async () => {
    await Member.create({ id: 'a' });
    await Member.create({ id: 'b', email: null });
    expect(await Member.count()).toBe(2);
  });

  itNeeds('index.unique', 'save and update meet unique values as well', async () => {
    await Member.create({ id: 'a', email: 'one@example.org' });
    const member = await Member.create({ id: 'b', email: 'two@example.org' });
    member.email = 'one@example.org';
    await expectError(member.save(), DuplicateKeyError, { fields: ['email'] });
    expect(member.changes()).toEqual({ email: { old: 'two@example.org', new: 'one@example.org' } });
    await expectError(member.update({ email: 'one@example.org' }), DuplicateKeyError, { fields: ['email'] });
    const fresh = Member.build({ id: 'c', email: 'one@example.org' });
    await expectError(fresh.save(), DuplicateKeyError, { fields: ['email'] });
    expect(fresh.isNew).toBe(true);
    expect((await Member.get('b')).email).toBe('two@example.org');
  });

  itNeeds(
    'index.unique',
    'a unique value in the way is an error even with ifNotExists on another key, or an outcome',
    async () => {
      await Member.create({ id: 'a', email: 'one@example.org' });
      const other = Member.build({ id: 'b', email: 'one@example.org' });
      await other.insert({ ifNotExists: true }).then(
        (outcome) => expect(outcome.applied).toBe(false),
        (error: unknown) => expect(error).toBeInstanceOf(DuplicateKeyError),
      );
      expect(other.isNew).toBe(true);
      expect(await Member.count()).toBe(1);
    },
  );
});
