import { PolydocError } from '../../lib';
import { describeEachEngine } from '../support/engines';
import { Person } from '../support/models/person';
import { Seat } from '../support/models/seat';
import { statementsOf } from '../support/statements-of';

const OTHER = '11111111-2222-4333-8444-555555555555';

describeEachEngine('the key of a stored document', (engine) => {
  engine.useModels(Person, Seat);

  test('a different one assigned makes saving throw, before any I/O', async () => {
    const { id } = await Person.create({ name: 'Ada' });
    const person = await Person.get(id);
    person.id = OTHER;
    person.name = 'Other';
    const sent = await statementsOf(engine.engine, async () => {
      const error: unknown = await person.save().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(PolydocError);
      expect(error).toMatchObject({ model: 'Person' });
    });
    expect(sent).toEqual([]);
    expect((await Person.get(id)).name).toBe('Ada');
    expect(await Person.exists({ id: OTHER })).toBe(false);
    person.id = id;
    await person.save();
    expect((await Person.get(id)).name).toBe('Other');
  });

  test('a changed part of a compound key makes saving throw', async () => {
    const seat = await Seat.create({ hall: 'A', seat: 1 });
    seat.seat = 2;
    await expect(seat.save()).rejects.toBeInstanceOf(PolydocError);
    await expect(Seat.saveMany([seat])).rejects.toBeInstanceOf(PolydocError);
    expect(await Seat.exists({ hall: 'A', seat: 2 })).toBe(false);
    expect(await Seat.exists({ hall: 'A', seat: 1 })).toBe(true);
  });

  test('the same key assigned again, in another case, is no change', async () => {
    const { id } = await Person.create({ name: 'Ada' });
    const person = await Person.get(id);
    person.id = id.toUpperCase();
    person.name = 'Countess';
    await person.save();
    expect((await Person.get(id)).name).toBe('Countess');
  });

  test('delete, update, touch and refresh go by the stored key and never reach another row', async () => {
    const { id } = await Person.create({ name: 'Ada' });
    const other = await Person.create({ name: 'Other' });
    for (const act of [
      (person: Person) => person.delete(),
      (person: Person) => person.update({ name: 'Hit' }),
      (person: Person) => person.refresh(),
    ]) {
      const person = await Person.get(id);
      person.id = other.id;
      await act(person).catch((error: unknown) => expect(error).toBeInstanceOf(PolydocError));
      expect((await Person.get(other.id)).name).toBe('Other');
      await Person.build({ id, name: 'Ada' }).save();
    }
  });

  test('changes that name the key are refused', async () => {
    const person = await Person.create({ name: 'Ada' });
    const changes: object = { id: OTHER };
    await expect(person.update(changes)).rejects.toMatchObject({ code: 'POLYDOC_INVALID_QUERY', path: 'id' });
    await expect(Person.updateMany({ id: person.id }, changes)).rejects.toMatchObject({
      code: 'POLYDOC_INVALID_QUERY',
    });
    await expect(person.deleteColumns('id')).rejects.toMatchObject({ code: 'POLYDOC_INVALID_QUERY' });
  });

  test('a document without a key cannot be stored', async () => {
    const seat = Seat.build({ hall: 'A' });
    await expect(seat.save()).rejects.toMatchObject({ code: 'POLYDOC_VALIDATION', problems: [{ path: 'seat' }] });
    await expect(seat.insert()).rejects.toMatchObject({ code: 'POLYDOC_VALIDATION' });
  });

  test('reset gives the key back', async () => {
    const person = await Person.create({ name: 'Ada' });
    const { id } = person;
    person.id = OTHER;
    person.reset();
    expect(person.id).toBe(id);
  });
});
