import { Exclude, Expose, Transform, Type } from 'class-transformer';
import { IsEmail, IsInt, Max, Min, MinLength } from 'class-validator';
import fc from 'fast-check';
import {
  CreatedAt,
  Discriminator,
  Embeddable,
  Embedded,
  Entity,
  Field,
  PrimaryKey,
  UpdatedAt,
  Version,
} from '../../../lib/decorators';
import { DocumentParsingError, ValidationError } from '../../../lib/errors';
import { Document } from '../../../lib/model/document';
import { Decimal } from '../../../lib/types/decimal';
import { expectError } from '../../support/expect-error';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

@Embeddable()
class Line {
  @Field({ type: 'int' }) @Min(1) count!: number;
  @Field({ type: 'decimal', nullable: true }) price?: Decimal | null;
  @Field({ type: 'string' }) label = 'none';
  @Embedded(() => [Line], { nullable: true }) parts?: Line[] | null;
}

@Entity()
class Order extends Document {
  @PrimaryKey({ type: 'uuid', generated: true }) id!: string;
  @Field() @Expose({ name: 'mail' }) @IsEmail() @MinLength(8) email!: string;
  @Field({ type: 'timestamp', nullable: true }) at?: Date | null;
  @Field({ type: 'int', default: 3 }) stars!: number;
  @Field({ type: 'string', nullable: true }) @Exclude({ toClassOnly: true }) role?: string | null;
  @Field({ type: 'string', nullable: true }) @Expose({ groups: ['staff'] }) note?: string | null;
  @Field({ type: ['string'] })
  @Transform(({ value }: { value: string }) => value.split(','), { toClassOnly: true })
  tags: string[] = [];
  @Field({ type: 'double', nullable: true }) @Type(() => Number) weight?: number | null;
  @Embedded(() => Line) main?: Line | null;
  @Embedded(() => [Line]) lines: Line[] = [];
  @Embedded(
    () => Map,
    () => Line,
    { nullable: true },
  )
  named?: Map<string, Line> | null;
  @Field({ type: 'json', nullable: true }) extra?: unknown;
  @Version() rev!: number;
  @CreatedAt() createdAt!: Date;
  @UpdatedAt() updatedAt!: Date;

  @Expose() get summary(): string {
    return `${this.lines.length} lines`;
  }
}

const GOOD = { mail: 'a@example.org' };

function problemsOf(error: ValidationError): string[] {
  return error.problems.map(({ path, constraint }) => `${path} ${constraint}`).sort();
}

describe('fromPlain', () => {
  it('builds a new document with defaults, initial values and a generated key', async () => {
    const order = await Order.fromPlain(GOOD);
    expect(order).toBeInstanceOf(Order);
    expect(order.isNew).toBe(true);
    expect({ ...order, id: null }).toEqual({ id: null, email: 'a@example.org', stars: 3, tags: [], lines: [] });
    expect(order.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('reads JSON forms into their types, however deep', async () => {
    const order = await Order.fromPlain({
      ...GOOD,
      at: '2024-02-29T12:00:00Z',
      main: { count: 1, price: '1.50', parts: [{ count: 2, price: '2' }] },
      lines: [{ count: 3 }],
      named: { a: { count: 4, label: 'x' } },
    });
    expect(order.at).toEqual(new Date('2024-02-29T12:00:00Z'));
    expect(order.main).toBeInstanceOf(Line);
    expect(order.main?.price).toEqual(new Decimal('1.5'));
    expect(order.main?.parts?.[0]).toBeInstanceOf(Line);
    expect(order.lines[0]).toEqual(Object.assign(new Line(), { count: 3, label: 'none' }));
    expect(order.named?.get('a')).toEqual(Object.assign(new Line(), { count: 4, label: 'x' }));
  });

  it('takes back what toJSON gave, exposed getters and system fields included', async () => {
    const order = await Order.fromPlain({ ...GOOD, id: ID, lines: [{ count: 3 }] });
    Object.assign(order, { rev: 4, createdAt: new Date(0), updatedAt: new Date(1), tags: ['a'] });
    const { tags, ...json } = order.toJSON();
    const again = await Order.fromPlain({ ...json, tags: (tags as string[]).join(',') });
    expect(again).toEqual(order);
  });

  it('takes a field under its own name as well as under its exposed one, but not under both', async () => {
    expect((await Order.fromPlain({ email: 'a@example.org' })).email).toBe('a@example.org');
    await expectError(Order.fromPlain({ ...GOOD, email: 'b@example.org' }), DocumentParsingError);
  });

  it.each([null, undefined, 1, 'text', [], [GOOD], new Date(), new Map(), new (class Other {})()])(
    'refuses what is no plain object: %p',
    async (input) => {
      await expectError(Order.fromPlain(input), DocumentParsingError);
    },
  );

  it('names every unknown key, nested ones by path', async () => {
    const error = await expectError(
      Order.fromPlain({
        ...GOOD,
        nope: 1,
        main: { count: 1, bad: 2 },
        named: { a: { count: 1, parts: [{ worse: 3 }] } },
      }),
      DocumentParsingError,
    );
    for (const key of ['"nope"', '"main.bad"', '"named.a.parts.0.worse"']) expect(error.message).toContain(key);
  });

  it('drops unknown keys when told to', async () => {
    const order = await Order.fromPlain({ ...GOOD, nope: 1, main: { count: 1, bad: 2 } }, { unknown: 'strip' });
    expect(Object.keys(order)).not.toContain('nope');
    expect({ ...order.main }).toEqual({ count: 1, label: 'none' });
  });

  it.each(['__proto__', 'constructor', 'prototype'])('treats %s as an unknown key', async (key) => {
    const input: unknown = JSON.parse(`{"mail":"a@example.org","${key}":{"polluted":true}}`);
    const nested: unknown = JSON.parse(`{"mail":"a@example.org","main":{"count":1,"${key}":{"polluted":true}}}`);
    await expectError(Order.fromPlain(input), DocumentParsingError);
    await expectError(Order.fromPlain(nested), DocumentParsingError);
    const stripped = await Order.fromPlain(nested, { unknown: 'strip' });
    expect(Object.getPrototypeOf(stripped)).toBe(Order.prototype);
    expect(Object.getPrototypeOf(stripped.main)).toBe(Line.prototype);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('drops what @Exclude and groups keep out of the class', async () => {
    const order = await Order.fromPlain({ ...GOOD, role: 'admin', note: 'x' });
    expect(Object.keys(order)).not.toContain('role');
    expect(Object.keys(order)).not.toContain('note');
    expect((await Order.fromPlain({ ...GOOD, note: 'x' }, { groups: ['staff'] })).note).toBe('x');
  });

  it('runs @Type and @Transform on what came in', async () => {
    const order = await Order.fromPlain({ ...GOOD, tags: 'a,b', weight: '1.5' });
    expect(order.tags).toEqual(['a', 'b']);
    expect(order.weight).toBe(1.5);
  });

  it('says that the type is wrong when a @Transform fails over it', async () => {
    const error = await expectError(Order.fromPlain({ ...GOOD, tags: 5 }), ValidationError);
    expect(problemsOf(error)).toEqual(['tags type']);
  });

  it('finds all problems of types and rules at once', async () => {
    const error = await expectError(
      Order.fromPlain({
        mail: 'bad',
        at: 'yesterday',
        stars: 'many',
        main: { price: 'x', label: 5 },
        lines: [{ count: 0 }, 7, { count: 'z' }],
        named: [],
      }),
      ValidationError,
    );
    expect(problemsOf(error)).toEqual([
      'at format',
      'email isEmail',
      'email minLength',
      'lines.0.count min',
      'lines.1 type',
      'lines.2.count min',
      'lines.2.count type',
      'main.count min',
      'main.count required',
      'main.label type',
      'main.price format',
      'stars type',
    ]);
  });

  it('reports missing values', async () => {
    const error = await expectError(Order.fromPlain({}), ValidationError);
    expect(problemsOf(error)).toEqual(['email isEmail', 'email minLength', 'email required']);
  });

  it('refuses null where null is not allowed', async () => {
    const error = await expectError(Order.fromPlain({ ...GOOD, stars: null, lines: [null] }), ValidationError);
    expect(problemsOf(error)).toEqual(['lines.0 required', 'stars required']);
  });

  it('refuses input that is nested too deep, with a problem and not a full stack', async () => {
    let parts: object = { count: 1 };
    for (let depth = 0; depth < 50_000; depth++) parts = { count: 1, parts: [parts] };
    const error = await expectError(Order.fromPlain({ ...GOOD, main: parts }), ValidationError);
    expect(error.problems.map(({ constraint }) => constraint)).toContain('depth');
  });

  it('can leave the rules out, never the types', async () => {
    const order = await Order.fromPlain({ mail: 'bad' }, { validate: false });
    expect(order.email).toBe('bad');
    await expectError(Order.fromPlain({ mail: 7 }, { validate: false }), ValidationError);
  });

  it('never gives anything but a valid document or one of its two errors', async () => {
    const keys = fc.constantFrom(
      'mail',
      'email',
      'at',
      'stars',
      'main',
      'lines',
      'named',
      'extra',
      'id',
      'rev',
      'weight',
    );
    const line = fc.dictionary(fc.constantFrom('count', 'price', 'label', 'parts', 'x'), fc.jsonValue());
    const value = fc.oneof(fc.jsonValue(), line, fc.array(line), fc.dictionary(fc.string(), line));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(keys, value), async (input) => {
        try {
          const order = await Order.fromPlain({ ...GOOD, ...input });
          await order.validate();
        } catch (cause) {
          if (!(cause instanceof DocumentParsingError) && !(cause instanceof ValidationError)) throw cause;
        }
      }),
      { numRuns: 300 },
    );
  });
});

@Entity()
class Animal extends Document {
  @PrimaryKey({ type: 'uuid', generated: true }) id!: string;
  @Discriminator() kind!: string;
}

@Entity({ discriminator: 'cat' })
class Cat extends Animal {
  @Field({ type: 'int' }) @IsInt() @Max(9) lives!: number;
}

@Entity({ discriminator: 'dog' })
class Dog extends Animal {
  @Field() breed!: string;
}

describe('fromPlain of classes that share a table', () => {
  it('makes the class that the discriminator names', async () => {
    const animal = await Animal.fromPlain({ kind: 'cat', lives: 9 });
    expect(animal).toBeInstanceOf(Cat);
    expect(await Cat.fromPlain({ lives: 9 })).toMatchObject({ kind: 'cat', lives: 9 });
  });

  it('refuses a name of another family, or none where one is needed', async () => {
    const asDog = await expectError(Cat.fromPlain({ kind: 'dog', lives: 9 }), ValidationError);
    expect(problemsOf(asDog)).toContain('kind discriminator');
    const none = await expectError(Animal.fromPlain({}), ValidationError);
    expect(problemsOf(none)).toEqual(['kind discriminator']);
    await expectError(Dog.fromPlain({ breed: 'x', lives: 1 }), DocumentParsingError);
  });
});
