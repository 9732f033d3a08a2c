import fc from 'fast-check';
import { Decimal128 } from 'mongodb';
import { bson, type Member, type Value } from './bson-writer';

const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });

/** Texts without U+0000, short and long, ASCII and not. */
const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('', '2020-02-03', '2020-02-03T04:05:06.789Z', '12.5', 'x'.repeat(31), 'é'.repeat(16), 'y'.repeat(33)),
);

const whole = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n, 2n ** 53n - 1n, -(2n ** 53n), 0n, 5n),
);

const decimalText = fc.oneof(
  fc
    .tuple(fc.bigInt({ min: -(10n ** 33n), max: 10n ** 33n }), fc.integer({ min: -6000, max: 6000 }))
    .map(([digits, exponent]) => `${digits}E${exponent}`),
  fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map(String),
  fc.constantFrom('NaN', 'Infinity', '-Infinity', '-0', '0', '1.50', '1E+3', '9223372036854775808'),
);

const scalars: readonly fc.Arbitrary<Value>[] = [
  fc.double().map(bson.double),
  fc.constantFrom(-0, Number.NaN, Infinity, -Infinity, 3, 2 ** 53, 1e300, 0.1).map(bson.double),
  text.map(bson.string),
  fc
    .tuple(fc.constantFrom(0, 1, 2, 3, 4, 5, 9, 128), fc.uint8Array({ maxLength: 20 }))
    .map(([subtype, payload]) => bson.binary(subtype, payload)),
  bytes(16).map((payload) => bson.binary(4, payload)),
  fc.constant(bson.undefined()),
  bytes(12).map(bson.objectId),
  fc.boolean().map(bson.boolean),
  fc.oneof(fc.integer({ min: -(10 ** 12), max: 2 * 10 ** 12 }).map(BigInt), whole).map(bson.date),
  fc.constant(bson.null()),
  fc
    .tuple(fc.constantFrom('^a', '(?i)x', '['), fc.constantFrom('', 'i', 'imsx'))
    .map(([source, flags]) => bson.regex(source, flags)),
  bytes(12).map((id) => bson.dbPointer('db.things', id)),
  text.map(bson.code),
  text.map(bson.symbol),
  text.map((source) => bson.codeWithScope(source, [{ name: 'n', ...bson.int32(1) }])),
  fc.integer().map(bson.int32),
  fc.bigInt({ min: 0n, max: 2n ** 62n }).map(bson.timestamp),
  whole.map(bson.int64),
  decimalText.map((digits) => bson.decimal128(Decimal128.fromStringWithRounding(digits).bytes)),
  fc.constant(bson.minKey()),
  fc.constant(bson.maxKey()),
];

const scalar = fc.oneof(...scalars);

/** Names of members, those that objects treat in a way of their own included. */
const name = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'n',
    'months',
    'days',
    'nanoseconds',
    '__proto__',
    'constructor',
    '2',
    '1',
    '10',
    '',
    'é',
    'toJSON',
  ),
  fc.string({ maxLength: 8 }).map((value) => value.replaceAll('\0', '').replaceAll('$', '')),
);

const nested = fc.letrec<{ value: Value; member: Member }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'bson' },
    scalar,
    fc.array(tie('value'), { maxLength: 4, depthIdentifier: 'bson' }).map(bson.array),
    fc.array(tie('member'), { maxLength: 5, depthIdentifier: 'bson' }).map(bson.document),
  ),
  member: fc.tuple(name, tie('value')).map(([memberName, value]) => ({ name: memberName, ...value })),
}));

/** Any value of any BSON type, nested ones included. */
export const anyValue = nested.value;

/** Any member. */
export const anyMember = nested.member;

/** Values that are likely to fit one logical type or another: arrays of one type, documents of known names. */
export const likelyValue: fc.Arbitrary<Value> = fc.oneof(
  scalar,
  fc.constantFrom(...scalars).chain((one) => fc.array(one, { maxLength: 13 }).map(bson.array)),
  fc.record({ months: fc.integer(), days: fc.integer(), nanoseconds: whole }).map(({ months, days, nanoseconds }) =>
    bson.document([
      { name: 'months', ...bson.int32(months) },
      { name: 'days', ...bson.int32(days) },
      { name: 'nanoseconds', ...bson.int64(nanoseconds) },
    ]),
  ),
  fc.array(anyMember, { maxLength: 4 }).map(bson.document),
);
