import { type Connection, NO_RUN_OPTIONS } from '../../../lib/contract/driver';
import { ClusteringKey, Embeddable, Embedded, Entity, Field, PrimaryKey, Vector, View } from '../../../lib/decorators';
import { planPostgresSchema } from '../../../lib/engines/postgres/postgres-schema-plan';
import type { AnyClass } from '../../../lib/internal/any-class';
import { modelMetadataOf } from '../../../lib/metadata/model-metadata-of';
import { Document, MaterializedView } from '../../unit/metadata/bare-document';

/** A store with nothing in it but the vector extension at hand, which answers the catalog query and nothing else. */
const EMPTY: Connection<unknown> = {
  native: null,
  run: () => Promise.reject(new Error('A plan runs nothing.')),
  explain: () => Promise.reject(new Error('A plan explains nothing.')),
  execute: async (_statement, parameters, options) => {
    expect(options).toBe(NO_RUN_OPTIONS);
    expect(parameters).toHaveLength(1);
    return [{ catalog: JSON.stringify({ schemas: [], vector: { installed: false, available: true }, tables: [] }) }];
  },
  release: () => undefined,
};

async function statements(...models: readonly AnyClass[]): Promise<readonly string[]> {
  const plan = await planPostgresSchema(EMPTY, models.map(modelMetadataOf), { dropRemovedIndexes: false });
  return plan.flatMap((change) => change.statements);
}

@Embeddable()
class Address {
  @Field('string') city!: string;
}

describe('statements of a schema', () => {
  it('quote every name', async () => {
    @Entity({ name: 'odd "table"', namespace: "o'brien" })
    class Odd extends Document {
      @PrimaryKey({ type: 'int', name: 'the "id"' }) id!: number;
    }
    expect(await statements(Odd)).toEqual([
      `CREATE SCHEMA IF NOT EXISTS "o'brien"`,
      `CREATE TABLE "o'brien"."odd ""table""" (
  "the ""id""" integer NOT NULL,
  "_expires_at" timestamp with time zone,
  CONSTRAINT "odd ""table""_pkey" PRIMARY KEY ("the ""id""")
)`,
    ]);
  });

  it('state order of keys, table options and the extension of vectors', async () => {
    @Entity({
      name: 'log',
      options: { postgres: { unlogged: true, fillfactor: 50, with: { autovacuum_enabled: false } } },
    })
    class Log extends Document {
      @PrimaryKey({ type: 'string' }) source!: string;
      @ClusteringKey({ type: 'timestamp', order: 'desc' }) at!: Date;
      @Vector({ dimensions: 3, nullable: true }) embedding!: Float32Array | null;
    }
    expect(await statements(Log)).toEqual([
      'CREATE EXTENSION IF NOT EXISTS vector',
      `CREATE UNLOGGED TABLE "log" (
  "source" text COLLATE "C" NOT NULL,
  "at" timestamptz NOT NULL,
  "embedding" vector(3),
  "_expires_at" timestamp with time zone,
  CONSTRAINT "log_pkey" PRIMARY KEY ("source", "at")
) WITH (fillfactor = 50, autovacuum_enabled = false)`,
      `COMMENT ON INDEX "log_pkey" IS 'polydoc:clustering at desc'`,
    ]);
  });

  it('make indexes that serve the orders that polydoc states, with conditions written out', async () => {
    @Entity({
      name: 'people',
      indexes: [
        ['name', '-age'],
        { fields: ['address.city'], unique: true, sparse: true, name: 'by_city' },
        { fields: ['age'], where: { name: { $in: ["o'clock", 'b'] } }, name: 'some' },
      ],
    })
    class Person extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
      @Field('string') name!: string;
      @Field({ type: 'int', nullable: true }) age!: number | null;
      @Embedded(() => Address, { nullable: true }) address!: Address | null;
    }
    const created = (await statements(Person)).filter(
      (statement) => statement.startsWith('CREATE') && statement.includes('INDEX'),
    );
    expect(created[0]).toBe('CREATE INDEX "people_name_age_desc_idx" ON "people" ("name", "age" DESC NULLS LAST)');
    expect(created[1]).toMatch(
      /^CREATE UNIQUE INDEX "by_city" ON "people" \(\(.*'city'.*\) NULLS FIRST\) WHERE .* IS NOT NULL$/,
    );
    expect(created[2]).toMatch(/^CREATE INDEX "some" ON "people" \("age" NULLS FIRST\) WHERE .*o''clock/);
    expect(created.join()).not.toContain('$');
  });

  it('make views after what they read', async () => {
    @Entity({ name: 'source' })
    class Source extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
    }
    @Entity({ name: 'first_view' })
    @View({ of: Source, keys: ['id'] })
    class First extends MaterializedView {
      @Field('int') id!: number;
    }
    @Entity({ name: 'second_view' })
    @View({ of: First, keys: ['id'] })
    class Second extends MaterializedView {
      @Field('int') id!: number;
    }
    const created = (await statements(Second, First, Source)).filter((statement) => !statement.startsWith('COMMENT'));
    expect(created).toEqual([
      expect.stringMatching(/^CREATE TABLE "source"/),
      `CREATE MATERIALIZED VIEW "first_view" AS
SELECT "id" AS "id"
FROM "source"
WHERE ("_expires_at" IS NULL OR "_expires_at" > statement_timestamp())`,
      'CREATE UNIQUE INDEX "first_view_pkey" ON "first_view" ("id")',
      `CREATE MATERIALIZED VIEW "second_view" AS
SELECT "id" AS "id"
FROM "first_view"`,
      'CREATE UNIQUE INDEX "second_view_pkey" ON "second_view" ("id")',
    ]);
  });
});
