import {
  BulkWriteError,
  Document,
  DocumentNotFoundError,
  Entity,
  Field,
  InvalidQueryError,
  native,
  type Plugin,
  PrimaryKey,
  type Query,
  sql,
} from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';

interface Owned {
  id: string;
  tenant: string;
}

/** Whose documents are seen; null for everybody's. */
let tenant: string | null = null;

/** Hides other tenants' documents, and refuses to write them. */
const tenancy: Plugin<Owned> = {
  name: 'tenancy',
  hooks: {
    beforeSave(document) {
      if (tenant !== null && document.tenant !== tenant) throw new Error('not yours');
    },
  },
  rewriteQuery: (query) => (tenant === null ? undefined : query.where({ tenant })),
};

@Entity()
class Letter extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string' }) tenant!: string;

  @Field({ type: 'int' }) n = 0;
}
Letter.plugin(tenancy);

@Entity()
class Plain extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'int' }) n = 0;
}

const ANSWERS_REFUSED: readonly ((query: Query<Letter>) => unknown)[] = [
  (query) => query.limit(1),
  (query) => query.skip(1),
  (query) => query.select('id'),
  () => null,
  async () => undefined,
  () => Plain.find(),
];

describeEachEngine('query rewrites of plugins', (engine) => {
  engine.useModels(Letter);
  beforeEach(async () => {
    tenant = null;
    await Letter.truncate();
    await Letter.insertMany(['a', 'b', 'b'].map((owner, position) => ({ id: `${owner}${position}`, tenant: owner })));
  });

  itNeeds(['query.anyField', 'query.or'], 'hold for every way to read', async () => {
    tenant = 'b';
    expect((await Letter.find()).map(({ id }) => id)).toEqual(['b1', 'b2']);
    expect((await Letter.find({ $or: [{ id: 'a0' }, { id: 'b1' }] })).map(({ id }) => id)).toEqual(['b1']);
    expect(await Letter.findOne({ id: 'a0' })).toBeNull();
    expect(await Letter.count()).toBe(2);
    expect(await Letter.exists({ id: 'a0' })).toBe(false);
    expect(await Letter.distinct('tenant')).toEqual(['b']);
    expect(await Letter.find().min('id')).toBe('b1');
    expect(await Letter.find().values('id')).toEqual([['b1'], ['b2']]);
    expect(await Letter.find().select('id').lean()).toEqual([{ id: 'b1' }, { id: 'b2' }]);
    expect((await Letter.find().page({ page: 1, perPage: 1 })).total).toBe(2);
    const streamed: string[] = [];
    for await (const { id } of Letter.find()) streamed.push(id);
    expect(streamed).toEqual(['b1', 'b2']);
    expect(JSON.stringify(await Letter.find().explain())).toContain('tenant');
  });

  test('hold for reads by key', async () => {
    tenant = 'b';
    expect((await Letter.get('b1')).id).toBe('b1');
    expect((await Letter.getMany(['b2', 'b1'])).map(({ id }) => id)).toEqual(['b2', 'b1']);
    await expectError(() => Letter.get('a0'), DocumentNotFoundError);
    await expectError(() => Letter.get({ id: 'a0' }), DocumentNotFoundError);
    const error = await expectError(() => Letter.getMany(['a0', 'b1']), DocumentNotFoundError);
    expect(error.keys).toEqual(['a0']);
    await expectError(() => Letter.build({ id: 'a0', tenant: 'b' }).refresh(), DocumentNotFoundError);
  });

  test('hold for the row in the way of a conditional write', async () => {
    tenant = 'b';
    const outcome = await Letter.build({ id: 'a0', tenant: 'b' }).insert({ ifNotExists: true });
    expect([outcome.applied, outcome.existing]).toEqual([false, null]);
    const own = await Letter.build({ id: 'b1', tenant: 'b' }).insert({ ifNotExists: true });
    expect([own.applied, own.existing?.id]).toEqual([false, 'b1']);
    const batch = await engine.engine.batch(async () => {
      await Letter.build({ id: 'a0', tenant: 'b' }).insert({ ifNotExists: true });
    });
    expect(batch).toEqual({ applied: false, existing: [] });
  });

  test('leave the refresh of a stored document alone', async () => {
    const letter = await Letter.get('a0');
    tenant = 'b';
    await letter.refresh();
    expect(letter.tenant).toBe('a');
  });

  itNeeds('query.anyField', 'hold for set-based writes', async () => {
    tenant = 'b';
    expect(await Letter.updateMany({}, { n: 1 }, { all: true })).toBe(2);
    expect(await Letter.deleteMany({ id: 'a0' })).toBe(0);
    expect(await Letter.find({ n: 1 }).delete()).toBe(2);
    tenant = null;
    expect((await Letter.find()).map(({ id, n }) => [id, n])).toEqual([['a0', 0]]);
  });

  test('stand beside hooks, which veto writes, in bulk, too', async () => {
    tenant = 'a';
    await expect(Letter.create({ id: 'z', tenant: 'b' })).rejects.toThrow('not yours');
    await expectError(() => Letter.insertMany([{ id: 'z', tenant: 'b' }]), BulkWriteError);
    tenant = null;
    expect(await Letter.count()).toBe(3);
  });

  itNeeds('query.anyField', 'a rewrite may not change what was asked for', async () => {
    const other = await engine.connect();
    let answer: (query: Query<Letter>) => unknown = () => undefined;
    const wrong = { name: 'wrong', rewriteQuery: (query: Query<Letter>) => answer(query) };
    Reflect.apply(other.use, other, [wrong]);
    for (const refused of ANSWERS_REFUSED) {
      answer = refused;
      await expectError(() => Letter.using(other).count(), InvalidQueryError);
      await expectError(() => Letter.using(other).get('a0'), InvalidQueryError);
      await expectError(() => Letter.using(other).updateMany({ id: 'a0' }, { n: 1 }), InvalidQueryError);
    }
    expect((await Letter.get('a0')).n).toBe(0);
  });

  itNeeds('query.anyField', 'a rewrite that matches nothing sends nothing', async () => {
    const other = await engine.connect();
    other.use<Owned>({ name: 'nobody', rewriteQuery: (query) => query.where({ id: { $in: [] } }) });
    const sent: unknown[] = [];
    other.on('operation', (event) => sent.push(event));
    const There = Letter.using(other);
    expect(await There.find()).toEqual([]);
    expect(await There.count()).toBe(0);
    expect(await There.updateMany({}, { n: 1 }, { all: true })).toBe(0);
    await expectError(() => There.get('a0'), DocumentNotFoundError);
    expect(sent).toEqual([]);
  });

  test('raw conditions do not get round a rewrite', async () => {
    tenant = 'b';
    const everything = engine.name === 'mongodb' ? native({ $or: [{}, { n: 1 }] }) : sql`true OR true`;
    expect((await Letter.find(everything)).map(({ id }) => id)).toEqual(['b1', 'b2']);
  });
});
