import { Exclude, Expose } from 'class-transformer';
import fc from 'fast-check';
import { Entity, Field, PrimaryKey } from '../../../lib/decorators';
import { Document } from '../../../lib/model/document';
import { Decimal } from '../../../lib/types/decimal';
import { Duration } from '../../../lib/types/duration';
import { validatorOf } from './json-schema-validator';

@Entity()
class Everything extends Document {
  @PrimaryKey({ type: 'bigint' }) id!: bigint;
  @Field({ type: 'ascii' }) ascii!: string;
  @Field({ type: 'tinyint' }) tiny!: number;
  @Field({ type: 'varint' }) whole!: bigint;
  @Field({ type: 'decimal' }) price!: Decimal;
  @Field({ type: 'objectId' }) object!: string;
  @Field({ type: 'date' }) day!: string;
  @Field({ type: 'time' }) time!: string;
  @Field({ type: 'timestamp' }) at!: Date;
  @Field({ type: 'duration' }) span!: Duration;
  @Field({ type: 'bytes' }) raw!: Uint8Array;
  @Field({ type: 'inet' }) host!: string;
  @Field({ type: 'json' }) extra!: unknown;
  @Field({ type: { set: 'bigint' } }) marks!: Set<bigint>;
  @Field({ type: { map: ['int', 'string'] } }) names!: Map<number, string>;
  @Field({ type: { map: ['uuid', 'int'] } }) byId!: Map<string, number>;
  @Field({ type: { tuple: ['int', 'string'] } }) pair!: [number, string];
  @Field({ type: 'string', nullable: true }) @Exclude({ toPlainOnly: true }) password?: string | null;
  @Field({ type: 'string', nullable: true }) @Exclude({ toClassOnly: true }) role?: string | null;
  @Field({ type: 'string', nullable: true }) @Exclude() secret?: string | null;
  @Field() @Expose({ name: 'alias' }) other!: string;

  @Expose() get label(): string {
    return this.other;
  }
}

describe('jsonSchema of every type', () => {
  const isValid = validatorOf(Everything);
  const values = fc.record({
    id: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    ascii: fc.string({ unit: 'binary-ascii' }),
    tiny: fc.integer({ min: -128, max: 127 }),
    whole: fc.bigInt(),
    price: fc.tuple(fc.bigInt(), fc.integer({ min: -30, max: 30 })).map(([digits, e]) => new Decimal(`${digits}e${e}`)),
    object: fc.stringMatching(/^[0-9a-f]{24}$/),
    day: fc
      .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
    time: fc.constantFrom('00:00:00', '23:59:59.123456789'),
    at: fc.date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31'), noInvalidDate: true }),
    span: fc
      .tuple(fc.nat(), fc.nat(), fc.bigInt({ min: 0n, max: 10n ** 18n }))
      .map(([m, d, n]) => new Duration(m, d, n)),
    raw: fc.uint8Array(),
    host: fc.oneof(fc.ipV4(), fc.ipV6()),
    extra: fc.jsonValue().filter((value) => value !== null),
    marks: fc.array(fc.bigInt({ min: 0n, max: 100n })).map((items) => new Set(items)),
    names: fc.array(fc.tuple(fc.integer(), fc.string())).map((pairs) => new Map(pairs)),
    byId: fc.array(fc.tuple(fc.uuid(), fc.integer())).map((pairs) => new Map(pairs)),
    pair: fc.tuple(fc.integer(), fc.string()),
    password: fc.constant('p'),
    secret: fc.constant('s'),
    other: fc.string(),
  });

  it('takes whatever toJSON gives', () => {
    fc.assert(
      fc.property(values, (members) => {
        const json: unknown = JSON.parse(JSON.stringify(Everything.build(members)));
        expect(isValid(json)).toBe(true);
      }),
    );
  });

  it('knows which way a property goes', () => {
    const { properties } = Everything.jsonSchema();
    expect(properties).toMatchObject({
      password: { writeOnly: true },
      role: { readOnly: true },
      label: { readOnly: true },
    });
    expect(properties).not.toHaveProperty('secret');
    expect(properties).not.toHaveProperty('other');
    expect(properties).toHaveProperty('alias');
  });
});
