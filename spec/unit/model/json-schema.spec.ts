import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  Contains,
  Equals,
  IsDefined,
  IsDivisibleBy,
  IsEmail,
  IsEnum,
  IsIn,
  IsInt,
  IsIP,
  IsNotEmpty,
  IsNotIn,
  IsOptional,
  IsPositive,
  IsUrl,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateIf,
} from 'class-validator';
import {
  CreatedAt,
  Discriminator,
  Embeddable,
  Embedded,
  Entity,
  Field,
  PrimaryKey,
  Version,
} from '../../../lib/decorators';
import { Document } from '../../../lib/model/document';
import { isTaken, validatorOf } from './json-schema-validator';

enum Colour {
  Red = 'red',
  Blue = 'blue',
}

enum Size {
  Small = 1,
  Large = 2,
}

@Embeddable()
class Line {
  @Field({ type: 'int' }) @Min(1) count!: number;
  @Field({ type: 'string', default: 'none' }) label!: string;
  @Embedded(() => [Line], { nullable: true }) parts?: Line[] | null;
}

@Entity()
class Order extends Document {
  @PrimaryKey({ type: 'uuid', generated: true }) id!: string;
  @Field() @IsEmail() @MaxLength(30) email!: string;
  @Field({ type: 'string', nullable: true }) @IsOptional() @Length(2, 4) short?: string | null;
  @Field({ type: 'string', nullable: true }) @IsOptional() @Matches(/^a+$/) @MinLength(2) word?: string | null;
  @Field({ type: 'string', nullable: true }) @IsOptional() @IsUrl({ require_protocol: true }) link?: string | null;
  @Field({ type: 'string', nullable: true }) @IsOptional() @IsUUID(4) other?: string | null;
  @Field({ type: 'string', nullable: true }) @IsOptional() @IsIP(4) address?: string | null;
  @Field({ type: 'string', nullable: true }) @IsOptional() @IsIn(['x', 'y']) choice?: string | null;
  @Field({ type: 'string', nullable: true }) @IsOptional() @IsNotIn(['no']) allowed?: string | null;
  @Field({ type: 'string', nullable: true }) @IsOptional() @IsEnum(Colour) colour?: Colour | null;
  @Field({ type: 'int', nullable: true }) @IsOptional() @IsEnum(Size) size?: Size | null;
  @Field({ type: 'string', nullable: true }) @IsOptional() @Contains('a.b') dotted?: string | null;
  @Field({ type: 'string', nullable: true }) @ValidateIf(() => false) @MinLength(50) never?: string | null;
  @Field({ type: 'string', nullable: true }) @IsDefined() @IsNotEmpty() there!: string | null;
  @Field({ type: 'double', nullable: true }) @IsOptional() @Min(0) @Max(10) @IsInt() number?: number | null;
  @Field({ type: 'int', default: 3 }) @IsDivisibleBy(3) @IsPositive() threes!: number;
  @Field({ type: 'boolean', nullable: true }) @IsOptional() @Equals(true) agreed?: boolean | null;
  @Field({ type: ['string'] })
  @ArrayMinSize(1)
  @ArrayMaxSize(3)
  @ArrayUnique()
  @MinLength(2, { each: true })
  tags!: string[];
  @Field({ type: { map: ['string', 'int'] } }) @Max(5, { each: true }) counts: Map<string, number> = new Map();
  @Embedded(() => Line) main?: Line | null;
  @Embedded(() => [Line]) lines: Line[] = [];
  @Version() rev!: number;
  @CreatedAt() createdAt!: Date;
}

const GOOD = { email: 'a@example.org', there: 'x', tags: ['ab'] };

describe('jsonSchema', () => {
  const isValid = validatorOf(Order);

  it('is of the dialect 2020-12 and closed', () => {
    expect(Order.jsonSchema()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'Order',
      type: 'object',
      additionalProperties: false,
      required: ['email', 'there', 'tags'],
    });
  });

  it('says in keywords what the rules say', () => {
    expect(Order.jsonSchema().properties).toMatchObject({
      email: { type: 'string', format: 'email', maxLength: 30 },
      short: { type: ['string', 'null'], minLength: 2, maxLength: 4 },
      choice: { type: ['string', 'null'], enum: ['x', 'y', null] },
      size: { enum: [1, 2, null] },
      threes: { type: 'integer', multipleOf: 3, exclusiveMinimum: 0 },
      tags: { type: 'array', minItems: 1, maxItems: 3, uniqueItems: true, items: { type: 'string', minLength: 2 } },
      counts: { type: 'object', additionalProperties: { type: 'integer' } },
      main: { anyOf: [{ $ref: '#/$defs/Line' }, { type: 'null' }] },
      createdAt: { type: 'string', format: 'date-time' },
    });
  });

  it('describes an embedded class once, and itself in itself', () => {
    expect(Order.jsonSchema().$defs).toEqual({
      Line: {
        title: 'Line',
        type: 'object',
        properties: {
          count: expect.objectContaining({ type: 'integer' }),
          label: { type: 'string' },
          parts: { type: ['array', 'null'], items: { $ref: '#/$defs/Line' } },
        },
        required: ['count'],
        additionalProperties: false,
      },
    });
  });

  const candidates: readonly (readonly [string, unknown])[] = [
    ['email', ['a@example.org', 'bad', 7, null, `${'a'.repeat(40)}@example.org`]],
    ['short', ['ab', 'abcde', 'a', null, 5]],
    ['word', ['aa', 'ab', 'a', null]],
    ['link', ['https://example.org/x', 'no link', null]],
    ['other', ['c2d2c0a4-3ac0-4a3c-9d8b-0e3f6f1f3a11', 'x', null]],
    ['address', ['10.0.0.1', '::1', 'x', null]],
    ['choice', ['x', 'z', null]],
    ['allowed', ['yes', 'no', null]],
    ['colour', ['red', 'green', null]],
    ['size', [1, 3, 'Small', null]],
    ['dotted', ['xa.bx', 'axb', null]],
    ['never', ['x', null]],
    ['there', ['x', '', null]],
    ['number', [0, 10, 11, -1, 1.5, null, 'x']],
    ['threes', [3, 4, 0, -3, null]],
    ['agreed', [true, false, null]],
    ['tags', [['ab'], [], ['ab', 'ab'], ['a'], ['ab', 'cd', 'ef', 'gh'], null, 'ab', [null]]],
    ['counts', [{}, { a: 5 }, { a: 6 }, { a: 'x' }, 'x', null]],
    ['main', [{ count: 1 }, { count: 0 }, {}, { count: 1, x: 1 }, { count: 1, parts: [{ count: 0 }] }, null, []]],
    ['lines', [[], [{ count: 1, parts: [{ count: 2 }] }], [{}], [null], null]],
    ['id', ['01890a5d-ac96-774b-bcce-b302099a8057', 'x', null]],
    ['rev', [1, 'x']],
    ['createdAt', ['2024-02-29T12:00:00.000Z', 'yesterday', 5]],
    ['unknown', [1]],
  ];
  const cases = candidates.flatMap(([key, values]) => (values as unknown[]).map((value) => ({ key, value })));

  it.each(cases)('agrees with fromPlain on $key: $value', async ({ key, value }) => {
    const json = { ...GOOD, [key]: value };
    expect(isValid(json)).toBe(await isTaken(Order, json));
  });

  it.each(['email', 'there', 'tags', 'threes', 'main', 'lines', 'counts'])(
    'agrees with fromPlain on no %s',
    async (key) => {
      const json: Record<string, unknown> = { ...GOOD, threes: 3, main: null, lines: [], counts: {} };
      delete json[key];
      expect(isValid(json)).toBe(await isTaken(Order, json));
    },
  );
});

@Entity()
class Animal extends Document {
  @PrimaryKey({ type: 'uuid', generated: true }) id!: string;
  @Discriminator() kind!: string;
}

@Entity({ discriminator: 'cat' })
class Cat extends Animal {
  @Field({ type: 'int' }) lives!: number;
}

@Entity({ discriminator: 'dog' })
class Dog extends Animal {
  @Field() breed!: string;
}

describe('jsonSchema of classes that share a table', () => {
  it('is a choice for the base, and one class for a leaf', () => {
    const isAnimal = validatorOf(Animal);
    const isDog = validatorOf(Dog);
    expect(isAnimal({ kind: 'cat', lives: 9 })).toBe(true);
    expect(isAnimal({ kind: 'dog', breed: 'x' })).toBe(true);
    expect(isAnimal({ kind: 'dog', lives: 9 })).toBe(false);
    expect(isAnimal({ lives: 9 })).toBe(false);
    expect(isDog({ breed: 'x' })).toBe(true);
    expect(isDog({ kind: 'cat', breed: 'x' })).toBe(false);
    expect(Cat.jsonSchema()).toMatchObject({ title: 'Cat', required: ['lives'] });
  });
});
