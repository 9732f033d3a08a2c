import { DocumentNotFoundError, InvalidQueryError, ValidationError } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Gauge } from '../support/models/gauge';
import { statementsOf } from '../support/statements-of';

let next = 0;

/** A stored gauge. */
async function gauge(): Promise<Gauge> {
  next += 1;
  const attributes = {
    label: 'a',
    count: 10,
    tags: ['x'],
    colours: ['red'],
    prefs: { k: 1 },
    detail: { n: 1, tags: ['t'] },
  };
  const { id } = await Gauge.create({ id: `g${next}`, ...attributes });
  return Gauge.get(id);
}

describeEachEngine('update', (engine) => {
  engine.useModels(Gauge);

  test('sets the given fields, in the store and in memory, and resolves to the document', async () => {
    const document = await gauge();
    expect(await document.update({ label: 'b', count: 11 })).toBe(document);
    expect(document).toMatchObject({ label: 'b', count: 11 });
    expect(document.isDirty()).toBe(false);
    expect(await Gauge.get(document.id)).toEqual(document);
  });

  test('takes one statement', async () => {
    const document = await gauge();
    expect(await statementsOf(engine.engine, () => document.update({ label: 'b' }))).toHaveLength(1);
  });

  test('leaves other fields to others', async () => {
    const document = await gauge();
    const other = await Gauge.get(document.id);
    await other.update({ count: 99 });
    await document.update({ label: 'b' });
    expect(document.count).toBe(10);
    expect(await Gauge.get(document.id)).toMatchObject({ label: 'b', count: 99 });
  });

  test('unsaved changes of other fields stay unsaved, and dirty', async () => {
    const document = await gauge();
    document.count = 77;
    document.tags.push('mine');
    await document.update({ label: 'b' });
    expect(document).toMatchObject({ label: 'b', count: 77, tags: ['x', 'mine'] });
    expect(Object.keys(document.changes()).sort()).toEqual(['count', 'tags']);
    expect(await Gauge.get(document.id)).toMatchObject({ label: 'b', count: 10, tags: ['x'] });
    await document.save();
    expect(await Gauge.get(document.id)).toMatchObject({ label: 'b', count: 77, tags: ['x', 'mine'] });
  });

  test('replaces collections and embedded values as a whole', async () => {
    const document = await gauge();
    await document.update({ tags: ['p', 'q'], colours: ['blue'], prefs: { m: 2 }, detail: { n: 5, tags: [] } });
    expect(document.tags).toEqual(['p', 'q']);
    expect(document.colours).toEqual(new Set(['blue']));
    expect(document.prefs).toEqual(new Map([['m', 2]]));
    expect(document.detail).toMatchObject({ n: 5, tags: [] });
    expect(await Gauge.get(document.id)).toEqual(document);
  });

  itNeeds('save.complete', 'sets nested paths and keeps their siblings', async () => {
    const document = await gauge();
    const other = await Gauge.get(document.id);
    await other.update({ 'detail.n': 7 });
    await document.update({ 'detail.note': 'hi' });
    expect(document.detail).toMatchObject({ n: 7, tags: ['t'], note: 'hi' });
    expect(await Gauge.get(document.id)).toEqual(document);
  });

  test('null and $unset empty a field', async () => {
    const document = await gauge();
    await document.update({ label: null, $unset: ['detail'] });
    expect(document.label).toBeNull();
    expect(document.detail ?? null).toBeNull();
    expect(await Gauge.get(document.id)).toMatchObject({ label: null, detail: null, count: 10 });
  });

  test('what others stored shows in memory only where the update wrote', async () => {
    const document = await gauge();
    await (await Gauge.get(document.id)).update({ tags: ['theirs'], label: 'theirs' });
    await document.update({ label: 'mine' });
    expect(document).toMatchObject({ label: 'mine', tags: ['x'] });
  });

  test('a vanished row is a DocumentNotFoundError, and memory stays', async () => {
    const document = await gauge();
    await (await Gauge.get(document.id)).delete();
    if (!engine.has('save.complete')) return;
    await expectError(document.update({ label: 'b' }), DocumentNotFoundError, {
      keys: [document.id],
      model: 'Gauge',
      status: 404,
    });
    expect(document.label).toBe('a');
    expect(document.isDirty()).toBe(false);
    expect(await Gauge.exists({ id: document.id })).toBe(false);
  });

  test('a document that was never stored has no row to update', async () => {
    const document = Gauge.build({ id: 'never' });
    if (!engine.has('save.complete')) return;
    await expect(document.update({ label: 'b' })).rejects.toBeInstanceOf(Error);
    expect(await Gauge.exists({ id: 'never' })).toBe(false);
    expect(document.isNew).toBe(true);
  });

  test('no changes: no I/O', async () => {
    const document = await gauge();
    const sent = await statementsOf(engine.engine, async () => {
      await document.update({});
      await document.update({ $set: {}, $unset: [] });
    });
    expect(sent).toEqual([]);
  });

  test('the values of the caller are not shared with the document', async () => {
    const document = await gauge();
    const tags = ['p'];
    await document.update({ tags });
    tags.push('q');
    expect(document.tags).toEqual(['p']);
    expect(document.isDirty()).toBe(false);
  });

  test('what cannot be meant is refused before any I/O', async () => {
    const document = await gauge();
    const bad: readonly object[] = [
      { unknown: 1 },
      { 'detail.unknown': 1 },
      { 'label.x': 1 },
      { label: undefined },
      { $foo: { label: 1 } },
      { $inc: { label: 1 } },
      { $inc: { unknown: 1 } },
      { $push: { count: 1 } },
      { $put: { tags: { a: 1 } } },
      { $addToSet: { prefs: 'a' } },
      { $setIndex: { tags: 1 } },
      { $setIndex: { tags: [-1, 'a'] } },
      { $unset: 'label' },
      { $set: 1 },
      { label: 'a', $set: { label: 'b' } },
      { 'detail.n': 1, detail: { n: 2 } },
      { $inc: { count: 1 }, $mul: { count: 2 } },
      { id: 'other' },
    ];
    const sent = await statementsOf(engine.engine, async () => {
      for (const changes of bad) await expectError(document.update(changes), InvalidQueryError, { model: 'Gauge' });
      for (const changes of [null, undefined, 1, 'x', []]) {
        await expectError(() => Reflect.apply(document.update, document, [changes]), InvalidQueryError);
      }
    });
    expect(sent).toEqual([]);
    expect(document.isDirty()).toBe(false);
  });

  test('values that do not fit are a ValidationError with every path, before any I/O', async () => {
    const document = await gauge();
    const changes: object = { label: 5, count: 1.5, tags: ['a', 6], 'detail.n': 'x', $push: { levels: null } };
    const sent = await statementsOf(engine.engine, async () => {
      const error = await expectError(document.update(changes), ValidationError, { status: 422, model: 'Gauge' });
      const paths = error.problems.map((problem) => problem.path).sort();
      expect(paths).toEqual(['count', 'detail.n', 'label', 'levels', 'tags.1']);
    });
    expect(sent).toEqual([]);
    await expectError(document.update({ $unset: ['count'] }), ValidationError);
    const nothing: object = { count: null };
    await expectError(document.update(nothing), ValidationError);
  });
});
