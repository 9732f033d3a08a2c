import {
  ClusteringKey,
  Counter,
  CreatedAt,
  DeletedAt,
  Discriminator,
  Embeddable,
  Embedded,
  Entity,
  Field,
  Index,
  PrimaryKey,
  UpdatedAt,
  Version,
} from '../../../lib/decorators';
import { mongodbSchemaSync } from '../../../lib/engines/mongodb/mongodb-schema-sync';
import { SchemaError } from '../../../lib/errors/database-errors';
import { UnsupportedCapabilityError } from '../../../lib/errors/usage-errors';
import { modelMetadataOf } from '../../../lib/metadata/model-metadata-of';
import { SCALAR_NAMES } from '../../../lib/types/logical-type';
import { describeEngines } from '../../support/engines';
import { MongodbSchemaLine } from '../../support/mongodb-schema-line';
import { CounterDocument, Document } from '../../unit/metadata/bare-document';

@Embeddable()
class Address {
  @Field('string') city!: string;
  @Field({ type: 'int', nullable: true }) floor!: number | null;
  @Embedded(() => Address, { nullable: true }) former!: Address | null;
}

@Entity({ name: 'every_type', indexes: [['s', '-n']] })
class EveryType extends Document {
  @PrimaryKey({ type: 'uuid', generated: true }) id!: string;
  @Field({ type: 'string', nullable: true }) s!: string | null;
  @Field({ type: 'int', nullable: true }) n!: number | null;
  @Field({ type: ['string'] }) tags!: string[];
  @Field({ type: { set: 'string' } }) set!: Set<string>;
  @Field({ type: { map: ['string', 'int'] } }) map!: Map<string, number>;
  @Field({ type: { tuple: ['int', 'string'] } }) pair!: [number, string];
  @Embedded(() => Address) address!: Address;
  @Version() rev!: number;
  @CreatedAt() createdAt!: Date;
  @UpdatedAt() updatedAt!: Date;
  @DeletedAt() deletedAt!: Date | null;
}
for (const name of SCALAR_NAMES) Field({ type: name, name: `of_${name}` })(EveryType.prototype, `of_${name}`);

describeEngines(['mongodb'], 'schema', (engine) => {
  let line: MongodbSchemaLine;

  beforeAll(async () => {
    line = await MongodbSchemaLine.open(engine.url);
  });
  afterAll(() => line?.close());

  it('makes a collection of every type, and then finds nothing to do', async () => {
    const before = await line.plan([EveryType]);
    expect(before.map(({ kind, model, risk }) => ({ kind, model, risk }))).toEqual([
      { kind: 'createTable', model: 'EveryType', risk: 'safe' },
      { kind: 'createIndex', model: 'EveryType', risk: 'safe' },
      { kind: 'createIndex', model: 'EveryType', risk: 'safe' },
    ]);
    expect(Object.keys(before[0] ?? {})).toEqual(['kind', 'model', 'statement', 'risk']);
    expect(await line.plan([EveryType])).toEqual(before);
    expect(await line.sync([EveryType])).toEqual(before);
    expect(await line.plan([EveryType], true)).toEqual([]);
    expect(await line.sync([EveryType])).toEqual([]);
  });

  it('tells commands that can be run as they are', async () => {
    @Entity({ name: 'told' })
    class Told extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
      @Field('string') @Index() name!: string;
    }
    for (const { statement } of await line.plan([Told])) await line.command(JSON.parse(statement));
    expect(await line.plan([Told])).toEqual([]);
  });

  it('makes databases, indexes of compound keys and the one that ends documents', async () => {
    const namespace = `${line.connection.database}_2`;
    @Entity({ name: 'spaced', namespace, ttl: 60 })
    class Spaced extends Document {
      @PrimaryKey({ type: 'string' }) room!: string;
      @ClusteringKey({ type: 'int', order: 'desc' }) at!: number;
      @ClusteringKey({ type: 'int' }) seat!: number;
    }
    try {
      await line.sync([Spaced]);
      expect(await line.plan([Spaced], true)).toEqual([]);
      const indexes = await line.command({ listIndexes: 'spaced', $db: namespace });
      expect(indexes.find(({ name }) => name === '_expires_at_1')).toMatchObject({
        key: { _expires_at: 1 },
        expireAfterSeconds: 0,
        sparse: true,
      });
      const keys = indexes.map(({ key }) => JSON.stringify(key));
      expect(keys).toContain('{"_id.room":1,"_id.at":-1,"_id.seat":1}');

      @Entity({ name: 'spaced', namespace, ttl: 60 })
      class Swapped extends Document {
        @PrimaryKey({ type: 'string' }) room!: string;
        @ClusteringKey({ type: 'int' }) seat!: number;
        @ClusteringKey({ type: 'int', order: 'desc' }) at!: number;
      }
      expect(await line.outline([Swapped])).toEqual(['alterValidator safe', 'createIndex safe']);
      await line.command({ insert: 'spaced', documents: [{ _id: { room: 'a', at: 1, seat: 2 } }], $db: namespace });
      expect(await line.outline([Swapped])).toEqual(['alterKey impossible', 'createIndex safe']);
      await expect(line.sync([Swapped])).rejects.toThrow(SchemaError);
    } finally {
      await line.command({ dropDatabase: 1, $db: namespace });
    }
  });

  it('knows one collection for all subclasses', async () => {
    @Entity({ name: 'animals' })
    class Animal extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
      @Discriminator() kind!: string;
      @Field('string') name!: string;
    }
    @Entity({ discriminator: 'cat' })
    class Cat extends Animal {
      @Field('int') @Index() lives!: number;
    }
    @Entity({ discriminator: 'dog' })
    class Dog extends Animal {
      @Field('string') trick!: string;
    }
    expect(await line.outline([Cat])).toEqual(['createTable safe', 'createIndex safe', 'createIndex safe']);
    await line.sync([Cat, Dog, Animal]);
    expect(await line.plan([Animal, Dog], true)).toEqual([]);
    await line.insert(
      'animals',
      { _id: 1, kind: 'cat', name: 'Tom', lives: 9 },
      { _id: 2, kind: 'dog', name: 'Rex', trick: 'sit' },
    );
    await line.truncate(Cat);
    expect((await line.documents('animals')).map(({ name }) => name)).toEqual(['Rex']);
    await line.truncate(Animal);
    expect(await line.documents('animals')).toEqual([]);
    expect(await line.plan([Animal], true)).toEqual([]);
  });

  it('lets counters begin one by one', async () => {
    @Entity({ name: 'page_views' })
    class PageView extends CounterDocument {
      @PrimaryKey({ type: 'string' }) path!: string;
      @Counter() views!: bigint;
      @Counter() visitors!: bigint;
    }
    expect(await line.outline([PageView])).toEqual(['createTable safe']);
    await line.sync([PageView]);
    expect(await line.plan([PageView])).toEqual([]);
    await line.insert('page_views', { _id: '/', views: 1n });
    await expect(line.insert('page_views', { _id: '/2', views: 'many' })).rejects.toMatchObject({ code: 121 });
  });

  it('drops idempotently', async () => {
    @Entity({ name: 'gone' })
    class Gone extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
    }
    await line.drop(Gone);
    await line.sync([Gone]);
    await line.drop(Gone);
    await line.drop(Gone);
    expect(await line.outline([Gone])).toEqual(['createTable safe', 'createIndex safe']);
  });

  it('purges what has ended', async () => {
    @Entity({ name: 'sessions' })
    class Session extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
    }
    await line.sync([Session]);
    const ends = (ms: number): Date => new Date(Date.now() + ms);
    await line.insert(
      'sessions',
      { _id: 1 },
      { _id: 2, _expires_at: ends(-1_000) },
      { _id: 3, _expires_at: ends(-86_400_000) },
      { _id: 4, _expires_at: ends(3_600_000) },
    );
    // The server may be at it as well.
    expect(await line.purge(Session, EveryType)).toBeLessThanOrEqual(2);
    expect(await line.purge(Session, EveryType)).toBe(0);
    expect((await line.documents('sessions')).map(({ _id }) => _id)).toEqual([1, 4]);
  });

  it('refuses to change anything inside a transaction, before anything is sent', async () => {
    @Entity({ name: 'inside' })
    class Inside extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
    }
    const session = line.connection.native;
    session.startTransaction();
    try {
      await expect(line.plan([Inside])).rejects.toThrow(UnsupportedCapabilityError);
      await expect(line.sync([Inside])).rejects.toThrow(UnsupportedCapabilityError);
      await expect(line.drop(Inside)).rejects.toThrow(UnsupportedCapabilityError);
      expect(await mongodbSchemaSync.purgeExpired(line.connection, [modelMetadataOf(Inside)])).toBe(0);
    } finally {
      await session.abortTransaction();
    }
    expect(await line.outline([Inside])).toEqual(['createTable safe', 'createIndex safe']);
  });

  it('refuses collection options that it does not know, or that cannot be changed', async () => {
    const withOptions = (mongodb: object) => {
      @Entity({ name: 'odd', options: { mongodb } })
      class Odd extends Document {
        @PrimaryKey({ type: 'int' }) id!: number;
      }
      return Odd;
    };
    await expect(line.plan([withOptions({ engine: 'InnoDB' })])).rejects.toThrow(/options.mongodb.engine is not known/);
    await expect(line.plan([withOptions({ validationLevel: 'lax' })])).rejects.toThrow(SchemaError);
    const german = withOptions({ collation: { locale: 'de' }, changeStreamPreAndPostImages: { enabled: true } });
    await line.sync([german]);
    expect(await line.plan([german], true)).toEqual([]);
    expect(await line.outline([withOptions({ collation: { locale: 'fr' } })])).toEqual(['alterTable impossible']);
    expect(await line.outline([withOptions({ capped: true, size: 4_096 })])).toEqual(['alterTable impossible']);
    const without = withOptions({ changeStreamPreAndPostImages: { enabled: false } });
    expect(await line.outline([without])).toEqual(['alterTable safe']);
    await line.sync([without]);
    expect(await line.plan([without])).toEqual([]);
  });
});

describeEngines(['mongodb'], 'two processes', (engine) => {
  @Entity({ name: 'contended', indexes: [['name'], ['-name']] })
  class Contended extends Document {
    @PrimaryKey({ type: 'int' }) id!: number;
    @Field('string') name!: string;
  }
  @Entity({ name: 'contended', indexes: [{ fields: ['name'], unique: true }] })
  class Later extends Document {
    @PrimaryKey({ type: 'int' }) id!: number;
    @Field('string') name!: string;
    @Field({ type: 'int', nullable: true }) @Index({ sparse: true }) n!: number | null;
  }

  it.each([2, 12])('may sync at the same time, %i of them', async (count) => {
    const lines = await Promise.all(Array.from({ length: count }, () => MongodbSchemaLine.open(engine.url)));
    const [first] = lines;
    try {
      await first?.drop(Contended);
      const made = await Promise.all(lines.map((line) => line.sync([Contended])));
      expect(await first?.plan([Contended], true)).toEqual([]);
      // Making what is there already is no error to the server, and is told by whoever asked for it.
      expect([...new Set(made.flat().map(({ kind }) => kind))].sort()).toEqual(['createIndex', 'createTable']);
      await Promise.all(lines.map((line) => line.sync([Later], { allow: ['rewrite'], dropRemovedIndexes: true })));
      expect(await first?.plan([Later], true)).toEqual([]);
      expect(Object.keys((await first?.indexes('contended')) ?? {}).sort()).toEqual(['_expires_at_1', 'n_1', 'name_1']);
    } finally {
      for (const line of lines) await line.close();
    }
  });
});
