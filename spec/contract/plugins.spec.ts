import {
  AfterLoad,
  BeforeSave,
  ConfigurationError,
  Document,
  Entity,
  Field,
  InvalidQueryError,
  type Plugin,
  PrimaryKey,
} from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';

/** What ran, in order. */
let ran: string[] = [];

const note = async (what: string): Promise<void> => {
  await new Promise((resolve) => setImmediate(resolve));
  ran.push(what);
};

interface Owned {
  id: string;
  tenant: string;
}

const notes: Plugin<Owned> = {
  name: 'notes',
  hooks: {
    beforeValidate: () => note('validate'),
    beforeSave: ({ id }) => note(`save ${id}`),
    beforeInsert: () => note('insert'),
    beforeUpdate: () => note('update'),
    beforeDelete: () => note('delete'),
    afterSave: () => note('saved'),
    afterInsert: () => note('inserted'),
    afterUpdate: () => note('updated'),
    afterDelete: () => note('deleted'),
    afterLoad: () => note('loaded'),
    afterCommit: () => note('committed'),
    beforeQuery(query) {
      ran.push('query');
      return query.where({ id: { $ne: 'kept' } });
    },
  },
  scopes: {
    of: (query, owner: string) => query.where({ tenant: owner }),
    firstOf: (query, owner: string, count: number) => query.scope('of', owner).orderBy('id').limit(count),
    lost: () => JSON.parse('null'),
    running(query) {
      query.all().catch((error) => ran.push(error.name));
      return query;
    },
  },
};

/** Shows only what is mine, where anything is. */
const tenancyByFields: Plugin<Owned> = {
  name: 'mine',
  rewriteQuery: (query, { fields }) => (fields.has('tenant') ? query.where({ tenant: 'mine' }) : undefined),
};

@Entity()
class Letter extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string' }) tenant!: string;
}

@Entity()
class Card extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string' }) tenant = 'a';

  @BeforeSave() own(): Promise<void> {
    return note('own save');
  }

  @AfterLoad() ownLoaded(): Promise<void> {
    return note('own loaded');
  }
}
Card.plugin(notes).plugin<typeof Card>({ name: 'second', hooks: { beforeSave: () => note('second') } });

@Entity()
class Postcard extends Card {}

@Entity()
class Plain extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'int' }) n = 0;
}

describeEachEngine('plugins', (engine) => {
  engine.useModels(Card, Postcard, Plain);
  beforeEach(async () => {
    await Promise.all([Card, Postcard, Plain].map((model) => model.truncate()));
    ran = [];
  });

  describe('hooks', () => {
    test('run after those of the class, in the order of addition, awaited, on every path', async () => {
      const card = await Card.create({ id: 'x' });
      expect(ran).toEqual([
        ...['validate', 'own save', 'save x', 'second', 'insert'],
        ...['inserted', 'saved', 'committed'],
      ]);
      ran = [];
      card.tenant = 'b';
      await card.save();
      expect(ran).toEqual([
        ...['validate', 'own save', 'save x', 'second', 'update'],
        ...['updated', 'saved', 'committed'],
      ]);
      ran = [];
      await Card.find();
      await Card.get('x');
      await card.refresh();
      expect(ran).toEqual(['own loaded', 'loaded', 'own loaded', 'loaded', 'own loaded', 'loaded']);
      ran = [];
      await card.update({ tenant: 'c' });
      await card.delete();
      expect(ran.filter((name) => name === 'committed')).toHaveLength(2);
      expect(ran).toEqual(expect.arrayContaining(['update', 'updated', 'delete', 'deleted']));
    });

    test('run once per document in bulk', async () => {
      await Card.insertMany([{ id: 'x' }, { id: 'y' }]);
      expect(ran.filter((name) => name.startsWith('save '))).toEqual(['save x', 'save y']);
      expect(ran.filter((name) => name === 'inserted')).toHaveLength(2);
      ran = [];
      const [first] = await Card.find().orderBy('id');
      if (first !== undefined) first.tenant = 'b';
      await Card.saveMany([...(first === undefined ? [] : [first]), Card.build({ id: 'z' })]);
      expect(ran.filter((name) => name.startsWith('save '))).toEqual(['save x', 'save z']);
    });

    test('of subclasses are those of the base, too; other classes have none', async () => {
      await Postcard.create({ id: 'x' });
      expect(ran).toContain('save x');
      ran = [];
      await Plain.create({ id: 'x' });
      await Plain.find();
      expect(ran).toEqual([]);
    });

    itNeeds('transaction', 'of commits run after the commit', async () => {
      await engine.engine.transaction(async () => {
        await Card.create({ id: 'x' });
        expect(ran).not.toContain('committed');
      });
      expect(ran.at(-1)).toBe('committed');
    });

    itNeeds('query.anyField', 'of queries may give another one for a set-based write', async () => {
      await Card.insertMany([{ id: 'kept' }, { id: 'other' }]);
      ran = [];
      expect(await Card.updateMany({}, { tenant: 'z' }, { all: true })).toBe(1);
      expect(await Card.deleteMany({}, { all: true })).toBe(1);
      expect(ran).toEqual(['query', 'query']);
      expect((await Card.find().select('id')).map(({ id }) => id)).toEqual(['kept']);
    });
  });

  describe('of an engine', () => {
    test('hold for its models, also later ones, while they are on it', async () => {
      const other = await engine.connect();
      other.use(tenancyByFields).use(notes);
      const There = Plain.using(other);
      const LettersThere = Letter.using(other);
      await There.syncTable();
      await LettersThere.syncTable();
      await There.truncate();
      await LettersThere.truncate();
      await LettersThere.insertMany([
        { id: 'a', tenant: 'theirs' },
        { id: 'm', tenant: 'mine' },
      ]);
      await There.create({ id: 'x' });
      expect(ran).toEqual(expect.arrayContaining(['save a', 'save m', 'save x']));
      expect(await There.count()).toBe(1);
      expect((await LettersThere.find()).map(({ id }) => id)).toEqual(['m']);
      expect(await LettersThere.scope('of', 'mine').count()).toBe(1);
      ran = [];
      await Plain.create({ id: 'here' });
      expect(ran).toEqual([]);
      await expectError(() => Plain.scope('of', 'mine'), InvalidQueryError);

      other.register(Plain, { rebind: true });
      await Plain.create({ id: 'y' });
      expect(ran).toContain('save y');
      engine.engine.register(Plain, { rebind: true });
      ran = [];
      await Plain.create({ id: 'z' });
      expect(ran).toEqual([]);
      await expectError(() => other.use({ ...notes }), ConfigurationError);
    });

    test('count once where the class has them, too', async () => {
      const other = await engine.connect();
      other.use(notes);
      const There = Card.using(other);
      await There.syncTable();
      await There.truncate();
      await There.create({ id: 'x' });
      expect(ran.filter((name) => name === 'save x')).toHaveLength(1);
    });

    test('of the name of another one of the class refuse its calls', async () => {
      const other = await engine.connect();
      other.use({ name: 'notes' });
      await expectError(() => Card.using(other).count(), ConfigurationError);
    });
  });

  describe('scopes', () => {
    itNeeds('query.anyField', 'are steps of queries, with arguments', async () => {
      await Card.insertMany([{ id: 'x' }, { id: 'y', tenant: 'b' }, { id: 'z', tenant: 'b' }]);
      expect((await Card.scope('of', 'b').orderBy('-id')).map(({ id }) => id)).toEqual(['z', 'y']);
      expect(await Card.find({ id: 'z' }).select('id').scope('of', 'b')).toEqual([{ id: 'z' }]);
      expect((await Postcard.scope('of', 'b')).length).toBe(0);
      expect((await Card.scope('firstOf', 'b', 1)).map(({ id }) => id)).toEqual(['y']);
    });

    test('that nobody has, or that give no query, are refused at once', async () => {
      const error = await expectError(() => Card.scope('off'), InvalidQueryError);
      expect(error.hint).toContain('firstOf');
      await expectError(() => Plain.scope('of'), InvalidQueryError);
      await expectError(() => Card.scope('lost'), InvalidQueryError);
    });

    test('do not run the query', async () => {
      Card.scope('running');
      await new Promise((resolve) => setImmediate(resolve));
      expect(ran).toEqual(['InvalidQueryError']);
    });
  });

  test('a plugin is refused twice, without a name, and with hooks that do not exist', async () => {
    await expectError(() => Card.plugin({ ...notes }), ConfigurationError);
    await expectError(() => Postcard.plugin(notes), ConfigurationError);
    await expectError(() => Card.plugin({ name: 'again', scopes: { of: (query) => query } }), ConfigurationError);
    await expectError(() => Card.plugin({ name: '' }), ConfigurationError);
    const misspelt = { name: 'misspelt', hooks: { beforSave: () => undefined } };
    await expectError(() => Reflect.apply(Card.plugin, Card, [misspelt]), ConfigurationError);
    const hollow = { name: 'hollow', hooks: { beforeSave: 5 } };
    await expectError(() => Reflect.apply(Card.plugin, Card, [hollow]), ConfigurationError);
    await Card.create({ id: 'x' });
    expect(ran.filter((name) => name === 'save x')).toHaveLength(1);
  });
});
