import type { Filter } from '../../lib';
import { InvalidQueryError, native, sql } from '../../lib';
import { describeEachEngine } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Sample } from '../support/filters/sample';
import { Note } from '../support/models/note';

/** The same conditions in each engine's own language. */
interface Fragments {
  /** `age` is one of two numbers, said with an OR at the top. */
  readonly eitherAge: (one: number, other: number) => Filter<Sample>;
  readonly named: (name: string) => Filter<Sample>;
  readonly minAge: (age: number) => Filter<Sample>;
  /** Notes with the text, or any others. */
  readonly anyNote: (text: string) => Filter<Note>;
  readonly malformed: Filter<Sample>;
}

const SQL: Fragments = {
  eitherAge: (one, other) => sql`age = ${one} OR age = ${other}`,
  named: (name) => sql`sample_name = ${name}`,
  minAge: (age) => sql`${Sample.fields().age} >= ${age}`,
  anyNote: (text) => sql`text = ${text} OR TRUE`,
  malformed: sql`(`,
};

const FRAGMENTS: Readonly<Record<string, Fragments>> = {
  pglite: SQL,
  postgres: SQL,
  mongodb: {
    eitherAge: (one, other) => native({ $or: [{ age: one }, { age: other }] }),
    named: (name) => native({ sample_name: name }),
    minAge: (age) => native({ $expr: { $gte: ['$age', age] } }),
    anyNote: (text) => native({ $or: [{ text }, {}] }),
    malformed: native({ age: { $nope: 1 } }),
  },
};

describeEachEngine('native filters', (engine) => {
  engine.useModels(Sample, Note);
  const fragments = FRAGMENTS[engine.name];
  if (fragments === undefined) throw new Error(`State the fragments of ${engine.name}.`);
  const { eitherAge, named, minAge, anyNote, malformed } = fragments;

  beforeAll(async () => {
    await Sample.truncate();
    await Sample.insertMany([
      { id: 1, name: 'a', age: 3 },
      { id: 2, name: 'b', age: 4 },
      { id: 3, name: null, age: null },
    ]);
  });

  async function ids(filter: Filter<Sample>): Promise<number[]> {
    return (await Sample.find(filter).orderBy('id').values('id')).map(([id]) => id);
  }

  test('find by stored names, alone and by every kind of read', async () => {
    expect(await ids(named('b'))).toEqual([2]);
    expect(await Sample.count(eitherAge(3, 4))).toBe(2);
    expect(await Sample.exists(named('nobody'))).toBe(false);
    expect((await Sample.findOne(named('a')))?.id).toBe(1);
    expect(await Sample.distinct('name', eitherAge(4, 5))).toEqual(['b']);
  });

  test('combine with others, stand for themselves, and are two-valued under $not', async () => {
    expect(await ids([eitherAge(3, 4), { name: 'b' }])).toEqual([2]);
    expect(await ids({ $and: [eitherAge(3, 4), { id: { $lt: 2 } }] })).toEqual([1]);
    expect(await ids({ $or: [minAge(4), { name: 'a' }] })).toEqual([1, 2]);
    expect(await ids({ $not: eitherAge(3, 9) })).toEqual([2, 3]);
    expect(await ids([minAge(1), { id: 1 }])).toEqual([1]);
    expect(await Sample.find({ id: 1 }).where(minAge(4)).count()).toBe(0);
  });

  test('update and delete what they find, and do not count as no filter', async () => {
    await Sample.insertMany([
      { id: 900, age: 900 },
      { id: 901, age: 901 },
    ]);
    expect(await Sample.find(minAge(900)).update({ name: 'native' })).toBe(2);
    expect(await Sample.updateMany([minAge(900), { id: 901 }], { nick: 'last' })).toBe(1);
    expect(await Sample.deleteMany(named('native'))).toBe(2);
    expect(await ids({})).toEqual([1, 2, 3]);
  });

  test('never reach what is hidden', async () => {
    await Note.truncate();
    await Note.insertMany([
      { id: 'a', text: 't' },
      { id: 'b', text: 't' },
    ]);
    await (await Note.get('b')).delete();
    expect((await Note.find(anyNote('t'))).map(({ id }) => id)).toEqual(['a']);
    expect(await Note.find(anyNote('t')).withDeleted().count()).toBe(2);
  });

  test('with a mistake in them end in an InvalidQueryError of the store', async () => {
    const error = await expectError(ids(malformed), InvalidQueryError);
    expect(error.engine).toBe(engine.name);
    expect(error.cause).toBeDefined();
    expect(await Sample.count({ id: 1 })).toBe(1);
  });
});
