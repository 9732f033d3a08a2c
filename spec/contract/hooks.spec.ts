import { MinLength } from 'class-validator';
import {
  AfterDelete,
  AfterInsert,
  AfterLoad,
  AfterSave,
  AfterUpdate,
  BeforeDelete,
  BeforeInsert,
  BeforeSave,
  BeforeUpdate,
  BeforeValidate,
  Document,
  Entity,
  Field,
  PrimaryKey,
} from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { statementsOf } from '../support/statements-of';

/** What ran, in order. */
let ran: string[] = [];

/** Name of the hook that throws; null for none. */
let vetoed: string | null = null;

async function note(name: string): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (vetoed === name) throw new Error(`${name} says no`);
  ran.push(name);
}

@Entity({ abstract: true })
abstract class Observed extends Document {
  @BeforeSave() baseBeforeSave(): Promise<void> {
    return note('base before save');
  }

  @BeforeSave() overridden(): Promise<void> {
    return note('never');
  }

  @AfterSave() baseAfterSave(): Promise<void> {
    return note('base after save');
  }
}

@Entity()
class Watched extends Observed {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string' }) @MinLength(2) name!: string;

  @Field({ type: 'string', nullable: true }) slug?: string | null;

  @BeforeSave() override overridden(): Promise<void> {
    return note('overridden before save');
  }

  @BeforeValidate() async validating(): Promise<void> {
    await note('before validate');
    if (this.name === '') this.name = 'filled in';
  }

  @BeforeSave() async slugify(): Promise<void> {
    await note('before save');
    this.slug = this.name.toLowerCase();
  }

  @BeforeInsert() inserting(): Promise<void> {
    return note('before insert');
  }

  @BeforeUpdate() updating(): Promise<void> {
    return note('before update');
  }

  @BeforeDelete() deleting(): Promise<void> {
    return note('before delete');
  }

  @AfterInsert() inserted(): Promise<void> {
    return note('after insert');
  }

  @AfterUpdate() updated(): Promise<void> {
    return note('after update');
  }

  @AfterSave() saved(): Promise<void> {
    return note('after save');
  }

  @AfterDelete() deleted(): Promise<void> {
    return note('after delete');
  }

  @AfterLoad() loaded(): Promise<void> {
    return note('after load');
  }
}

const SAVING = ['base before save', 'overridden before save', 'before save'];
const SAVED = ['base after save', 'after save'];

/** The hooks that ran during the work. */
async function hooksOf(work: () => unknown): Promise<readonly string[]> {
  ran = [];
  await work();
  return ran;
}

/** Proves that these hooks ran, each once, and those of one moment in order. */
function expectRan(names: readonly string[], expected: readonly string[]): void {
  expect([...names].sort()).toEqual([...expected].sort());
  for (const group of [SAVING, SAVED]) {
    const positions = group.filter((name) => expected.includes(name)).map((name) => names.indexOf(name));
    expect(positions).toEqual([...positions].sort((left, right) => left - right));
  }
}

const INSERTED = ['before validate', ...SAVING, 'before insert', 'after insert', ...SAVED];
const UPDATED = ['before validate', ...SAVING, 'before update', 'after update', ...SAVED];

let next = 0;

async function stored(): Promise<Watched> {
  next += 1;
  return Watched.create({ id: `w${next}`, name: 'Name' });
}

describeEachEngine('hooks', (engine) => {
  engine.useModels(Watched);
  beforeEach(() => {
    vetoed = null;
  });

  test('insert, and a save that inserts, run the hooks of saving and inserting', async () => {
    expectRan(await hooksOf(() => Watched.create({ id: 'created', name: 'ab' })), INSERTED);
    expectRan(await hooksOf(() => Watched.build({ id: 'inserted', name: 'ab' }).insert()), INSERTED);
    const names = await hooksOf(() => Watched.build({ id: 'saved', name: 'ab' }).save());
    expectRan(names, INSERTED);
    expect(names.indexOf('before insert')).toBeLessThan(names.indexOf('after insert'));
    expect(names[0]).toBe('before validate');
  });

  test('update, and a save that updates, run the hooks of saving and updating', async () => {
    const document = await stored();
    document.name = 'Other';
    expectRan(await hooksOf(() => document.save()), UPDATED);
    expectRan(await hooksOf(() => document.update({ name: 'Third' })), UPDATED);
  });

  test('what a before-hook changes is written', async () => {
    const document = await stored();
    expect(document.slug).toBe('name');
    expect((await Watched.get(document.id)).slug).toBe('name');
    document.name = 'OTHER';
    await document.save();
    expect((await Watched.get(document.id)).slug).toBe('other');
    expect(document.isDirty()).toBe(false);
  });

  test('validation runs after the before-hooks', async () => {
    const document = await Watched.create({ id: 'late', name: '' });
    expect(document.name).toBe('filled in');
    expect((await Watched.get('late')).name).toBe('filled in');
  });

  test('a save with nothing to write runs the before-hooks and no after-hook', async () => {
    const document = await stored();
    let names: readonly string[] = [];
    const sent = await statementsOf(engine.engine, async () => {
      names = await hooksOf(() => document.save());
    });
    expect(sent).toEqual([]);
    expectRan(names, ['before validate', ...SAVING, 'before update']);
  });

  test('a before-hook that changes something makes such a save write', async () => {
    const document = await stored();
    await Watched.updateMany({ id: document.id }, { slug: 'stale' });
    await document.refresh();
    const names = await hooksOf(() => document.save());
    expectRan(names, UPDATED);
    expect((await Watched.get(document.id)).slug).toBe('name');
  });

  test('delete runs its own hooks', async () => {
    const document = await stored();
    expect(await hooksOf(() => document.delete())).toEqual(['before delete', 'after delete']);
  });

  test('every way of reading runs the hook of loading, once a document', async () => {
    const { id } = await stored();
    expect(await hooksOf(() => Watched.get(id))).toEqual(['after load']);
    expect(await hooksOf(() => Watched.getMany([id]))).toEqual(['after load']);
    expect(await hooksOf(() => Watched.findOne({ id }))).toEqual(['after load']);
    expect(await hooksOf(async () => Watched.find({ id }))).toEqual(['after load']);
    const document = await Watched.get(id);
    expect(await hooksOf(() => document.refresh())).toEqual(['after load']);
    expect(await hooksOf(() => Watched.count({ id }))).toEqual([]);
  });

  test('a before-hook that throws vetoes the write, and nothing is sent', async () => {
    const document = await stored();
    const fresh = Watched.build({ id: 'vetoed', name: 'ab' });
    const cases: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['before validate', () => fresh.save()],
      ['base before save', () => fresh.insert()],
      ['before insert', () => fresh.save()],
      ['before update', () => document.update({ name: 'no' })],
      ['before delete', () => document.delete()],
    ];
    const sent = await statementsOf(engine.engine, async () => {
      for (const [name, write] of cases) {
        vetoed = name;
        await expect(write()).rejects.toThrow(`${name} says no`);
      }
    });
    expect(sent).toEqual([]);
    expect(fresh.isNew).toBe(true);
    expect((await Watched.get(document.id)).name).toBe('Name');
  });

  test('bulk writes run them once a document', async () => {
    const names = await hooksOf(() =>
      Watched.insertMany([
        { id: 'b1', name: 'One' },
        { id: 'b2', name: 'Two' },
      ]),
    );
    expectRan(names, [...INSERTED, ...INSERTED]);
    const [first, second] = await Watched.getMany(['b1', 'b2']);
    if (!first || !second) throw new Error('not stored');
    expect(first.slug).toBe('one');
    first.name = 'Changed';
    const saved = await hooksOf(() => Watched.saveMany([first, second, Watched.build({ id: 'b3', name: 'Three' })]));
    expectRan(saved, [...UPDATED, ...INSERTED, 'before validate', ...SAVING, 'before update']);
    expect((await Watched.getMany(['b1', 'b3'])).map((document) => document.slug)).toEqual(['changed', 'three']);
  });

  itNeeds('transaction', 'a veto in a bulk write fails the whole, and only the item is at fault', async () => {
    vetoed = 'before insert';
    const sent = await statementsOf(engine.engine, () =>
      expect(Watched.insertMany([{ id: 'v1', name: 'One' }])).rejects.toMatchObject({
        code: 'POLYDOC_BULK_WRITE',
        result: { failed: 1 },
      }),
    );
    expect(sent).toEqual([]);
    expect(await Watched.exists({ id: 'v1' })).toBe(false);
  });

  itNeeds('query.anyField', 'set-based writes run none of them', async () => {
    const document = await stored();
    expect(await hooksOf(() => Watched.updateMany({ id: document.id }, { name: 'set' }))).toEqual([]);
    expect(await hooksOf(() => Watched.deleteMany({ id: document.id }))).toEqual([]);
  });

  itNeeds('write.ifConditions', 'no after-hook where a condition did not hold', async () => {
    const document = await stored();
    const names = await hooksOf(() => document.update({ name: 'no' }, { ifConditions: { name: 'other' } }));
    expectRan(names, ['before validate', ...SAVING, 'before update']);
    expect(await hooksOf(() => document.delete({ ifConditions: { name: 'other' } }))).toEqual(['before delete']);
  });

  test('no after-hook where the write failed', async () => {
    const document = await stored();
    const copy = Watched.build({ id: document.id, name: 'copy' });
    const names = await hooksOf(() => expect(copy.insert()).rejects.toMatchObject({ code: 'POLYDOC_DUPLICATE_KEY' }));
    expectRan(names, ['before validate', ...SAVING, 'before insert']);
  });

  test('what an after-hook throws reaches the caller, and the write stands', async () => {
    vetoed = 'after insert';
    const document = Watched.build({ id: 'after', name: 'ab' });
    await expect(document.save()).rejects.toThrow('after insert says no');
    expect(document.isNew).toBe(false);
    expect(await Watched.exists({ id: 'after' })).toBe(true);
  });
});
