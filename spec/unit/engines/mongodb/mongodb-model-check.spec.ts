import { Embeddable, Embedded, Entity, Field, Index, PrimaryKey } from '../../../../lib/decorators';
import { mongodbModelProblems } from '../../../../lib/engines/mongodb/mongodb-model-check';
import { modelMetadataOf } from '../../../../lib/metadata/model-metadata-of';
import { Document } from '../../metadata/bare-document';

@Embeddable()
class Part {
  @Field({ type: 'string', name: 'a.b' }) label!: string;
  @Embedded(() => Part, { nullable: true }) inner!: Part | null;
}

describe('mongodbModelProblems', () => {
  it('finds nothing wrong with what MongoDB has', () => {
    @Entity({ name: 'c'.repeat(200), namespace: 'd'.repeat(54) })
    class Fits extends Document {
      @PrimaryKey({ type: 'uuid', name: '_id' }) id!: string;
      @Field({ type: 'string', name: 'a$b' }) @Index({ using: 'text' }) label!: string;
      @Field({ type: 'json' }) @Index({ using: 'wildcard' }) extra!: unknown;
      @Field({ type: 'string' }) @Index({ using: 'vector' }) near!: string;
    }
    expect(mongodbModelProblems(modelMetadataOf(Fits))).toEqual([]);
  });

  it('names what cannot be stored under its name', () => {
    @Entity({ name: 'system.users', namespace: 'a/b' })
    class Wrong extends Document {
      @PrimaryKey({ type: 'uuid' }) id!: string;
      @Field({ type: 'string', name: '$label' }) label!: string;
      @Field({ type: 'string', name: '_id' }) other!: string;
      @Field({ type: 'timestamp', name: '_expires_at' }) end!: Date;
      @Embedded(() => [Part]) parts!: Part[];
    }
    expect(mongodbModelProblems(modelMetadataOf(Wrong))).toEqual([
      expect.stringMatching(/begin with `system\.` are the server's own/),
      expect.stringMatching(/The name of the database `a\/b` holds a character/),
      'The stored name `$label` of `label` must not hold a dot or start with a $ on MongoDB.',
      'The stored name `a.b` of `parts.label` must not hold a dot or start with a $ on MongoDB.',
      expect.stringMatching(/`other` is stored as `_id`, which is the key on MongoDB/),
      expect.stringMatching(/`end` is stored as `_expires_at`, which says when a document ends/),
    ]);
  });

  it('names what is too long, or taken', () => {
    const named = (name: string, namespace = 'x') => {
      @Entity({ name, namespace })
      class Named extends Document {
        @PrimaryKey({ type: 'uuid' }) id!: string;
      }
      return mongodbModelProblems(modelMetadataOf(Named));
    };
    expect(named('ż'.repeat(127))).toEqual([expect.stringMatching(/longer than the 255 bytes/)]);
    expect(named('a', 'd'.repeat(64))).toEqual([expect.stringMatching(/longer than the 63 bytes/)]);
    expect(named('polydoc_schema')).toEqual([expect.stringMatching(/where polydoc notes what it made/)]);
    expect(named('a$b')).toEqual([expect.stringMatching(/holds a `\$`/)]);
  });

  it('names markers and indexes of other stores', () => {
    @Entity()
    class Indexed extends Document {
      @PrimaryKey({ type: 'uuid' }) id!: string;
      @Field('string') @Index({ using: 'gin' }) a!: string;
      @Field('string') @Index({ using: 'hashed', unique: true }) b!: string;
      @Field('string') @Index({ name: '_id_' }) c!: string;
    }
    Index(['a', 'b'], { using: 'wildcard' })(Indexed);
    const model = modelMetadataOf(Indexed);
    const marked = { ...model, fields: model.fields.map((field) => ({ ...field, driverOnly: ['frozen'] })) };
    expect([...mongodbModelProblems(marked)].sort()).toEqual([
      'The index on `a, b` is a wildcard index: of one field, and not unique.',
      'The index on `a` uses `gin`, which MongoDB does not have.',
      'The index on `b` is hashed: it cannot be unique.',
      'The name of the index on `c` is one that MongoDB keeps for itself.',
      ...['a', 'b', 'c', 'id'].map(
        (name) => `\`${name}\` is marked \`frozen\`, which only Cassandra has. Take the marker away.`,
      ),
    ]);
  });
});
