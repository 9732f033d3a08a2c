import { Exclude, Expose, instanceToPlain, Transform, Type } from 'class-transformer';
import fc from 'fast-check';
import { Embeddable, Embedded, Entity, Field, PrimaryKey, Version } from '../../../lib/decorators';
import { Document } from '../../../lib/model/document';
import type { SerializationOptions } from '../../../lib/model/serialize';
import { Decimal } from '../../../lib/types/decimal';
import { Duration } from '../../../lib/types/duration';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

@Embeddable()
class Address {
  @Field() @Expose({ name: 'town' }) city!: string;
  @Field({ type: 'string', nullable: true }) @Exclude() secret?: string | null;
  @Field({ type: 'string', nullable: true }) @Expose({ groups: ['staff'] }) note?: string | null;
}

abstract class Named extends Document {
  @Field() @Transform(({ value }: { value: string }) => value.toUpperCase(), { toPlainOnly: true }) name!: string;
  @Field({ type: 'string', nullable: true }) @Exclude({ toPlainOnly: true }) password?: string | null;
}

@Entity()
class User extends Named {
  @PrimaryKey({ type: 'uuid' }) id!: string;
  @Field() @Expose({ name: 'mail' }) email!: string;
  @Field({ type: 'int', nullable: true }) @Expose({ groups: ['staff', 'boss'] }) salary?: number | null;
  @Field({ type: 'string', nullable: true }) @Expose({ since: 2, until: 4 }) nick?: string | null | undefined;
  @Field({ type: 'string', nullable: true }) _internal?: string | null;
  @Field({ type: ['string'] }) tags!: string[];
  @Field({ type: 'double', nullable: true }) @Type(() => String) shown?: number | null;
  @Embedded(() => Address) home?: Address | null;
  @Embedded(() => [Address]) places!: Address[];
  @Version() rev!: number;

  @Expose() get label(): string {
    return `${this.name} <${this.email}>`;
  }

  @Expose({ name: 'size' }) tagCount(): number {
    return this.tags.length;
  }

  get hidden(): string {
    return 'never given out';
  }
}

@Exclude()
@Entity()
class MarkedAbove extends Document {
  @PrimaryKey({ type: 'uuid' }) @Expose() id!: string;
  @Field() secret!: string;
}

@Entity()
@Exclude()
class MarkedBelow extends Document {
  @PrimaryKey({ type: 'uuid' }) @Expose() id!: string;
  @Field() secret!: string;
}

const text = fc.string({ unit: 'grapheme', maxLength: 6 });
const optionalText = fc.option(text, { nil: undefined });
const address = fc
  .record({ city: text, secret: optionalText, note: optionalText })
  .map((members) => Object.assign(new Address(), members));
const attributes = fc.record({
  id: fc.constant(ID),
  name: text,
  password: optionalText,
  email: text,
  salary: fc.option(fc.integer()),
  nick: optionalText,
  _internal: optionalText,
  tags: fc.array(text, { maxLength: 3 }),
  shown: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
  home: fc.option(address),
  places: fc.array(address, { maxLength: 2 }),
});
const options: fc.Arbitrary<SerializationOptions> = fc.record(
  {
    groups: fc.subarray(['staff', 'boss', 'other']),
    version: fc.constantFrom(0, 1, 2, 3, 4, 5),
    strategy: fc.constantFrom('excludeAll', 'exposeAll'),
    excludePrefixes: fc.subarray(['_', 'na']),
    ignoreDecorators: fc.boolean(),
  },
  { requiredKeys: [] },
);

describe('toObject', () => {
  it('gives what instanceToPlain gives', () => {
    fc.assert(
      fc.property(attributes, options, (values, chosen) => {
        const user = User.build(values);
        expect(user.toObject(chosen)).toEqual(instanceToPlain(user, chosen as Parameters<typeof instanceToPlain>[1]));
      }),
    );
  });

  it('gives what instanceToPlain gives for an embeddable class with a mark of its own', () => {
    @Embeddable()
    @Exclude()
    class Inner {
      @Field() @Expose() shown!: string;
      @Field() hidden!: string;
    }
    @Entity()
    class Outer extends Document {
      @PrimaryKey({ type: 'uuid' }) id!: string;
      @Embedded(() => [Inner]) inner!: Inner[];
    }
    const outer = Outer.build({ id: ID, inner: [{ shown: 'a', hidden: 'b' }] });
    expect(outer.toObject()).toEqual({ id: ID, inner: [{ shown: 'a' }] });
    expect(outer.toObject()).toEqual(instanceToPlain(outer));
  });

  it('lets a mark on the model hold above and below @Entity', () => {
    expect(new MarkedAbove({ id: ID, secret: 's' }).toObject()).toEqual({ id: ID });
    expect(new MarkedBelow({ id: ID, secret: 's' }).toObject()).toEqual({ id: ID });
  });

  it('leaves out fields without a value unless told otherwise', () => {
    const user = User.build({ id: ID, name: 'a', email: 'b', tags: [], places: [], home: undefined });
    user.nick = undefined;
    expect(Object.keys(user.toObject())).not.toContain('nick');
    expect(Object.keys(user.toObject({ exposeUnsetFields: true }))).toContain('nick');
  });

  it('is in the order of the fields', () => {
    const user = User.build({ tags: [], places: [], email: 'b', id: ID, name: 'a' });
    expect(Object.keys(user.toObject())).toEqual(['name', 'id', 'mail', 'tags', 'places', 'label', 'size']);
  });

  it('holds the rules of an embedded class against a plain object in its place', () => {
    const user = User.build({ id: ID, name: 'a', email: 'b', tags: [], places: [] });
    Object.assign(user, { home: { city: 'Rome', secret: 's' } });
    expect(user.toObject().home).toEqual({ town: 'Rome' });
  });

  it('shares nothing changeable with the document', () => {
    const user = User.build({ id: ID, name: 'a', email: 'b', tags: ['x'], places: [] });
    const given = user.toObject();
    (given.tags as string[]).push('y');
    expect(user.tags).toEqual(['x']);
  });
});

@Embeddable()
class Line {
  @Field({ type: 'decimal' }) price!: Decimal;
  @Field({ type: 'bigint' }) count!: bigint;
}

@Entity()
class Everything extends Document {
  @PrimaryKey({ type: 'bigint' }) id!: bigint;
  @Field({ type: 'decimal' }) price!: Decimal;
  @Field({ type: 'duration' }) span!: Duration;
  @Field({ type: 'bytes' }) raw!: Uint8Array;
  @Field({ type: 'bytes' }) buffer!: Uint8Array;
  @Field({ type: 'timestamp' }) at!: Date;
  @Field({ type: { set: 'bigint' } }) marks!: Set<bigint>;
  @Field({ type: { map: ['string', 'bigint'] } }) counts!: Map<string, bigint>;
  @Field({ type: { map: ['int', 'string'] } }) names!: Map<number, string>;
  @Field({ type: 'json' }) extra!: unknown;
  @Embedded(
    () => Map,
    () => Line,
  )
  lines!: Map<string, Line>;
  // A rule somewhere on the class: the leaves stay whole with class-transformer in play too.
  @Field() @Expose({ name: 'alias' }) other!: string;
}

function everything(): Everything {
  return Everything.build({
    id: 2n ** 63n - 1n,
    price: new Decimal('0.10'),
    span: new Duration(1, 2, 3n),
    raw: new Uint8Array([1, 2]),
    buffer: Buffer.from([3]),
    at: new Date(0),
    marks: new Set([1n, 2n]),
    counts: new Map([['a', 1n]]),
    names: new Map([[1, 'x']]),
    extra: JSON.parse('{"a":[1,null,{"__proto__":{"b":1}}]}'),
    lines: new Map([['k', { price: '1.5', count: 2n }]]),
    other: 'o',
  });
}

describe('values that are one thing', () => {
  it('keep their types in toObject', () => {
    const { lines, ...plain } = everything().toObject();
    expect(plain).toEqual({
      id: 2n ** 63n - 1n,
      price: new Decimal('0.10'),
      span: new Duration(1, 2, 3n),
      raw: new Uint8Array([1, 2]),
      buffer: Buffer.from([3]),
      at: new Date(0),
      marks: new Set([1n, 2n]),
      counts: new Map([['a', 1n]]),
      names: new Map([[1, 'x']]),
      extra: JSON.parse('{"a":[1,null,{"__proto__":{"b":1}}]}'),
      alias: 'o',
    });
    expect(lines).toEqual(new Map([['k', { price: new Decimal('1.5'), count: 2n }]]));
    expect(plain.price).toBeInstanceOf(Decimal);
    expect(plain.span).toBeInstanceOf(Duration);
    expect(plain.raw).toBeInstanceOf(Uint8Array);
  });

  it('take their JSON forms in toJSON, which fromPlain reads back', async () => {
    const document = everything();
    const json: unknown = JSON.parse(JSON.stringify(document));
    expect(json).toEqual({
      id: '9223372036854775807',
      price: '0.1',
      span: new Duration(1, 2, 3n).toString(),
      raw: 'AQI=',
      buffer: 'Aw==',
      at: '1970-01-01T00:00:00.000Z',
      marks: ['1', '2'],
      counts: { a: '1' },
      names: [[1, 'x']],
      extra: JSON.parse('{"a":[1,null,{"__proto__":{"b":1}}]}'),
      lines: { k: { price: '1.5', count: '2' } },
      alias: 'o',
    });
    const read = await Everything.fromPlain(json);
    expect({ ...read, buffer: null }).toEqual({ ...document, buffer: null });
  });
});

describe('what @Exclude hides', () => {
  it('is in no form of the document, whatever the options that respect decorators', () => {
    fc.assert(
      fc.property(options, ({ ignoreDecorators: _, ...chosen }) => {
        const secret = 'S3CRET';
        const hiding = Object.assign(new Address(), { city: 'x', secret });
        const user = User.build({
          id: ID,
          name: 'a',
          email: 'b',
          password: secret,
          tags: [],
          places: [hiding],
          home: hiding,
        });
        expect(JSON.stringify(user)).not.toContain(secret);
        expect(JSON.stringify(user.toObject(chosen))).not.toContain(secret);
      }),
    );
  });
});

describe('@Type with a discriminator', () => {
  class Cat {
    lives = 9;
  }
  class Dog {
    breed = 'x';
  }
  @Entity()
  class Owner extends Document {
    @PrimaryKey({ type: 'uuid' }) id!: string;
    @Field({ type: 'json', nullable: true })
    @Type(() => Object, {
      discriminator: {
        property: 'kind',
        subTypes: [
          { name: 'cat', value: Cat },
          { name: 'dog', value: Dog },
        ],
      },
    })
    pets?: unknown;
  }

  it('names the class of each value, and leaves the values as they were', () => {
    const owner = Owner.build({ id: ID });
    owner.pets = [new Cat(), new Dog()];
    expect(owner.toObject().pets).toEqual([
      { lives: 9, kind: 'cat' },
      { breed: 'x', kind: 'dog' },
    ]);
    expect(owner.pets).toEqual([new Cat(), new Dog()]);
  });
});
