import { Decimal, ValidationError } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { Gauge } from '../support/models/gauge';

let next = 0;

/** A stored gauge, and the same as somebody else sees it. */
async function pair(attributes: Partial<Parameters<typeof Gauge.build>[0]> = {}): Promise<readonly [Gauge, Gauge]> {
  next += 1;
  const { id } = await Gauge.create({ id: `g${next}`, ...attributes });
  return [await Gauge.get(id), await Gauge.get(id)];
}

async function expectStored(document: Gauge): Promise<void> {
  expect(document.isDirty()).toBe(false);
  expect(await Gauge.get(document.id)).toEqual(document);
}

describeEachEngine('operators on numbers and dates', (engine) => {
  engine.useModels(Gauge);

  itNeeds('write.increment', '$inc adds to what is stored, and memory shows the sum', async () => {
    const [mine, theirs] = await pair({ count: 10, big: 2n ** 53n, ratio: 0.5, price: '1.10' });
    await theirs.update({ $inc: { count: 5, big: 1n, ratio: 0.25, price: '0.01' } });
    await mine.update({ $inc: { count: -3, big: 1n, ratio: 1, price: new Decimal('0.09') } });
    expect(mine).toMatchObject({ count: 12, big: 2n ** 53n + 2n, ratio: 1.75 });
    expect(mine.price.equals('1.20')).toBe(true);
    await expectStored(mine);
  });

  itNeeds('write.increment', '$inc reaches into embedded values', async () => {
    const [mine, theirs] = await pair({ detail: { n: 1, tags: ['t'] } });
    await theirs.update({ $inc: { 'detail.n': 5 } });
    await mine.update({ $inc: { 'detail.n': 1 } });
    expect(mine.detail).toMatchObject({ n: 7, tags: ['t'] });
    await expectStored(mine);
  });

  itNeeds('write.increment', '$inc counts a missing value as 0', async () => {
    const [mine] = await pair();
    await mine.update({ $inc: { empty: 4 } });
    expect(mine.empty).toBe(4);
    await expectStored(mine);
  });

  itNeeds('write.increment', '$mul multiplies', async () => {
    const [mine] = await pair({ count: 7, ratio: 0.5, price: '1.25', big: 3_000_000_000n });
    await mine.update({ $mul: { count: 3, ratio: -2, price: '0.5', big: 2n } });
    expect(mine).toMatchObject({ count: 21, ratio: -1, big: 6_000_000_000n });
    expect(mine.price.equals('0.625')).toBe(true);
    await expectStored(mine);
  });

  itNeeds('write.increment', '$min and $max keep the smaller and the greater', async () => {
    const at = new Date('2020-01-01T00:00:00Z');
    const [mine] = await pair({ count: 10, ratio: 1, at, label: 'm' });
    await mine.update({ $min: { count: 12, ratio: 0.5 }, $max: { at: new Date('2021-01-01T00:00:00Z'), label: 'a' } });
    expect(mine).toMatchObject({ count: 10, ratio: 0.5, at: new Date('2021-01-01T00:00:00Z'), label: 'm' });
    await mine.update({ $max: { count: 12, ratio: 0 }, $min: { at, label: 'a' } });
    expect(mine).toMatchObject({ count: 12, ratio: 0.5, at, label: 'a' });
    await expectStored(mine);
  });

  itNeeds('write.increment', '$min and $max take the operand where nothing is stored', async () => {
    const [mine] = await pair();
    await mine.update({ $min: { empty: 5 }, $max: { label: 'x' } });
    expect(mine).toMatchObject({ empty: 5, label: 'x' });
    await expectStored(mine);
  });

  itNeeds('write.increment', 'a result out of range is an error, and nothing changes', async () => {
    const [mine] = await pair({ count: 2_147_483_647 });
    await expect(mine.update({ $inc: { count: 1 } })).rejects.toBeInstanceOf(ValidationError);
    expect(mine.count).toBe(2_147_483_647);
    await expectStored(mine);
  });

  itNeeds('write.increment', 'concurrent increments are all counted', async () => {
    const [mine] = await pair();
    await Promise.all(
      Array.from({ length: 25 }, async () => (await Gauge.get(mine.id)).update({ $inc: { count: 2 } })),
    );
    expect((await Gauge.get(mine.id)).count).toBe(50);
  });
});

describeEachEngine('operators on lists and sets', (engine) => {
  engine.useModels(Gauge);

  test('$push appends one or each of a list', async () => {
    const [mine, theirs] = await pair({ tags: ['a'] });
    await theirs.update({ $push: { tags: 'b' } });
    await mine.update({ $push: { tags: ['c', 'c'], levels: 1 } });
    expect(mine).toMatchObject({ tags: ['a', 'b', 'c', 'c'], levels: [1] });
    await expectStored(mine);
  });

  test('$prepend puts in front, in the order given', async () => {
    const [mine] = await pair({ tags: ['a'] });
    await mine.update({ $prepend: { tags: ['x', 'y'], levels: [1, 2] } });
    expect(mine).toMatchObject({ tags: ['x', 'y', 'a'], levels: [1, 2] });
    await expectStored(mine);
  });

  test('$pull removes every occurrence of one or each', async () => {
    const [mine] = await pair({ tags: ['a', 'b', 'a', 'c'], levels: [1, 2, 1], colours: ['red', 'blue', 'green'] });
    await mine.update({ $pull: { tags: ['a', 'c', 'z'], levels: 1, colours: ['red', 'green'] } });
    expect(mine).toMatchObject({ tags: ['b'], levels: [2], colours: new Set(['blue']) });
    await expectStored(mine);
  });

  test('$addToSet adds what is not there yet', async () => {
    const [mine, theirs] = await pair({ colours: ['red'], tags: ['a'] });
    await theirs.update({ $addToSet: { colours: 'blue' } });
    await mine.update({ $addToSet: { colours: ['blue', 'green'] } });
    expect(mine.colours).toEqual(new Set(['red', 'blue', 'green']));
    await expectStored(mine);
  });

  itNeeds('save.complete', '$addToSet on a list keeps its order', async () => {
    const [mine] = await pair({ tags: ['b', 'a'] });
    await mine.update({ $addToSet: { tags: ['a', 'c', 'c'] } });
    expect(mine.tags).toEqual(['b', 'a', 'c']);
    await expectStored(mine);
  });

  test('$setIndex replaces one element', async () => {
    const [mine] = await pair({ tags: ['a', 'b', 'c'], levels: [1, 2] });
    await mine.update({ $setIndex: { tags: [1, 'x'], levels: [0, 9] } });
    expect(mine).toMatchObject({ tags: ['a', 'x', 'c'], levels: [9, 2] });
    await expectStored(mine);
  });

  test('$setIndex beyond the end is an error and changes nothing', async () => {
    const [mine] = await pair({ tags: ['a'] });
    await expect(mine.update({ $setIndex: { tags: [3, 'x'] } })).rejects.toBeInstanceOf(Error);
    expect(mine.tags).toEqual(['a']);
    await expectStored(mine);
  });

  itNeeds('save.complete', 'lists of embedded values and lists inside embedded values', async () => {
    const [mine] = await pair({ detail: { n: 1, tags: ['t'] }, details: [{ n: 1, tags: [] }] });
    await mine.update({ $push: { details: { n: 2, tags: ['u'] }, 'detail.tags': 'v' } });
    expect(mine.details.map((detail) => detail.n)).toEqual([1, 2]);
    expect(mine.detail?.tags).toEqual(['t', 'v']);
    await mine.update({ $setIndex: { details: [0, { n: 9, tags: [] }] }, $pull: { 'detail.tags': 't' } });
    expect(mine.details.map((detail) => detail.n)).toEqual([9, 2]);
    expect(mine.detail?.tags).toEqual(['v']);
    await expectStored(mine);
  });
});

describeEachEngine('operators on maps, and several at once', (engine) => {
  engine.useModels(Gauge);

  test('$put sets entries and keeps the others', async () => {
    const [mine, theirs] = await pair({ prefs: { a: 1 } });
    await theirs.update({ $put: { prefs: { b: 2 } } });
    await mine.update({
      $put: {
        prefs: new Map([
          ['a', 9],
          ['c', 3],
        ]),
      },
    });
    expect([...mine.prefs].sort()).toEqual([
      ['a', 9],
      ['b', 2],
      ['c', 3],
    ]);
    await expectStored(mine);
  });

  test('empty keys, and keys with dots, spaces, dollars and quotes are just keys', async () => {
    const [dotted, dollar] = [engine.memberName('a.b'), engine.memberName('$x')];
    const [mine] = await pair({ prefs: { [dotted]: 1 } });
    await mine.update({ $put: { prefs: { [dotted]: 2, [dollar]: 3, 'x $': 8, "it's": 4, '': 5 } } });
    expect(Object.fromEntries(mine.prefs)).toEqual({ [dotted]: 2, [dollar]: 3, 'x $': 8, "it's": 4, '': 5 });
    await expectStored(mine);
    mine.prefs.set('', 6).set('y', 7);
    await mine.save();
    await expectStored(mine);
    mine.prefs.delete('');
    mine.prefs.delete(dollar);
    await mine.save();
    const { prefs } = await Gauge.get(mine.id);
    expect(Object.fromEntries(prefs)).toEqual({ [dotted]: 2, 'x $': 8, "it's": 4, y: 7 });
  });

  test('$set and $unset', async () => {
    const [mine] = await pair({ label: 'a', levels: [1], count: 1 });
    await mine.update({ $set: { count: 2 }, $unset: ['label', 'levels'] });
    expect(mine).toMatchObject({ count: 2, label: null, levels: null });
    await expectStored(mine);
  });

  itNeeds('write.increment', 'all operators at once on different fields', async () => {
    const [mine] = await pair({
      tags: ['a', 'b'],
      levels: [1, 2],
      colours: ['red'],
      prefs: { k: 1 },
      detail: { n: 1, tags: [], note: 'x' },
    });
    await mine.update({
      label: 'new',
      $set: { at: new Date(5) },
      $unset: ['detail.note'],
      $inc: { count: 4 },
      $mul: { ratio: 3 },
      $max: { big: 7n },
      $min: { price: '-1.5' },
      $pull: { tags: 'a' },
      $push: { levels: [3] },
      $addToSet: { colours: 'blue' },
      $put: { prefs: { l: 2 } },
    });
    expect(mine).toMatchObject({ label: 'new', at: new Date(5), count: 4, ratio: 0, big: 7n, tags: ['b'] });
    expect(mine).toMatchObject({ levels: [1, 2, 3], colours: new Set(['red', 'blue']) });
    expect(mine.prefs).toEqual(
      new Map([
        ['k', 1],
        ['l', 2],
      ]),
    );
    expect(mine.detail).toMatchObject({ n: 1 });
    expect(mine.detail?.note ?? null).toBeNull();
    expect(mine.price.equals('-1.5')).toBe(true);
    await expectStored(mine);
  });

  itNeeds(['query.anyField', 'write.increment'], 'the same operators through updateMany', async () => {
    const [mine, other] = [(await pair({ count: 1 }))[0], (await pair({ count: 2 }))[0]];
    const changed = await Gauge.updateMany(
      { id: { $in: [mine.id, other.id] } },
      { label: 'many', $inc: { count: 10 }, $push: { tags: 'z' }, $put: { prefs: { k: 1 } } },
    );
    expect(changed).toBe(2);
    expect(await Gauge.get(mine.id)).toMatchObject({ label: 'many', count: 11, tags: ['z'] });
    expect(await Gauge.get(other.id)).toMatchObject({ label: 'many', count: 12, prefs: new Map([['k', 1]]) });
  });
});
