import fc from 'fast-check';
import { Decimal, Duration } from '../../../lib';
import type { ScalarName } from '../../../lib/types/logical-type';

/** Well-formed text without U+0000, which one store cannot hold; the specs of text say how it is refused. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }).map((given) => given.replaceAll('\0', '')),
  fc.constantFrom('', '😀', '\ud7ff', '\ue000\uffff', 'e\u0301', 'null', '{}', '"', '\\'),
);

function hex(length: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
}

function whole(bits: number): fc.Arbitrary<number> {
  const max = 2 ** (bits - 1) - 1;
  return fc.oneof(fc.integer({ min: -max - 1, max }), fc.constantFrom(-max - 1, max, 0, -1));
}

function inText(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}

const time = fc
  .tuple(
    fc.nat({ max: 23 }),
    fc.nat({ max: 59 }),
    fc.nat({ max: 59 }),
    fc.oneof(fc.constant(0), fc.nat({ max: 999_999 })),
  )
  .map(([hours, minutes, seconds, micros]) => {
    const fraction = micros === 0 ? '' : `.${inText(micros, 6)}`.replace(/0+$/, '');
    return `${inText(hours, 2)}:${inText(minutes, 2)}:${inText(seconds, 2)}${fraction}`;
  });

const date = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((given) => given.toISOString().slice(0, 10));

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 33n), max: 10n ** 33n }), fc.integer({ min: -40, max: 20 }))
  .map(([digits, exponent]) => new Decimal(`${digits}e${exponent}`));

const duration = fc
  .record({
    months: fc.integer({ min: 0, max: 2_000 }),
    days: fc.integer({ min: 0, max: 100_000 }),
    seconds: fc.integer({ min: 0, max: 200_000 }),
    negative: fc.boolean(),
  })
  .map(({ months, days, seconds, negative }) =>
    Duration.parse(`${negative ? '-' : ''}P${months}M${days}DT${seconds}S`),
  );

const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(0.1, 1e21, 1e-7),
    fc.array(fc.oneof(tie('value'), fc.constant(null)), { maxLength: 3 }),
    // No null member: inside of an embedded value a null part is the same as a missing one.
    fc.dictionary(text, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

/** Canonical values of every type that holds one value, extremes included. */
export const SCALARS: Readonly<Record<ScalarName, fc.Arbitrary<unknown>>> = {
  string: text,
  ascii: fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
  boolean: fc.boolean(),
  tinyint: whole(8),
  smallint: whole(16),
  int: whole(32),
  bigint: fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n),
  ),
  varint: fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }),
  float: fc.float({ noNaN: true, noDefaultInfinity: true }).map((given) => given + 0),
  double: fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((given) => given + 0),
    fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, 1e-12, 0.1),
  ),
  decimal,
  uuid: fc.uuid(),
  timeuuid: fc.uuid({ version: 1 }),
  objectId: hex(24),
  date: fc.oneof(date, fc.constantFrom('0001-01-01', '1582-10-10', '1969-12-31', '2024-02-29', '9999-12-31')),
  time: fc.oneof(time, fc.constantFrom('00:00:00', '23:59:59.999999')),
  timestamp: fc.oneof(
    fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
    fc.constantFrom(-1, 0, 1).map((ms) => new Date(ms)),
  ),
  duration,
  bytes: fc
    .oneof(fc.uint8Array({ maxLength: 12 }), fc.constant(new Uint8Array()))
    .map((given) => new Uint8Array(given)),
  inet: fc.oneof(fc.ipV4(), fc.constantFrom('::', '::1', '2001:db8::ff00:42:8329', 'fe80::1', '255.255.255.255')),
  json,
};
