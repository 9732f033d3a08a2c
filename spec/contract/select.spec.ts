import { Document, Embedded, Entity, Field, InvalidQueryError, PrimaryKey } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Part, Sample } from '../support/filters/sample';
import { statementsOf } from '../support/statements-of';

/** Some fields of a sample, and behaviour of its own. */
class Summary {
  @Field({ type: 'int' }) id!: number;

  @Field({ type: 'string' }) name!: string | null;

  @Field({ type: 'timestamp' }) at!: Date | null;

  label(): string {
    return `${this.id} ${this.name}`;
  }
}

class Plain {
  declare age: number | null;
  declare main: { name: string | null };
  static made = 0;

  constructor() {
    Plain.made += 1;
  }
}

class Foreign {
  @Field({ type: 'string' }) nothing!: string;
}

@Entity()
class Counted extends Document {
  static initialised = 0;

  @PrimaryKey({ type: 'int' }) id!: number;

  @Field({ type: 'int', default: 7 }) n = Counted.initialise();

  @Embedded(() => Part) part?: Part | null;

  static initialise(): number {
    Counted.initialised += 1;
    return 1;
  }
}

const AT = new Date('1969-12-31T23:59:59.999Z');

describeEachEngine('what a query reads', (engine) => {
  engine.useModels(Sample, Counted);
  const key = engine.memberName('b.c');
  const entry = `prefs.${key}` as 'prefs.b';

  beforeAll(async () => {
    await Sample.truncate();
    await Sample.insertMany([
      {
        id: 1,
        name: 'one',
        age: 10,
        at: AT,
        tags: ['x', 'y'],
        levels: [1, 2],
        prefs: { a: 1, [key]: 2 },
        main: { name: 'm', n: 5, parts: [{ name: 'inner' }] },
        byName: { k: { n: 3 } },
      },
      { id: 2 },
    ]);
  });

  test('select: plain rows of just that, typed as the pick', async () => {
    const rows: { name: string | null; age: number | null }[] = await Sample.find().select('name', 'age');
    expect(rows).toEqual([
      { name: 'one', age: 10 },
      { name: null, age: null },
    ]);
    const [row] = rows;
    expect(Object.keys(row ?? {})).toEqual(['name', 'age']);
    expect(row).not.toBeInstanceOf(Sample);
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
    expect(row).not.toHaveProperty('save');
  });

  itNeeds('query.anyField', 'select: nested as stored, with the values of their types', async () => {
    const rows: { id: number; main: { name: string | null; n: number | null } }[] = await Sample.find().select(
      'id',
      'main.n',
      'main.name',
    );
    expect(rows).toEqual([
      { id: 1, main: { n: 5, name: 'm' } },
      { id: 2, main: { n: null, name: null } },
    ]);
    expect(await Sample.find({ id: 1 }).select('at', 'prefs.a', 'byName.k.n')).toEqual([
      { at: AT, prefs: { a: 1 }, byName: { k: { n: 3 } } },
    ]);
    expect(await Sample.find({ id: 1 }).select(entry)).toEqual([{ prefs: { [key]: 2 } }]);
    const [whole] = await Sample.find({ id: 1 }).select('main', 'main.n', 'prefs');
    expect(whole?.main).toBeInstanceOf(Part);
    expect(whole?.main?.parts?.[0]).toBeInstanceOf(Part);
    expect(whole?.prefs).toEqual(
      new Map([
        ['a', 1],
        [key, 2],
      ]),
    );
    expect(await Sample.find({ id: 1 }).select('main.parts')).toEqual([{ main: { parts: [{ name: 'inner' }] } }]);
  });

  itNeeds('query.anyField', 'select: with order, limit, filter and streaming by what is not selected', async () => {
    expect(await Sample.find({ age: 10 }).select('name')).toEqual([{ name: 'one' }]);
    expect(await Sample.find().orderBy('-id').limit(1).select('name')).toEqual([{ name: null }]);
    const streamed = [];
    for await (const row of Sample.find().select('name').orderBy({ age: 'desc' }).fetchSize(1)) streamed.push(row);
    expect(streamed).toEqual([{ name: 'one' }, { name: null }]);
    expect(await Sample.find().select('id').first()).toEqual({ id: 1 });
    const page = await Sample.find().select('name').page({ perPage: 1 });
    expect([page.items, page.total]).toEqual([[{ name: 'one' }], 2]);
  });

  test('defer: everything but that', async () => {
    const [row] = await Sample.find({ id: 1 }).defer('tags', 'main');
    expect(row).toMatchObject({ id: 1, name: 'one', age: 10, levels: [1, 2], at: AT });
    expect(row).not.toHaveProperty('tags');
    expect(row).not.toHaveProperty('main');
    expect(row).not.toBeInstanceOf(Sample);
    expect(await Sample.find({ id: 1 }).select('id', 'name', 'age').defer('age')).toEqual([{ id: 1, name: 'one' }]);
  });

  test('as: instances of another class, of its fields or of what was selected', async () => {
    const [summary] = await Sample.find().as(Summary);
    expect(summary).toBeInstanceOf(Summary);
    expect(summary?.label()).toBe('1 one');
    expect({ ...summary }).toEqual({ id: 1, name: 'one', at: AT });
    const made = Plain.made;
    const [plain] = await Sample.find().select('age', 'main.name').as(Plain);
    expect(plain).toBeInstanceOf(Plain);
    expect({ ...plain }).toEqual({ age: 10, main: { name: 'm' } });
    expect(Plain.made).toBe(made);
    const names = [];
    for await (const { name } of Sample.find().as(Summary)) names.push(name);
    expect(names).toEqual(['one', null]);
  });

  test('lean: plain objects with decoded values', async () => {
    const [row] = await Sample.find().lean();
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
    expect(row).toMatchObject({ id: 1, name: 'one', at: AT, tags: ['x', 'y'] });
    expect(row?.prefs).toBeInstanceOf(Map);
    expect(row?.main?.n).toBe(5);
    const document = await Sample.get(1);
    expect({ ...row }).toEqual({ ...document });
    expect(await Sample.find().lean().count()).toBe(2);
  });

  test('values: lists in the order of the fields', async () => {
    const rows: [string | null, number][] = await Sample.find().values('name', 'id');
    expect(rows).toEqual([
      ['one', 1],
      [null, 2],
    ]);
    expect(await Sample.find().limit(1).values('id', 'id', 'at')).toEqual([[1, 1, AT]]);
    if (!engine.has('query.anyField')) return;
    expect(await Sample.find().values('main.n', 'tags.1', entry, 'levels')).toEqual([
      [5, 'y', 2, [1, 2]],
      [null, null, null, null],
    ]);
  });

  test('what cannot be selected is refused, with no I/O', async () => {
    const sent = await statementsOf(engine.engine, async () => {
      await expectError(() => Sample.find().select(), InvalidQueryError);
      await expectError(() => Sample.find().select('unknown' as never), InvalidQueryError, { path: 'unknown' });
      await expectError(() => Sample.find().select('sample_name' as never), InvalidQueryError, { path: 'sample_name' });
      await expectError(() => Sample.find().select(['name'] as never), InvalidQueryError);
      await expectError(() => Sample.find().defer('unknown' as never), InvalidQueryError, { path: 'unknown' });
      await expectError(() => Sample.find().defer('main.n' as never), InvalidQueryError);
      await expectError(() => Sample.find().select('id').defer('id'), InvalidQueryError);
      await expectError(() => Sample.find().as(Plain), InvalidQueryError);
      await expectError(() => Sample.find().as(Foreign), InvalidQueryError);
      await expectError(Sample.find().values(), InvalidQueryError);
      await expectError(Sample.find().values('unknown' as never), InvalidQueryError);
    });
    expect(sent).toEqual([]);
  });

  test('reading runs neither constructors nor initialisers', async () => {
    await Counted.create({ id: 1, n: 3, part: { n: 1 } });
    const before = Counted.initialised;
    const [document] = await Counted.find();
    await Counted.find().lean();
    await Counted.get(1);
    for await (const _ of Counted.find());
    expect(document).toBeInstanceOf(Counted);
    expect({ ...document }).toEqual({ id: 1, n: 3, part: { n: 1 } });
    expect(document?.isNew).toBe(false);
    expect(document?.isDirty()).toBe(false);
    expect(Counted.initialised).toBe(before);
  });

  test('each read gives objects of its own', async () => {
    const [first, second] = await Promise.all([Sample.get(1), Sample.get(1)]);
    first.tags?.push('changed');
    first.at?.setTime(0);
    if (first.main) first.main.n = 99;
    expect(second.tags).toEqual(['x', 'y']);
    expect(second.at).toEqual(AT);
    expect(second.main?.n).toBe(5);
    expect(second.isDirty()).toBe(false);
  });
});
