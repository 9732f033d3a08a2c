import { DocumentNotFoundError, InvalidQueryError, MultipleDocumentsFoundError } from '../../lib';
import { SensorReading } from '../../models-example';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Person } from '../support/models/person';
import { Seat } from '../support/models/seat';
import { Task } from '../support/models/task';
import { statementsOf } from '../support/statements-of';

const NOBODY = '00000000-0000-7000-8000-000000000000';

describeEachEngine('get', (engine) => {
  engine.useModels(Person, Seat, Task, SensorReading);

  test('by key', async () => {
    const person = await Person.create({ name: 'Ada' });
    expect((await Person.get(person.id)).name).toBe('Ada');
    expect((await Person.get(person.id.toUpperCase())).name).toBe('Ada');
    expect((await Person.get({ id: person.id })).name).toBe('Ada');
  });

  test('nothing there is a DocumentNotFoundError with the key', async () => {
    await expectError(Person.get(NOBODY), DocumentNotFoundError, {
      status: 404,
      model: 'Person',
      engine: engine.name,
      keys: [NOBODY],
      key: NOBODY,
    });
    await expectError(Person.get({ id: NOBODY }), DocumentNotFoundError);
  });

  itNeeds('query.anyField', 'by filter: one match, none, two', async () => {
    await Person.create({ name: 'Single', age: 1 });
    await Person.create({ name: 'Twin', age: 2 });
    await Person.create({ name: 'Twin', age: 3 });
    expect((await Person.get({ name: 'Single' })).age).toBe(1);
    expect((await Person.get({ name: 'Twin', age: { $gt: 2 } })).age).toBe(3);
    await expectError(Person.get({ name: 'Nobody' }), DocumentNotFoundError);
    await expectError(Person.get({ name: 'Twin' }), MultipleDocumentsFoundError, { status: 409, model: 'Person' });
  });

  test('a compound key is an object or a list in key order', async () => {
    await Seat.create({ hall: 'A', seat: 1, guest: 'x' });
    expect((await Seat.get({ hall: 'A', seat: 1 })).guest).toBe('x');
    expect((await Seat.get(['A', 1])).guest).toBe('x');
    await expectError(Seat.get(['A', 2]), DocumentNotFoundError, { keys: [{ hall: 'A', seat: 2 }] });
    const sent = await statementsOf(engine.engine, async () => {
      await expectError(() => Seat.get(['A']), InvalidQueryError);
      await expectError(() => Seat.get(['A', 1, 2]), InvalidQueryError);
      await expectError(() => Seat.get('A'), InvalidQueryError);
    });
    expect(sent).toEqual([]);
  });

  test('a compound key may hold a date', async () => {
    const at = new Date('2020-02-29T23:59:59.999Z');
    await SensorReading.create({ sensor: 's', at, celsius: -3.5 });
    expect((await SensorReading.get(['s', at])).celsius).toBe(-3.5);
    expect((await SensorReading.get({ sensor: 's', at })).celsius).toBe(-3.5);
  });

  test('what cannot be a key is refused before any I/O', async () => {
    const sent = await statementsOf(engine.engine, async () => {
      for (const bad of [null, undefined, true, 12, 'no uuid']) {
        await expectError(() => Reflect.apply(Person.get, Person, [bad]), InvalidQueryError, { model: 'Person' });
      }
      await expectError(() => Reflect.apply(Person.get, Person, [{ nothing: 1 }]), InvalidQueryError);
      await expectError(() => Reflect.apply(Person.findOne, Person, [undefined]), InvalidQueryError);
    });
    expect(sent).toEqual([]);
  });

  test('each read gives a document of its own', async () => {
    const person = await Person.create({ name: 'Ada', tags: ['a'] });
    const [first, second] = await Promise.all([Person.get(person.id), Person.get(person.id)]);
    expect(first).not.toBe(second);
    first.tags.push('b');
    expect(second.tags).toEqual(['a']);
  });
});

describeEachEngine('findOne', (engine) => {
  engine.useModels(Task);
  beforeEach(() => Task.truncate());

  test('none is null, many give the first in key order', async () => {
    expect(await Task.findOne()).toBeNull();
    expect(await Task.findOne({ id: 'a' })).toBeNull();
    for (const id of ['c', 'a', 'b']) await Task.create({ id, title: 't' });
    expect((await Task.findOne({ id: 'b' }))?.id).toBe('b');
  });

  itNeeds('query.anyField', 'many give the first in key order, or in the stated one', async () => {
    for (const [id, effort] of [
      ['c', 1],
      ['a', 2],
      ['b', 3],
    ] as const)
      await Task.create({ id, title: 't', effort });
    expect((await Task.findOne())?.id).toBe('a');
    expect((await Task.findOne({ title: 't' }))?.id).toBe('a');
    expect((await Task.find({ title: 't' }).orderBy('-effort').first())?.id).toBe('b');
  });
});

describeEachEngine('getMany', (engine) => {
  engine.useModels(Task, Seat);
  beforeAll(async () => {
    await Task.truncate();
    await Seat.truncate();
    for (let index = 0; index < 20; index += 1) await Task.create({ id: `t${index}`, title: `${index}` });
    await Seat.create({ hall: 'A', seat: 1, guest: 'x' });
    await Seat.create({ hall: 'B', seat: 1, guest: 'y' });
  });

  test('gives the documents in input order', async () => {
    const keys = ['t7', 't19', 't0', 't3'];
    const tasks = await Task.getMany(keys);
    expect(tasks.map((task) => task.id)).toEqual(keys);
    expect(tasks.every((task) => task instanceof Task && !task.isNew)).toBe(true);
  });

  test('a key given twice appears twice', async () => {
    expect((await Task.getMany(['t1', 't2', 't1'])).map((task) => task.title)).toEqual(['1', '2', '1']);
  });

  test('compound keys are objects or lists', async () => {
    const seats = await Seat.getMany([['B', 1], { hall: 'A', seat: 1 }]);
    expect(seats.map((seat) => seat.guest)).toEqual(['y', 'x']);
  });

  test('missing ones are listed', async () => {
    await expectError(Task.getMany(['t1', 'no', 't2', 'nope']), DocumentNotFoundError, { keys: ['no', 'nope'] });
    await expectError(
      Seat.getMany([
        ['A', 1],
        ['C', 3],
      ]),
      DocumentNotFoundError,
      { keys: [{ hall: 'C', seat: 3 }] },
    );
  });

  test('no keys: no documents, and no I/O', async () => {
    const sent = await statementsOf(engine.engine, async () => expect(await Task.getMany([])).toEqual([]));
    expect(sent).toEqual([]);
  });

  test('thousands of keys', async () => {
    const rows = Array.from({ length: engine.atMost(7000, 700) }, (_, seat) => ({ hall: 'big', seat }));
    await Seat.insertMany(rows);
    const found = await Seat.getMany(rows.map((row) => [row.hall, row.seat]));
    expect(found.map((seat) => seat.seat)).toEqual(rows.map((row) => row.seat));
  }, 120_000);
});
