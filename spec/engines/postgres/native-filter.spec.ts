import { type Filter, InvalidQueryError, PolydocError, sql } from '../../../lib';
import { describeEngines } from '../../support/engines';
import { expectError } from '../../support/expect-error';
import { Sample } from '../../support/filters/sample';
import { Note } from '../../support/models/note';
import { statementsOf } from '../../support/statements-of';

const HOSTILE = ["'", "'; DROP TABLE sample; --", '$1', '\\', '%', '"', '/*', '??', ':x', '\u{1f600}'];

describeEngines(['postgres', 'pglite'], 'native filters in SQL', (engine) => {
  engine.useModels(Sample, Note);

  const fields = Sample.fields();

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
        main: { name: 'in', n: 1 },
        prefs: { k: 5 },
      },
      { id: 2, name: 'b', age: 4, tags: ['x', 'y'] },
      { id: 3, name: null, age: null },
      ...HOSTILE.map((name, index) => ({ id: 100 + index, name })),
    ]);
  });

  async function ids(filter: Filter<Sample>): Promise<number[]> {
    return (await Sample.find(filter).values('id')).map(([id]) => id);
  }

  test('a fragment with bound values and field references', async () => {
    expect(await ids(sql`${fields.age} % ${2} = 1`)).toEqual([1]);
    expect(await ids(sql`${fields.name} = ${'b'}`)).toEqual([2]);
    expect(await ids(sql`sample_name = ${'b'} AND "age" > ${1}`)).toEqual([2]);
    expect(await ids(sql`${fields.main.n} = ${1}`)).toEqual([1]);
    expect(await ids(sql`${fields.prefs.at('k')} + ${1} = ${6}`)).toEqual([1]);
    expect(await ids(sql`${fields.age} = ANY(${[3, 4]})`)).toEqual([1, 2]);
    expect(await ids(sql`${fields.at} = ${new Date(0)}`)).toEqual([1]);
    expect(await ids(sql`${fields.big} = ${2n ** 60n}`)).toEqual([1]);
    expect(await ids(sql`cardinality(${fields.tags}) = ${2}`)).toEqual([2]);
    expect(await ids(sql`${fields.age} IS NOT DISTINCT FROM ${null}::int AND ${fields.id} < ${100}`)).toEqual([3]);
    expect(await ids(sql`TRUE`)).toHaveLength(3 + HOSTILE.length);
  });

  test('values are never part of the text', async () => {
    for (const [index, text] of HOSTILE.entries()) {
      expect(await ids(sql`${fields.name} = ${text}`)).toEqual([100 + index]);
      expect(await ids(sql`${text} = ${fields.name}`)).toEqual([100 + index]);
    }
  });

  test('combines with others, two-valued under $not, and keeps its own brackets', async () => {
    const odd = sql`${fields.age} = ${3} OR ${fields.age} = ${4}`;
    expect(await ids([odd, { name: 'b' }])).toEqual([2]);
    expect(await ids({ $and: [odd, { id: { $lt: 2 } }] })).toEqual([1]);
    expect(await ids({ $or: [sql`${fields.age} = ${3}`, { name: 'b' }] })).toEqual([1, 2]);
    expect(await ids([{ id: { $lt: 100 } }, { $not: odd }])).toEqual([3]);
    expect(
      await Sample.find({ id: { $lt: 100 } })
        .where(odd)
        .count(),
    ).toBe(2);
    expect(
      await ids([
        sql`${fields.id} < ${100} -- a remark
    `,
      ]),
    ).toEqual([1, 2, 3]);
  });

  test('updates and deletes by it, and does not count as no filter', async () => {
    await Sample.insertMany([
      { id: 900, age: 900 },
      { id: 901, age: 901 },
    ]);
    expect(await Sample.find(sql`${fields.age} >= ${900}`).update({ name: 'native' })).toBe(2);
    expect(await Sample.deleteMany(sql`${fields.name} = ${'native'}`)).toBe(2);
  });

  test('hides soft-deleted rows like every filter', async () => {
    await Note.truncate();
    await Note.insertMany([
      { id: 'a', text: 't' },
      { id: 'b', text: 't' },
    ]);
    await (await Note.get('b')).delete();
    expect((await Note.find(sql`text = ${'t'} OR TRUE`)).map(({ id }) => id)).toEqual(['a']);
    expect(await Note.find(sql`text = ${'t'}`).withDeleted().count()).toBe(2);
  });

  test('what cannot be meant is refused before anything is sent', async () => {
    const sent = await statementsOf(engine.engine, async () => {
      await expectError(() => Sample.find(sql`${undefined} IS NULL`), InvalidQueryError);
      await expectError(() => Sample.find(sql`${Note.fields().text} = 'x'` as never), InvalidQueryError);
      await expectError(() => Sample.find({ parts: { $any: sql`TRUE` as never } }), InvalidQueryError);
      await expectError(() => Sample.find({ strings: ['TRUE'], values: [] } as never), InvalidQueryError);
    });
    expect(sent).toEqual([]);
  });

  test('a mistake in the fragment is an InvalidQueryError of the store', async () => {
    const error = await expectError(ids(sql`(`), InvalidQueryError);
    expect(error.engine).toBe(engine.name);
    expect(error.cause).toBeDefined();
    await expect(ids(sql`no_such_column = ${1}`)).rejects.toBeInstanceOf(PolydocError);
    await expect(ids(sql`${fields.age} = ${'text'}::int`)).rejects.toBeInstanceOf(PolydocError);
    expect(await Sample.count({ id: 1 })).toBe(1);
  });
});
