import { Decimal128, Long, ObjectId } from 'mongodb';
import { Decimal, type Filter, InvalidQueryError, native } from '../../../lib';
import { queryCount } from '../../../lib/testing';
import { describeEngines } from '../../support/engines';
import { expectError } from '../../support/expect-error';
import { Sample } from '../../support/filters/sample';
import { Note } from '../../support/models/note';

const HOSTILE = ["'", '$1', '\\', '{"$gt":""}', '$where', 'a.b', '\u{1f600}'];

describeEngines(['mongodb'], 'native filters in the language of MongoDB', (engine) => {
  engine.useModels(Sample, Note);

  beforeAll(async () => {
    await Sample.truncate();
    await Sample.insertMany([
      {
        id: 1,
        name: 'a',
        age: 3,
        at: new Date(0),
        tags: ['x'],
        big: 2n ** 60n,
        price: new Decimal('1.5'),
        main: { name: 'in', n: 1 },
        parts: [{ name: 'p', n: 2 }],
        prefs: { k: 5 },
      },
      { id: 2, name: 'b', age: 4, tags: ['x', 'y'] },
      { id: 3, name: null, age: null },
      ...HOSTILE.map((name, index) => ({ id: 100 + index, name })),
    ]);
  });

  async function ids(query: Record<string, unknown>): Promise<number[]> {
    return (await Sample.find(native(query)).orderBy('id').values('id')).map(([id]) => id);
  }

  test('are queries as the server knows them, with stored names and values of the client', async () => {
    expect(await ids({ _id: { $in: [1, 3] } })).toEqual([1, 3]);
    expect(await ids({ age: { $mod: [2, 1] } })).toEqual([1]);
    expect(await ids({ 'main_part.part_name': 'in' })).toEqual([1]);
    expect(await ids({ parts: { $elemMatch: { part_name: 'p', n: { $gt: 1 } } } })).toEqual([1]);
    expect(await ids({ tags: { $size: 2 } })).toEqual([2]);
    expect(await ids({ at: new Date(0) })).toEqual([1]);
    expect(await ids({ big: Long.fromBigInt(2n ** 60n) })).toEqual([1]);
    expect(await ids({ big: 2n ** 60n })).toEqual([1]);
    expect(await ids({ price: Decimal128.fromString('1.50') })).toEqual([1]);
    expect(await ids({ sample_name: /^[ab]$/ })).toEqual([1, 2]);
    expect(await ids({ $expr: { $eq: ['$prefs.k', 5] } })).toEqual([1]);
    expect(await ids({ _id: new ObjectId() })).toEqual([]);
    expect(await ids({})).toHaveLength(3 + HOSTILE.length);
  });

  test('text in them is a value', async () => {
    for (const [index, text] of HOSTILE.entries()) expect(await ids({ sample_name: text })).toEqual([100 + index]);
  });

  test('members that polydoc uses itself do not collide with its own', async () => {
    expect(
      await Sample.find([native({ $or: [{ _id: 1 }, { _id: 2 }] }), { $or: [{ id: 2 }, { id: 3 }] }]),
    ).toMatchObject([{ id: 2 }]);
    await Note.truncate();
    await Note.insertMany(['a', 'b'].map((id) => ({ id, text: 't' })));
    await (await Note.get('b')).delete();
    expect(await Note.count(native({ deletedAt: { $exists: true } }))).toBe(0);
  });

  test('a value that would reach the server as another one is refused before anything is sent', async () => {
    const circular: Record<string, unknown> = {};
    circular.$and = [circular];
    const unfit: readonly (readonly [Record<string, unknown>, string])[] = [
      [{ age: undefined }, 'undefined at "age"'],
      [{ $or: [{ age: 1 }, { name: { $in: ['x', undefined] } }] }, 'undefined at "$or.1.name.$in.1"'],
      [{ age: () => 1 }, 'a function at "age"'],
      [{ age: Symbol('x') }, 'a symbol at "age"'],
      [{ price: new Decimal('1.5') }, 'an instance of Decimal at "price"'],
      [{ age: { $gt: Sample.fields().age } }, 'an instance of FieldReference at "age.$gt"'],
      [{ tags: new Set(['x']) }, 'an instance of Set at "tags"'],
      [circular, 'contains itself'],
    ];
    const calls = await queryCount(engine.engine, async () => {
      for (const [query, problem] of unfit) {
        const error = await expectError(ids(query), InvalidQueryError, { model: 'Sample' });
        expect(error.message).toContain(problem);
      }
    });
    expect(calls).toBe(0);
  });

  test('stand only where a whole document is meant', async () => {
    const filter: object = { parts: { $any: native({ n: 1 }) } };
    const calls = await queryCount(engine.engine, () =>
      expectError(async () => Sample.find(filter as Filter<Sample>).all(), InvalidQueryError),
    );
    expect(calls).toBe(0);
  });
});
