import {
  ClusteringKey,
  Counter,
  Discriminator,
  Embeddable,
  Embedded,
  Entity,
  Field,
  Index,
  PrimaryKey,
  View,
} from '../../../lib/decorators';
import { collectionDefinitions } from '../../../lib/engines/mongodb/mongodb-collection-definition';
import { indexDefinition, indexSpec } from '../../../lib/engines/mongodb/mongodb-index-definition';
import { commandText, isSameBson } from '../../../lib/engines/mongodb/mongodb-schema-text';
import { viewPipeline } from '../../../lib/engines/mongodb/mongodb-view-pipeline';
import type { AnyClass } from '../../../lib/internal/any-class';
import { modelMetadataOf } from '../../../lib/metadata/model-metadata-of';
import { CounterDocument, Document, MaterializedView } from '../../unit/metadata/bare-document';

@Embeddable()
class Address {
  @Field({ type: 'string', name: 'town' }) city!: string;
  @Field({ type: ['int'], nullable: true }) floors!: number[] | null;
}

@Entity({ name: 'people' })
class Person extends Document {
  @PrimaryKey({ type: 'uuid' }) id!: string;
  @Field({ type: 'string', name: 'mail' }) email!: string;
  @Field({ type: 'bigint', nullable: true }) points!: bigint | null;
  @Field({ type: 'timestamp' }) born!: Date;
  @Embedded(() => Address, { nullable: false }) address!: Address;
  @Field({ type: { map: ['string', 'double'] }, nullable: true }) scores!: Map<string, number> | null;
}

const schemaOf = (...models: readonly AnyClass[]): unknown =>
  collectionDefinitions(models.map(modelMetadataOf)).map(({ validator }) => validator.$jsonSchema);

describe('the validator of a collection', () => {
  it('says what the model says, in stored names', () => {
    expect(schemaOf(Person)).toEqual([
      {
        description: 'polydoc',
        bsonType: 'object',
        required: ['mail', 'born', 'address'],
        properties: {
          _id: { bsonType: 'binData' },
          mail: { bsonType: 'string' },
          points: { bsonType: ['long', 'int', 'null'] },
          born: { bsonType: 'date' },
          address: {
            bsonType: 'object',
            properties: {
              town: { bsonType: 'string' },
              floors: {
                bsonType: ['array', 'null'],
                items: {
                  bsonType: ['int', 'long', 'double'],
                  multipleOf: 1,
                  minimum: -(2 ** 31),
                  maximum: 2 ** 31 - 1,
                },
              },
            },
          },
          scores: { bsonType: ['object', 'null'], additionalProperties: { bsonType: 'number' } },
          _expires_at: { bsonType: ['date', 'null'] },
        },
      },
    ]);
  });

  it('has the key as one document, in its order, and requires no counter', () => {
    @Entity({ name: 'hits' })
    class Hit extends CounterDocument {
      @PrimaryKey({ type: 'string' }) page!: string;
      @ClusteringKey({ type: 'date' }) day!: string;
      @Counter() views!: bigint;
    }
    expect(schemaOf(Hit)).toEqual([
      {
        description: 'polydoc',
        bsonType: 'object',
        properties: {
          _id: {
            bsonType: 'object',
            required: ['page', 'day'],
            properties: { page: { bsonType: 'string' }, day: { bsonType: 'string' } },
            additionalProperties: false,
          },
          views: { bsonType: ['long', 'int'] },
        },
      },
    ]);
  });

  it('requires of a family what all of its classes have', () => {
    @Entity({ name: 'shapes' })
    class Shape extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
      @Discriminator() kind!: string;
    }
    @Entity({ discriminator: 'circle' })
    class Circle extends Shape {
      @Field('double') radius!: number;
    }
    const [schema] = collectionDefinitions([modelMetadataOf(Circle)]).map(({ validator }) => validator.$jsonSchema);
    expect(schema).toMatchObject({
      required: ['kind'],
      properties: { kind: { bsonType: 'string' }, radius: { bsonType: ['number', 'null'] } },
    });
  });
});

describe('an index', () => {
  const specOf = (...[fields, options]: Parameters<typeof Index>): unknown => {
    @Entity({ name: 'people' })
    class Indexed extends Person {}
    Index(fields, options)(Indexed);
    const model = modelMetadataOf(Indexed);
    const [index] = model.indexes;
    return index === undefined ? null : indexSpec(indexDefinition(model, index));
  };

  it('is over stored paths, with the name that MongoDB would give', () => {
    expect(specOf(['-email', 'address.city'], {})).toEqual({
      key: { mail: -1, 'address.town': 1 },
      name: 'mail_-1_address.town_1',
    });
    expect(specOf(['id', 'scores.x'], {})).toEqual({ key: { _id: 1, 'scores.x': 1 }, name: '_id_1_scores.x_1' });
  });

  it('is unique without its nulls', () => {
    expect(specOf(['email'], { unique: true })).toEqual({ key: { mail: 1 }, name: 'mail_1', unique: true });
    expect(specOf(['points'], { unique: true })).toMatchObject({ unique: true, sparse: true });
    expect(specOf(['points', 'email'], { unique: true })).toMatchObject({
      partialFilterExpression: { points: { $exists: true } },
    });
    expect(specOf(['points'], { unique: true, where: { email: 'x' } })).toMatchObject({
      partialFilterExpression: { mail: { $eq: 'x' }, points: { $exists: true } },
    });
  });

  it('covers documents that match, and of those where it is sparse what has a value', () => {
    expect(
      specOf(['points', 'scores'], { sparse: true, where: { $or: [{ email: 'x' }, { points: null }] } }),
    ).toMatchObject({
      partialFilterExpression: {
        $and: [
          { $or: [{ mail: { $eq: 'x' } }, { points: { $eq: null } }] },
          { $or: [{ points: { $exists: true } }, { scores: { $exists: true } }] },
        ],
      },
    });
    expect(specOf(['points'], { where: { points: { $null: false } } })).toMatchObject({
      partialFilterExpression: { points: { $exists: true } },
    });
  });

  it('is of a kind for the parts that fit it', () => {
    expect(specOf(['born', 'email'], { using: 'text' })).toMatchObject({ key: { born: 1, mail: 'text' } });
    expect(specOf(['email', 'born'], { using: 'hashed' })).toMatchObject({ key: { mail: 'hashed', born: 1 } });
    expect(specOf(['address', 'email'], { using: '2dsphere' })).toMatchObject({
      key: { address: '2dsphere', mail: 1 },
    });
  });

  it.each([
    [{ where: { email: { $startsWith: 'x' } } }, /a condition of the kind `startsWith` cannot be part/],
    [{ where: { scores: { $ne: new Map() } } }, /\$ne cannot be part/],
    [{ where: { email: { $nin: ['x'] } } }, /\$nin cannot be part/],
    [{ options: { collation: { strength: 2 } } }, /collation must be an object with a `locale`/],
    [{ options: { expireAfterSeconds: 2 ** 31 } }, /expireAfterSeconds must be whole seconds/],
    [{ options: { fillfactor: 70 } }, /option `fillfactor` is not known/],
  ])('says what it cannot be: %j', (options, reason) => {
    expect(() => specOf(['email'], options)).toThrow(reason);
  });
});

describe('a view', () => {
  it('is the same text whenever it is asked for', () => {
    @View({ of: Person, keys: ['id'], where: { born: { $lt: new Date(0) } } })
    class Old extends MaterializedView {
      @Field('uuid') id!: string;
      @Field('string') email!: string;
    }
    const { stages, text, hash } = viewPipeline(modelMetadataOf(Old));
    expect(stages).toEqual([
      { $match: { _expires_at: { $not: { $lte: expect.anything() } }, born: { $lt: new Date(0) } } },
      { $replaceWith: { _id: '$_id', email: { $ifNull: ['$mail', '$$REMOVE'] } } },
      { $match: { _id: { $ne: null } } },
    ]);
    expect(text).toContain('"$lte":"$$NOW"');
    expect(viewPipeline(modelMetadataOf(Old)).hash).toBe(hash);
  });
});

describe('comparing documents', () => {
  it('goes by what they mean to the server', () => {
    expect(isSameBson({ a: 1, b: [new Date(5)] }, { b: [new Date(5)], a: 1n })).toBe(true);
    expect(isSameBson({ a: 1 }, { a: '1' })).toBe(false);
    expect(isSameBson({ a: new Date(5) }, { a: new Date(6) })).toBe(false);
    expect(isSameBson([1, 2], [2, 1])).toBe(false);
    expect(commandText({ a: 1, b: { $lt: new Date(5) } })).toBe(
      '{"a":1,"b":{"$lt":{"$date":"1970-01-01T00:00:00.005Z"}}}',
    );
  });
});
