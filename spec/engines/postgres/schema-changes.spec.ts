import { Entity, Field, PrimaryKey, Version } from '../../../lib/decorators';
import { schemaLineWithTable } from '../../support/schema-line-of';
import { Document } from '../../unit/metadata/bare-document';

describe('changes of tables', () => {
  const opened = schemaLineWithTable();

  @Entity({ name: 't' })
  class Plain extends Document {
    @PrimaryKey({ type: 'int' }) id!: number;
    @Field('string') name!: string;
  }

  const insert = (): Promise<readonly object[]> =>
    opened.line.rows(`INSERT INTO t (id, name) VALUES (1, 'a'), (2, 'b')`);

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
      expect(await opened.line.outline([Grown])).toEqual(Array(5).fill('addColumn safe'));
      await opened.line.sync([Grown]);
      expect(await opened.line.plan([Grown])).toEqual([]);
      expect(await opened.line.rows('SELECT age, note, tags::text, extra, rev::text FROM t WHERE id = 2')).toEqual([
        { age: null, note: "it's \\ new", tags: '{}', extra: null, rev: '1' },
      ]);
      const defaults = `SELECT FROM pg_attribute WHERE attrelid = 't'::regclass AND atthasdef`;
      expect(await opened.line.rows(defaults)).toEqual([]);
    });

    it('adds what must have a value only to a table without rows', async () => {
      @Entity({ name: 't' })
      class Strict extends Plain {
        @Field('int') age!: number;
        @Field({ type: 'uuid', default: () => crypto.randomUUID() }) token!: string;
      }
      expect(await opened.line.outline([Strict])).toEqual(['addColumn safe', 'addColumn safe']);
      await insert();
      expect(await opened.line.outline([Strict])).toEqual(['addColumn impossible', 'addColumn impossible']);
      await expect(opened.line.sync([Strict])).rejects.toThrow(/t\.age cannot be added.*t\.token cannot be added/s);
      expect(await opened.line.plan([Plain])).toEqual([]);
    });

    it('renames by renamedFrom only, and keeps the values', async () => {
      await insert();
      @Entity({ name: 't' })
      class Renamed extends Document {
        @PrimaryKey({ type: 'int' }) id!: number;
        @Field({ type: 'string', renamedFrom: 'name' }) title!: string;
      }
      expect(await opened.line.outline([Renamed])).toEqual(['renameColumn safe']);
      await opened.line.sync([Renamed]);
      expect(await opened.line.rows('SELECT title FROM t ORDER BY id')).toEqual([{ title: 'a' }, { title: 'b' }]);
      expect(await opened.line.plan([Renamed])).toEqual([]);
    });

    it('widens types when allowed, and leaves them when not', async () => {
      await opened.line.rows('ALTER TABLE t ADD n integer, ADD s varchar(3), ADD l smallint[]');
      await opened.line.rows(`INSERT INTO t VALUES (1, 'a', NULL, 7, 'abc', '{1,2}')`);
      @Entity({ name: 't' })
      class Wide extends Plain {
        @Field({ type: 'bigint', nullable: true }) n!: bigint | null;
        @Field({ type: 'string', nullable: true }) s!: string | null;
        @Field({ type: ['int'], nullable: true }) l!: number[] | null;
      }
      expect(await opened.line.outline([Wide])).toEqual(Array(3).fill('alterType rewrite'));
      expect(await opened.line.sync([Wide])).toEqual([]);
      expect((await opened.line.sync([Wide], { allow: ['rewrite'] })).length).toBe(3);
      expect(await opened.line.plan([Wide])).toEqual([]);
      expect(await opened.line.rows('SELECT n::text, s, l::text FROM t')).toEqual([{ n: '7', s: 'abc', l: '{1,2}' }]);
    });

    it('refuses types that do not hold every value, and lists all of them', async () => {
      @Entity({ name: 't' })
      class Other extends Document {
        @PrimaryKey({ type: 'smallint' }) id!: number;
        @Field('int') name!: number;
      }
      expect(await opened.line.outline([Other])).toEqual(['alterType impossible', 'alterType impossible']);
      await expect(opened.line.sync([Other], { allow: ['rewrite', 'destructive'] })).rejects.toThrow(
        /t\.id is integer.*t\.name is text/s,
      );
    });

    it('changes the order of text as a rewrite', async () => {
      @Entity({ name: 't' })
      class Natural extends Document {
        @PrimaryKey({ type: 'int' }) id!: number;
        @Field({ type: 'string', collation: 'C.utf8' }) name!: string;
      }
      expect(await opened.line.outline([Natural])).toEqual(['alterCollation rewrite']);
      await opened.line.sync([Natural], { allow: ['rewrite'] });
      expect(await opened.line.plan([Natural])).toEqual([]);
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
      expect(await opened.line.plan([Forgiving])).toEqual([]);
      expect(await opened.line.outline([Loose])).toEqual(['dropNotNull safe']);
      await opened.line.sync([Loose]);
      expect(await opened.line.plan([Forgiving])).toEqual([]);
      expect(await opened.line.outline([Plain])).toEqual(['setNotNull safe']);
      await opened.line.rows('UPDATE t SET name = NULL WHERE id = 1');
      expect(await opened.line.outline([Plain])).toEqual(['setNotNull impossible']);
      expect(await opened.line.outline([Filled])).toEqual(['setNotNull rewrite']);
      await opened.line.sync([Filled], { allow: ['rewrite'] });
      expect(await opened.line.plan([Plain])).toEqual([]);
      expect(await opened.line.rows('SELECT name FROM t ORDER BY id')).toEqual([{ name: 'none' }, { name: 'b' }]);
    });

    it('shows columns and defaults that no model declares, and drops them only when allowed', async () => {
      await opened.line.rows('ALTER TABLE t ADD old integer NOT NULL, ALTER name SET DEFAULT 1');
      expect(await opened.line.outline([Plain])).toEqual([
        'dropDefault destructive',
        'dropNotNull safe',
        'dropColumn destructive',
      ]);
      await opened.line.sync([Plain]);
      await insert();
      expect(await opened.line.outline([Plain])).toEqual(['dropDefault destructive', 'dropColumn destructive']);
      await opened.line.sync([Plain], { allow: ['destructive'] });
      expect(await opened.line.plan([Plain])).toEqual([]);
    });

    it('leaves the table of a read-only model alone, and reads views', async () => {
      @Entity({ name: 't', readOnly: true })
      class Reader extends Document {
        @Field('string') name!: string;
      }
      expect(await opened.line.plan([Reader, Plain])).toEqual([]);
      expect(await opened.line.plan([Reader])).toEqual([]);
      await opened.line.rows('CREATE VIEW v AS SELECT name FROM t');
      @Entity({ name: 'v', readOnly: true })
      class OfView extends Document {
        @Field('string') name!: string;
      }
      @Entity({ name: 'v' })
      class Writer extends Plain {}
      expect(await opened.line.plan([OfView])).toEqual([]);
      expect(await opened.line.outline([Writer])).toEqual(['createTable impossible']);
      await opened.line.rows('DROP VIEW v');
    });

    it('says that vectors need their extension where it cannot be had', async () => {
      const { Vector } = await import('../../../lib/decorators');
      @Entity({ name: 'vectors' })
      class WithVector extends Document {
        @PrimaryKey({ type: 'int' }) id!: number;
        @Vector({ dimensions: 3 }) embedding!: Float32Array;
      }
      const [first] = await opened.line.rows(`SELECT FROM pg_available_extensions WHERE name = 'vector'`);
      const expected = first === undefined ? 'createExtension impossible' : 'createExtension safe';
      expect((await opened.line.outline([WithVector]))[0]).toBe(expected);
    });
  });

  it('refuses another key', async () => {
    @Entity({ name: 't' })
    class Other extends Document {
      @PrimaryKey({ type: 'string' }) name!: string;
      @Field('int') id!: number;
    }
    await expect(opened.line.sync([Other])).rejects.toThrow(/t has primary key \(id\) and the model wants \(name\)/);
  });
});
