import { Entity, Field, PrimaryKey, Version } from '../../../lib/decorators';
import { SchemaLine } from '../../support/schema-line';
import { openSchemaStore, type SchemaStore } from '../../support/schema-store';
import { Document } from '../../unit/metadata/bare-document';

describe('changes of tables', () => {
  let store: SchemaStore;
  let line: SchemaLine;

  beforeAll(async () => {
    store = await openSchemaStore('postgres');
    line = new SchemaLine(await store.connect());
  }, 60_000);

  afterAll(async () => {
    line?.release();
    await store?.close();
  });

  beforeEach(async () => {
    await line.rows('DROP TABLE IF EXISTS t');
    await line.rows('CREATE TABLE t (id integer PRIMARY KEY, name text COLLATE "C" NOT NULL, _expires_at timestamptz)');
  });

  @Entity({ name: 't' })
  class Plain extends Document {
    @PrimaryKey({ type: 'int' }) id!: number;
    @Field('string') name!: string;
  }

  const insert = (): Promise<readonly object[]> => line.rows(`INSERT INTO t (id, name) VALUES (1, 'a'), (2, 'b')`);

  describe('of columns', () => {
    it('adds what can be null, what has a constant default, and system fields, to rows that exist', async () => {
      await insert();
      @Entity({ name: 't' })
      class Grown extends Plain {
        @Field({ type: 'int', nullable: true }) age!: number | null;
        @Field({ type: 'string', default: "it's \\ new" }) note!: string;
        @Field({ type: ['string'], default: () => [] }) tags!: string[];
        @Field({ type: 'json', default: { a: 1 }, defaultOnLoad: true }) extra!: object;
        @Version() rev!: number;
      }
      expect(await line.outline([Grown])).toEqual(Array(5).fill('addColumn safe'));
      await line.sync([Grown]);
      expect(await line.plan([Grown])).toEqual([]);
      expect(await line.rows('SELECT age, note, tags::text, extra, rev::text FROM t WHERE id = 2')).toEqual([
        { age: null, note: "it's \\ new", tags: '{}', extra: null, rev: '1' },
      ]);
      const defaults = `SELECT FROM pg_attribute WHERE attrelid = 't'::regclass AND atthasdef`;
      expect(await line.rows(defaults)).toEqual([]);
    });

    it('adds what must have a value only to a table without rows', async () => {
      @Entity({ name: 't' })
      class Strict extends Plain {
        @Field('int') age!: number;
        @Field({ type: 'uuid', default: () => crypto.randomUUID() }) token!: string;
      }
      expect(await line.outline([Strict])).toEqual(['addColumn safe', 'addColumn safe']);
      await insert();
      expect(await line.outline([Strict])).toEqual(['addColumn impossible', 'addColumn impossible']);
      await expect(line.sync([Strict])).rejects.toThrow(/t\.age cannot be added.*t\.token cannot be added/s);
      expect(await line.plan([Plain])).toEqual([]);
    });

    it('renames by renamedFrom only, and keeps the values', async () => {
      await insert();
      @Entity({ name: 't' })
      class Renamed extends Document {
        @PrimaryKey({ type: 'int' }) id!: number;
        @Field({ type: 'string', renamedFrom: 'name' }) title!: string;
      }
      expect(await line.outline([Renamed])).toEqual(['renameColumn safe']);
      await line.sync([Renamed]);
      expect(await line.rows('SELECT title FROM t ORDER BY id')).toEqual([{ title: 'a' }, { title: 'b' }]);
      expect(await line.plan([Renamed])).toEqual([]);
    });

    it('widens types when allowed, and leaves them when not', async () => {
      await line.rows('ALTER TABLE t ADD n integer, ADD s varchar(3), ADD l smallint[]');
      await line.rows(`INSERT INTO t VALUES (1, 'a', NULL, 7, 'abc', '{1,2}')`);
      @Entity({ name: 't' })
      class Wide extends Plain {
        @Field({ type: 'bigint', nullable: true }) n!: bigint | null;
        @Field({ type: 'string', nullable: true }) s!: string | null;
        @Field({ type: ['int'], nullable: true }) l!: number[] | null;
      }
      expect(await line.outline([Wide])).toEqual(Array(3).fill('alterType rewrite'));
      expect(await line.sync([Wide])).toEqual([]);
      expect((await line.sync([Wide], { allow: ['rewrite'] })).length).toBe(3);
      expect(await line.plan([Wide])).toEqual([]);
      expect(await line.rows('SELECT n::text, s, l::text FROM t')).toEqual([{ n: '7', s: 'abc', l: '{1,2}' }]);
    });

    it('refuses types that do not hold every value, and lists all of them', async () => {
      @Entity({ name: 't' })
      class Other extends Document {
        @PrimaryKey({ type: 'smallint' }) id!: number;
        @Field('int') name!: number;
      }
      expect(await line.outline([Other])).toEqual(['alterType impossible', 'alterType impossible']);
      await expect(line.sync([Other], { allow: ['rewrite', 'destructive'] })).rejects.toThrow(
        /t\.id is integer.*t\.name is text/s,
      );
    });

    it('changes the order of text as a rewrite', async () => {
      @Entity({ name: 't' })
      class Natural extends Document {
        @PrimaryKey({ type: 'int' }) id!: number;
        @Field({ type: 'string', collation: 'C.utf8' }) name!: string;
      }
      expect(await line.outline([Natural])).toEqual(['alterCollation rewrite']);
      await line.sync([Natural], { allow: ['rewrite'] });
      expect(await line.plan([Natural])).toEqual([]);
    });

    it('follows whether null is allowed', async () => {
      await insert();
      @Entity({ name: 't' })
      class Loose extends Document {
        @PrimaryKey({ type: 'int' }) id!: number;
        @Field({ type: 'string', nullable: true }) name!: string | null;
      }
      @Entity({ name: 't' })
      class Filled extends Document {
        @PrimaryKey({ type: 'int' }) id!: number;
        @Field({ type: 'string', default: 'none' }) name!: string;
      }
      @Entity({ name: 't' })
      class Forgiving extends Document {
        @PrimaryKey({ type: 'int' }) id!: number;
        @Field({ type: 'string', default: 'none', defaultOnLoad: true }) name!: string;
      }
      expect(await line.plan([Forgiving])).toEqual([]);
      expect(await line.outline([Loose])).toEqual(['dropNotNull safe']);
      await line.sync([Loose]);
      expect(await line.plan([Forgiving])).toEqual([]);
      expect(await line.outline([Plain])).toEqual(['setNotNull safe']);
      await line.rows('UPDATE t SET name = NULL WHERE id = 1');
      expect(await line.outline([Plain])).toEqual(['setNotNull impossible']);
      expect(await line.outline([Filled])).toEqual(['setNotNull rewrite']);
      await line.sync([Filled], { allow: ['rewrite'] });
      expect(await line.plan([Plain])).toEqual([]);
      expect(await line.rows('SELECT name FROM t ORDER BY id')).toEqual([{ name: 'none' }, { name: 'b' }]);
    });

    it('shows columns and defaults that no model declares, and drops them only when allowed', async () => {
      await line.rows('ALTER TABLE t ADD old integer NOT NULL, ALTER name SET DEFAULT 1');
      expect(await line.outline([Plain])).toEqual([
        'dropDefault destructive',
        'dropNotNull safe',
        'dropColumn destructive',
      ]);
      await line.sync([Plain]);
      await insert();
      expect(await line.outline([Plain])).toEqual(['dropDefault destructive', 'dropColumn destructive']);
      await line.sync([Plain], { allow: ['destructive'] });
      expect(await line.plan([Plain])).toEqual([]);
    });

    it('leaves the table of a read-only model alone, and reads views', async () => {
      @Entity({ name: 't', readOnly: true })
      class Reader extends Document {
        @Field('string') name!: string;
      }
      expect(await line.plan([Reader, Plain])).toEqual([]);
      expect(await line.plan([Reader])).toEqual([]);
      await line.rows('CREATE VIEW v AS SELECT name FROM t');
      @Entity({ name: 'v', readOnly: true })
      class OfView extends Document {
        @Field('string') name!: string;
      }
      @Entity({ name: 'v' })
      class Writer extends Plain {}
      expect(await line.plan([OfView])).toEqual([]);
      expect(await line.outline([Writer])).toEqual(['createTable impossible']);
      await line.rows('DROP VIEW v');
    });

    it('says that vectors need their extension where it cannot be had', async () => {
      const { Vector } = await import('../../../lib/decorators');
      @Entity({ name: 'vectors' })
      class WithVector extends Document {
        @PrimaryKey({ type: 'int' }) id!: number;
        @Vector({ dimensions: 3 }) embedding!: Float32Array;
      }
      const [first] = await line.rows(`SELECT FROM pg_available_extensions WHERE name = 'vector'`);
      const expected = first === undefined ? 'createExtension impossible' : 'createExtension safe';
      expect((await line.outline([WithVector]))[0]).toBe(expected);
    });
  });

  it('refuses another key', async () => {
    @Entity({ name: 't' })
    class Other extends Document {
      @PrimaryKey({ type: 'string' }) name!: string;
      @Field('int') id!: number;
    }
    await expect(line.sync([Other])).rejects.toThrow(/t has primary key \(id\) and the model wants \(name\)/);
  });
});
