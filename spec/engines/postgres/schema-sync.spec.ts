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
import { postgresSchemaSync } from '../../../lib/engines/postgres/postgres-schema-sync';
import { SchemaError } from '../../../lib/errors/database-errors';
import { modelMetadataOf } from '../../../lib/metadata/model-metadata-of';
import { SCALAR_NAMES } from '../../../lib/types/logical-type';
import { SchemaLine } from '../../support/schema-line';
import { schemaLineOf } from '../../support/schema-line-of';
import { openSchemaStore, type SchemaStore } from '../../support/schema-store';
import { CounterDocument, Document } from '../../unit/metadata/bare-document';

@Embeddable()
class Address {
  @Field('string') city!: string;
  @Field({ type: 'int', nullable: true }) floor!: number | null;
  @Field({ type: 'timestamp', nullable: true }) since!: Date | null;
}

@Entity({ name: 'every_type', indexes: [['s', '-n']] })
class EveryType extends Document {
  @PrimaryKey({ type: 'uuid', generated: true }) id!: string;
  @Field({ type: 'string', nullable: true }) s!: string | null;
  @Field({ type: 'int', nullable: true }) n!: number | null;
  @Field({ type: 'string', collation: 'default' }) natural!: string;
  @Field({ type: ['string'] }) tags!: string[];
  @Field({ type: ['int'] }) scores!: number[];
  @Field({ type: { set: 'string' } }) set!: Set<string>;
  @Field({ type: { map: ['string', 'int'] } }) map!: Map<string, number>;
  @Embedded(() => Address) address!: Address;
  @Version() rev!: number;
  @CreatedAt() createdAt!: Date;
  @UpdatedAt() updatedAt!: Date;
  @DeletedAt() deletedAt!: Date | null;
}
for (const name of SCALAR_NAMES) Field({ type: name, name: `of_${name}` })(EveryType.prototype, `of_${name}`);

describe.each(['postgres', 'pglite'] as const)('schema on %s', (name) => {
  const opened = schemaLineOf(name);

  it('makes a table of every type, and then finds nothing to do', async () => {
    const before = await opened.line.plan([EveryType]);
    expect(before.map(({ kind, model, risk }) => ({ kind, model, risk }))).toEqual([
      { kind: 'createTable', model: 'EveryType', risk: 'safe' },
      { kind: 'createIndex', model: 'EveryType', risk: 'safe' },
    ]);
    expect(Object.keys(before[0] ?? {})).toEqual(['kind', 'model', 'statement', 'risk']);
    expect(await opened.line.plan([EveryType])).toEqual(before);
    expect(await opened.line.sync([EveryType])).toEqual(before);
    expect(await opened.line.plan([EveryType], true)).toEqual([]);
    expect(await opened.line.sync([EveryType])).toEqual([]);
  });

  it('keeps text in code point order unless the field says otherwise', async () => {
    const rows = await opened.line.rows(
      `SELECT a.attname, c.collname FROM pg_attribute a JOIN pg_collation c ON c.oid = a.attcollation
       WHERE a.attrelid = 'every_type'::regclass AND a.attnum > 0 AND a.attname IN ('s', 'natural', 'tags') ORDER BY 1`,
    );
    expect(rows).toEqual([
      { attname: 'natural', collname: 'default' },
      { attname: 's', collname: 'C' },
      { attname: 'tags', collname: 'C' },
    ]);
  });

  it('makes schemas, clustering order, options and hidden columns', async () => {
    @Entity({ name: 'spaced', namespace: 'My space', ttl: 60, options: { postgres: { fillfactor: 70 } } })
    class Spaced extends Document {
      @PrimaryKey({ type: 'string' }) room!: string;
      @ClusteringKey({ type: 'int', order: 'desc' }) at!: number;
      @ClusteringKey({ type: 'int' }) seat!: number;
    }
    expect(await opened.line.outline([Spaced])).toEqual([
      'createSchema safe',
      'createTable safe',
      'createIndex safe',
      'createIndex safe',
    ]);
    await opened.line.sync([Spaced]);
    expect(await opened.line.plan([Spaced], true)).toEqual([]);
    const [row] = await opened.line.rows(
      `SELECT pg_get_constraintdef(oid) AS key FROM pg_constraint WHERE conrelid = '"My space".spaced'::regclass AND contype = 'p'`,
    );
    expect(row).toEqual({ key: 'PRIMARY KEY (room, at, seat)' });

    @Entity({ name: 'spaced', namespace: 'My space', ttl: 60, options: { postgres: { fillfactor: 80 } } })
    class Fuller extends Document {
      @PrimaryKey({ type: 'string' }) room!: string;
      @ClusteringKey({ type: 'int', order: 'desc' }) at!: number;
      @ClusteringKey({ type: 'int' }) seat!: number;
    }
    expect(await opened.line.outline([Fuller])).toEqual(['alterTable safe']);
    await opened.line.sync([Fuller]);
    expect(await opened.line.plan([Fuller])).toEqual([]);

    @Entity({ name: 'spaced', namespace: 'My space', ttl: 60 })
    class Turned extends Document {
      @PrimaryKey({ type: 'string' }) room!: string;
      @ClusteringKey({ type: 'int' }) at!: number;
      @ClusteringKey({ type: 'int' }) seat!: number;
    }
    expect(await opened.line.outline([Turned])).toEqual(['alterClustering impossible']);

    @Entity({ name: 'spaced', namespace: 'My space', ttl: 60 })
    class Swapped extends Document {
      @PrimaryKey({ type: 'string' }) room!: string;
      @ClusteringKey({ type: 'int' }) seat!: number;
      @ClusteringKey({ type: 'int', order: 'desc' }) at!: number;
    }
    await expect(opened.line.sync([Swapped])).rejects.toThrow(SchemaError);
    await expect(opened.line.sync([Swapped])).rejects.toThrow(
      'primary key (room, at, seat) and the model wants (room, seat, at)',
    );
  });

  it('puts the columns of all subclasses into one table', async () => {
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
    expect(await opened.line.outline([Cat])).toEqual(['createTable safe', 'createIndex safe']);
    await opened.line.sync([Cat, Dog, Animal]);
    expect(await opened.line.plan([Animal, Dog], true)).toEqual([]);
    await opened.line.rows(
      `INSERT INTO animals (id, kind, name, lives, trick) VALUES (1, 'cat', 'Tom', 9, NULL), (2, 'dog', 'Rex', NULL, 'sit')`,
    );
    await postgresSchemaSync.truncate(opened.line.connection, modelMetadataOf(Cat));
    expect(await opened.line.rows('SELECT name FROM animals')).toEqual([{ name: 'Rex' }]);
    await postgresSchemaSync.truncate(opened.line.connection, modelMetadataOf(Animal));
    expect(await opened.line.rows('SELECT name FROM animals')).toEqual([]);
  });

  it('starts counters at 0', async () => {
    @Entity({ name: 'page_views' })
    class PageView extends CounterDocument {
      @PrimaryKey({ type: 'string' }) path!: string;
      @Counter() views!: bigint;
      @Counter() visitors!: bigint;
    }
    await opened.line.sync([PageView]);
    expect(await opened.line.plan([PageView])).toEqual([]);
    await opened.line.rows(`INSERT INTO page_views (path, views) VALUES ('/', 1)`);
    expect(await opened.line.rows('SELECT views::text, visitors::text FROM page_views')).toEqual([
      { views: '1', visitors: '0' },
    ]);
  });

  it('drops idempotently, also in a schema that does not exist', async () => {
    @Entity({ name: 'gone', namespace: 'nowhere' })
    class Gone extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
    }
    await opened.line.drop(Gone);
    await opened.line.sync([Gone]);
    await opened.line.drop(Gone);
    await opened.line.drop(Gone);
    expect(await opened.line.outline([Gone])).toEqual(['createTable safe']);
  });

  it('purges what has ended', async () => {
    @Entity({ name: 'sessions' })
    class Session extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
    }
    await opened.line.sync([Session]);
    await opened.line.rows(
      `INSERT INTO sessions VALUES (1, NULL), (2, now() - interval '1 s'), (3, now() - interval '1 d'), (4, now() + interval '1 h')`,
    );
    const models = [Session, EveryType].map(modelMetadataOf);
    expect(await postgresSchemaSync.purgeExpired(opened.line.connection, models)).toBe(2);
    expect(await postgresSchemaSync.purgeExpired(opened.line.connection, models)).toBe(0);
    expect(await opened.line.rows('SELECT id::text FROM sessions ORDER BY id')).toEqual([{ id: '1' }, { id: '4' }]);
  });

  it('joins a transaction that is open, and leaves it open', async () => {
    @Entity({ name: 'inside' })
    class Inside extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
    }
    await opened.line.rows('BEGIN');
    await opened.line.sync([Inside]);
    expect(await opened.line.plan([Inside])).toEqual([]);
    await opened.line.rows('ROLLBACK');
    expect(await opened.line.outline([Inside])).toEqual(['createTable safe']);
  });

  it('applies all or nothing', async () => {
    @Entity({ name: 'half_a', indexes: [{ fields: ['name'], options: { tablespace: 'no_such_place' } }] })
    class Half extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
      @Field('string') name!: string;
    }
    await expect(opened.line.sync([Half])).rejects.toMatchObject({ code: '42704' });
    expect(await opened.line.outline([Half])).toEqual(['createTable safe', 'createIndex safe']);
  });

  it('refuses table options that PostgreSQL does not have', async () => {
    @Entity({ name: 'odd', options: { postgres: { engine: 'InnoDB' } } })
    class Odd extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
    }
    await expect(opened.line.plan([Odd])).rejects.toThrow(SchemaError);
  });
});

describe('two processes', () => {
  let store: SchemaStore;
  beforeAll(async () => {
    store = await openSchemaStore('postgres');
  }, 60_000);
  afterAll(() => store?.close());

  it('may sync at the same time: one does the work', async () => {
    @Entity({ name: 'contended', indexes: [['name']] })
    class Contended extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
      @Field('string') name!: string;
    }
    const lines = await Promise.all([1, 2, 3, 4].map(async () => new SchemaLine(await store.connect())));
    try {
      const applied = await Promise.all(lines.map((line) => line.sync([Contended])));
      expect(applied.map((plan) => plan.length).sort()).toEqual([0, 0, 0, 2]);
    } finally {
      for (const line of lines) line.release();
    }
  });
});
