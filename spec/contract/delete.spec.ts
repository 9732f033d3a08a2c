import { DocumentNotFoundError, InvalidQueryError, ValidationError } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Gauge } from '../support/models/gauge';
import { Seat } from '../support/models/seat';
import { Task } from '../support/models/task';
import { statementsOf } from '../support/statements-of';

describeEachEngine('delete', (engine) => {
  engine.useModels(Gauge, Seat, Task);

  test('removes the row, and the document is new again with its values', async () => {
    const gauge = await Gauge.create({ id: 'gone', label: 'a' });
    expect(await gauge.delete()).toBe(gauge);
    expect(await Gauge.exists({ id: 'gone' })).toBe(false);
    expect(gauge.isNew).toBe(true);
    expect(gauge.label).toBe('a');
    await gauge.insert();
    expect((await Gauge.get('gone')).label).toBe('a');
  });

  test('goes by the complete key', async () => {
    await Seat.create({ hall: 'A', seat: 1 });
    const second = await Seat.create({ hall: 'A', seat: 2 });
    await second.delete();
    expect((await Seat.find({ hall: 'A' })).map((seat) => seat.seat)).toEqual([1]);
  });

  itNeeds('save.complete', 'a row that is gone already is a DocumentNotFoundError', async () => {
    const gauge = await Gauge.create({ id: 'twice' });
    const other = await Gauge.get('twice');
    await gauge.delete();
    await expectError(other.delete(), DocumentNotFoundError, { keys: ['twice'], model: 'Gauge', operation: 'delete' });
    expect(other.isNew).toBe(false);
  });

  test('unsaved changes and broken values do not stand in the way', async () => {
    const gauge = await Gauge.create({ id: 'broken' });
    Object.assign(gauge, { count: 'no number', label: 5 });
    await gauge.delete();
    expect(await Gauge.exists({ id: 'broken' })).toBe(false);
  });

  test('a deleted document inserted anew starts with version 1', async () => {
    const task = await Task.create({ id: 'phoenix', title: 'a' });
    await task.touch();
    await task.delete();
    await task.save();
    expect(task.rev).toBe(1);
    expect((await Task.get('phoenix')).rev).toBe(1);
  });

  test('takes one statement', async () => {
    const gauge = await Gauge.create({ id: 'one' });
    expect(await statementsOf(engine.engine, () => gauge.delete())).toHaveLength(1);
  });
});

describeEachEngine('deleteColumns', (engine) => {
  engine.useModels(Gauge, Task);

  async function gauge(id: string): Promise<Gauge> {
    await Gauge.create({ id, label: 'a', levels: [1, 2, 3], tags: ['x', 'y', 'z'], prefs: { k: 1, l: 2 }, count: 4 });
    return Gauge.get(id);
  }

  test('sets fields to null', async () => {
    const document = await gauge('fields');
    expect(await document.deleteColumns('label', 'levels')).toBe(document);
    expect(document).toMatchObject({ label: null, levels: null, count: 4 });
    expect(document.isDirty()).toBe(false);
    expect(await Gauge.get('fields')).toEqual(document);
  });

  test('takes a list with options', async () => {
    const document = await gauge('list');
    await document.deleteColumns(['label', { prefs: 'k' }], { timeoutMs: 20_000 });
    expect(document.label).toBeNull();
    expect([...document.prefs]).toEqual([['l', 2]]);
    expect(await Gauge.get('list')).toEqual(document);
  });

  test('removes entries of maps and elements of lists', async () => {
    const document = await gauge('parts');
    await document.deleteColumns({ prefs: 'l' }, { tags: 1, levels: 0 });
    expect([...document.prefs]).toEqual([['k', 1]]);
    expect(document).toMatchObject({ tags: ['x', 'z'], levels: [2, 3], label: 'a' });
    expect(await Gauge.get('parts')).toEqual(document);
  });

  test('an entry that is not there is no error', async () => {
    const document = await gauge('nothing');
    await document.deleteColumns({ prefs: 'no' });
    expect([...document.prefs].sort()).toEqual([
      ['k', 1],
      ['l', 2],
    ]);
  });

  test('without an argument, of the key, of unknown fields: refused before any I/O', async () => {
    const document = await gauge('refused');
    const sent = await statementsOf(engine.engine, async () => {
      await expectError(document.deleteColumns(), InvalidQueryError);
      await expectError(document.deleteColumns([]), InvalidQueryError);
      await expectError(document.deleteColumns('id'), InvalidQueryError, { path: 'id' });
      await expectError(document.deleteColumns('nothing'), InvalidQueryError, { path: 'nothing' });
      await expectError(document.deleteColumns({ label: 'a' }), InvalidQueryError);
      await expectError(document.deleteColumns({ tags: -1 }), InvalidQueryError);
    });
    expect(sent).toEqual([]);
  });

  test('a field that must have a value cannot be emptied', async () => {
    const document = await gauge('required');
    await expectError(document.deleteColumns('count'), ValidationError);
    expect(document.count).toBe(4);
  });

  itNeeds('save.complete', 'a vanished row is a DocumentNotFoundError', async () => {
    const document = await gauge('vanished');
    await (await Gauge.get('vanished')).delete();
    await expectError(document.deleteColumns('label'), DocumentNotFoundError);
    expect(document.label).toBe('a');
  });
});
