import { Entity, Field, PrimaryKey } from '../../../../lib/decorators';
import { postgresModelProblems } from '../../../../lib/engines/postgres/postgres-model-check';
import { modelMetadataOf } from '../../../../lib/metadata/model-metadata-of';
import { Document } from '../../metadata/bare-document';

const LONG = 'n'.repeat(64);

describe('postgresModelProblems', () => {
  it('finds nothing wrong with names of 63 bytes', () => {
    @Entity({ name: LONG.slice(1) })
    class Fits extends Document {
      @PrimaryKey({ type: 'uuid' }) id!: string;
    }
    expect(postgresModelProblems(modelMetadataOf(Fits))).toEqual([]);
  });

  it('names everything that the server would cut or does not have', () => {
    @Entity({ name: LONG, indexes: [] })
    class Wrong extends Document {
      @PrimaryKey({ type: 'uuid' }) id!: string;
      @Field({ type: 'string', name: `ż${'x'.repeat(62)}` }) label!: string;
    }
    const model = modelMetadataOf(Wrong);
    const marked = { ...model, fields: model.fields.map((field) => ({ ...field, driverOnly: ['static'] })) };
    const index = { name: LONG, parts: [{ path: 'label', direction: 'asc' }], unique: false, sparse: false } as const;
    const withIndex = { ...marked, indexes: [{ ...index, where: null, using: 'sai', options: {} }] };
    expect(postgresModelProblems(withIndex)).toEqual([
      expect.stringMatching(/^The name of the table `n+` is longer than the 63 bytes/),
      '`id` is marked `static`, which only Cassandra has. Take the marker away.',
      expect.stringMatching(/^The stored name of `label` `żx+` is longer/),
      '`label` is marked `static`, which only Cassandra has. Take the marker away.',
      expect.stringMatching(/^The name of the index on `label` `n+` is longer/),
      'The index on `label` uses `sai`, which PostgreSQL does not have.',
    ]);
  });
});
