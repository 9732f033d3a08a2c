import * as fc from 'fast-check';
import { Discriminator, Entity, Field, Index, PrimaryKey } from '../../../lib/decorators';
import { fitName, indexName, primaryKeyName } from '../../../lib/engines/postgres/postgres-names';
import { isSameType, isWidening } from '../../../lib/engines/postgres/postgres-type-change';
import type { AnyClass } from '../../../lib/internal/any-class';
import { modelMetadataOf } from '../../../lib/metadata/model-metadata-of';
import { Document } from '../../unit/metadata/bare-document';

function indexNames(model: AnyClass): readonly string[] {
  const metadata = modelMetadataOf(model);
  return metadata.indexes.map((index) => indexName(metadata, index));
}

describe('names in PostgreSQL', () => {
  it('never exceed what the server keeps, and stay apart', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(Buffer.byteLength(fitName(one))).toBeLessThanOrEqual(63);
        expect(fitName(fitName(one))).toBe(fitName(one));
        if (one !== other) expect(fitName(`${'x'.repeat(70)}${one}`)).not.toBe(fitName(`${'x'.repeat(70)}${other}`));
      }),
    );
  });

  it('are made of table and fields unless given', () => {
    @Entity({ name: 'people', indexes: [['name', '-age']] })
    class Person extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
      @Field('string') @Index({ unique: true }) name!: string;
      @Field('int') @Index({ name: 'given' }) age!: number;
    }
    expect(primaryKeyName(modelMetadataOf(Person))).toBe('people_pkey');
    expect([...indexNames(Person)].sort()).toEqual(['given', 'people_name_age_desc_idx', 'people_name_key']);
  });

  it('are numbered where subclasses that share a table would have the same', () => {
    @Entity({ name: 'animals' })
    class Animal extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
      @Discriminator() kind!: string;
      @Field('int') age!: number;
    }
    @Entity({ discriminator: 'cat', indexes: [{ fields: ['age'], where: { kind: 'cat' } }] })
    class Cat extends Animal {}
    @Entity({ discriminator: 'dog', indexes: [{ fields: ['age'], where: { kind: 'dog' } }] })
    class Dog extends Animal {}
    expect([indexNames(Cat), indexNames(Dog)]).toEqual([['animals_age_idx'], ['animals_age_idx_2']]);
  });
});

describe('types of PostgreSQL', () => {
  it.each([
    ['timestamptz', 'timestamp with time zone'],
    ['time', 'time without time zone'],
    ['int', 'integer'],
    ['text[]', 'text[]'],
    ['vector(3)', 'extensions.vector(3)'],
    ['varchar(20)', 'character varying(20)'],
  ])('%s is %s', (one, other) => {
    expect(isSameType(one, other)).toBe(true);
    expect(isSameType(other, one)).toBe(true);
  });

  it.each([
    ['integer', 'bigint', true],
    ['bigint', 'integer', false],
    ['bigint', 'double precision', false],
    ['bigint', 'numeric', true],
    ['real', 'double precision', true],
    ['character varying(20)', 'text', true],
    ['text', 'character varying(20)', false],
    ['character varying(20)', 'character varying(40)', true],
    ['character varying(40)', 'character varying(20)', false],
    ['numeric(10,2)', 'numeric', true],
    ['numeric(10,2)', 'numeric(12,1)', false],
    ['smallint[]', 'integer[]', true],
    ['smallint', 'integer[]', false],
    ['vector(3)', 'vector(4)', false],
    ['text', 'jsonb', false],
  ])('a change from %s to %s keeps every value: %s', (from, to, expected) => {
    expect(isWidening(from, to)).toBe(expected);
  });
});
