import { Embeddable, Embedded, Entity, Field, Index, PrimaryKey } from '../../../lib/decorators';
import { literalPredicateSql } from '../../../lib/engines/postgres/postgres-ddl-expression';
import { SchemaError } from '../../../lib/errors/database-errors';
import { modelMetadataOf } from '../../../lib/metadata/model-metadata-of';
import { parseFilter } from '../../../lib/query/parse-filter';
import { schemaLineWithTable } from '../../support/schema-line-of';
import { Document } from '../../unit/metadata/bare-document';

@Embeddable()
class Address {
  @Field('string') city!: string;
  @Field({ type: 'timestamp', nullable: true }) since!: Date | null;
}

describe('indexes of a schema', () => {
  const opened = schemaLineWithTable();

  @Entity({ name: 't' })
  class Plain extends Document {
    @PrimaryKey({ type: 'int' }) id!: number;
    @Field('string') name!: string;
  }

  @Entity({ name: 't' })
  class Indexed extends Document {
    @PrimaryKey({ type: 'int' }) id!: number;
    @Field('string') @Index({ unique: true, options: { include: ['score'], fillfactor: 80 } }) name!: string;
    @Field({ type: 'int', nullable: true }) @Index({ sparse: true, order: 'desc' }) score!: number | null;
    @Field({ type: ['string'], default: () => [] }) @Index({ using: 'gin' }) tags!: string[];
    @Field({ type: 'json', nullable: true })
    @Index({ using: 'gin', options: { opclass: 'jsonb_path_ops' } })
    extra!: unknown;
    @Embedded(() => Address, { nullable: true }) address!: Address | null;
    @Field({ type: 'string', nullable: true }) @Index({ unique: true, options: { nullsNotDistinct: true } }) code!:
      | string
      | null;
  }
  Index(['name', '-score'], { where: { score: { $gt: 10 }, name: { $ne: "o'clock" } }, name: 'high' })(Indexed);
  Index(['address.city'])(Indexed);
  Index(['name'], { using: 'hash' })(Indexed);

  const definitions = async (): Promise<readonly unknown[]> => {
    const rows = await opened.line.rows(
      `SELECT replace(indexdef, 'public.', '') AS definition FROM pg_indexes WHERE tablename = 't' ORDER BY indexname`,
    );
    return rows.map((row) => ('definition' in row ? row.definition : null));
  };

  it('makes them with all their options, and sees that they are there', async () => {
    await opened.line.sync([Indexed]);
    expect(await definitions()).toEqual([
      expect.stringContaining(`ON t USING btree (name, score DESC NULLS LAST) WHERE ((score > 10)`),
      expect.stringMatching(
        /^CREATE INDEX t_address_city_idx ON t USING btree \(.*address ->> 'city'::text\).*NULLS FIRST/,
      ),
      'CREATE UNIQUE INDEX t_code_key ON t USING btree (code NULLS FIRST) NULLS NOT DISTINCT',
      'CREATE INDEX t_extra_idx ON t USING gin (extra jsonb_path_ops)',
      'CREATE INDEX t_name_idx ON t USING hash (name)',
      `CREATE UNIQUE INDEX t_name_key ON t USING btree (name) INCLUDE (score) WITH (fillfactor='80')`,
      'CREATE UNIQUE INDEX t_pkey ON t USING btree (id)',
      'CREATE INDEX t_score_desc_idx ON t USING btree (score DESC NULLS LAST) WHERE (score IS NOT NULL)',
      'CREATE INDEX t_tags_idx ON t USING gin (tags)',
    ]);
    expect(await opened.line.plan([Indexed], true)).toEqual([]);
  });

  it('replaces a changed index as a rewrite', async () => {
    await opened.line.sync([Indexed]);
    @Entity({ name: 't' })
    class Changed extends Indexed {}
    // Neither the filter nor the method of an index can be altered.
    await opened.line.rows('DROP INDEX high; CREATE INDEX high ON t (name, score DESC NULLS LAST) WHERE score > 11');
    await opened.line.rows('DROP INDEX t_name_idx; CREATE INDEX t_name_idx ON t (name)');
    await opened.line.rows('ALTER INDEX t_name_key SET (fillfactor = 90)');
    expect(await opened.line.outline([Changed])).toEqual(Array(3).fill('replaceIndex rewrite'));
    expect(await opened.line.sync([Changed])).toEqual([]);
    await opened.line.sync([Changed], { allow: ['rewrite'] });
    expect(await opened.line.plan([Changed])).toEqual([]);
  });

  it('drops only what polydoc made, and only when asked', async () => {
    @Entity({ name: 't', indexes: [['name'], { fields: ['name', 'id'], name: 'my own name' }] })
    class Two extends Plain {}
    await opened.line.sync([Two]);
    await opened.line.rows('CREATE INDEX of_the_administrator ON t (id, name)');
    expect(await opened.line.plan([Plain])).toEqual([]);
    expect(await opened.line.outline([Plain], true)).toEqual(['dropIndex destructive', 'dropIndex destructive']);
    expect(await opened.line.sync([Plain])).toEqual([]);
    expect((await opened.line.sync([Plain], { dropRemovedIndexes: true })).length).toBe(2);
    expect(await definitions()).toEqual([
      'CREATE INDEX of_the_administrator ON t USING btree (id, name)',
      'CREATE UNIQUE INDEX t_pkey ON t USING btree (id)',
    ]);
  });

  it('renames an index whose name alone has changed', async () => {
    @Entity({ name: 't', indexes: [{ fields: ['name'], name: 'before' }] })
    class Before extends Plain {}
    @Entity({ name: 't', indexes: [{ fields: ['name'], name: 'after' }] })
    class After extends Plain {}
    await opened.line.sync([Before]);
    expect(await opened.line.outline([After], true)).toEqual(['renameIndex safe']);
    await opened.line.sync([After]);
    expect(await opened.line.plan([After], true)).toEqual([]);
  });

  it('says in words what PostgreSQL cannot index', async () => {
    @Entity({
      name: 't',
      indexes: [
        { fields: ['name'], using: 'sai' },
        { fields: ['name'], options: { odd: 1 } },
      ],
    })
    class Odd extends Plain {
      @Embedded(() => Address, { nullable: true }) address!: Address | null;
    }
    Index(['address.since'])(Odd);
    await expect(opened.line.sync([Odd])).rejects.toThrow(SchemaError);
    await expect(opened.line.sync([Odd])).rejects.toThrow(/cannot index a timestamp inside jsonb/);
    await expect(opened.line.sync([Odd])).rejects.toThrow(/no index method `sai`/);
    await expect(opened.line.sync([Odd])).rejects.toThrow(/option `odd` is not known/);
  });

  it('makes an index once that two models of a table declare', async () => {
    @Entity({ name: 't', indexes: [['name']] })
    class One extends Plain {}
    @Entity({ name: 't', indexes: [['name']] })
    class Other extends Plain {}
    expect(await opened.line.outline([One, Other])).toEqual(['createIndex safe']);
    await opened.line.sync([One, Other]);
    expect(await opened.line.plan([One, Other], true)).toEqual([]);
  });

  it.each([
    ['t_address_city_idx', { 'address.city': 'Bonn' }],
    ['high', { score: { $gt: 10 }, name: { $ne: "o'clock", $gte: 'x' } }],
    ['t_score_desc_idx', { score: 3 }],
  ])('makes %s so that a filter can use it', async (index, filter) => {
    await opened.line.sync([Indexed]);
    const model = modelMetadataOf(Indexed);
    const condition = literalPredicateSql(model, parseFilter(model, filter));
    await opened.line.rows('SET enable_seqscan = off');
    expect(JSON.stringify(await opened.line.rows(`EXPLAIN SELECT FROM t WHERE ${condition}`))).toContain(index);
    await opened.line.rows('RESET enable_seqscan');
  });

  it('refuses two indexes with one name', async () => {
    @Entity({ name: 't_a', indexes: [['b']] })
    class One extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
      @Field('int') b!: number;
    }
    @Entity({ name: 't', indexes: [['a_b']] })
    class Other extends Plain {
      @Field({ type: 'int', nullable: true }) a_b!: number | null;
    }
    await expect(opened.line.sync([One, Other])).rejects.toThrow(/t_a_b_idx is also that of an index on "t_a"/);
  });
});
