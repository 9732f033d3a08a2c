import fc from 'fast-check';
import { Decimal } from '../../../lib/types/decimal';
import { Duration } from '../../../lib/types/duration';
import { type EmbeddedShape, type LogicalType, SCALAR_NAMES, type ScalarName } from '../../../lib/types/logical-type';
import { parserFor } from '../../../lib/types/parse-value';
import { ValueProblem } from '../../../lib/types/value-problem';

/** A class whose values are embedded, and contain themselves. */
export class Node {
  label: unknown;
  amount?: unknown;
  children?: unknown;
}

/** The type of `Node`. */
export const NODE: LogicalType = { kind: 'embedded', shape: () => nodeShape };

const nodeShape: EmbeddedShape = {
  name: 'node',
  className: 'Node',
  prototype: Node.prototype,
  fields: [
    { property: 'label', column: 'label', type: { kind: 'string' }, nullable: false },
    { property: 'amount', column: 'amount_eur', type: { kind: 'decimal' }, nullable: true },
    { property: 'children', column: 'children', type: { kind: 'list', element: NODE }, nullable: true },
  ],
};

/** Runs the parser; gives the problem that it threw. */
export function problemOf(type: LogicalType, value: unknown): ValueProblem {
  return thrownBy(() => parserFor(type)(value));
}

/** The problem that the function throws; fails when it throws none. */
export function thrownBy(run: () => unknown): ValueProblem {
  try {
    run();
  } catch (cause) {
    if (cause instanceof ValueProblem) return cause;
    throw cause;
  }
  throw new Error('no problem was found');
}

const hex = (length: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const text = fc.string({ unit: 'binary' });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const decimalText = fc
  .tuple(fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }), fc.integer({ min: -40, max: 40 }))
  .map(([digits, exponent]) => `${digits}e${exponent}`);
const duration = fc
  .tuple(
    fc.boolean(),
    fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  )
  .map(([negative, m, d, n]) => (negative ? new Duration(-m, -d, -n) : new Duration(m, d, n)));
const day = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const time = fc
  .tuple(fc.nat(23), fc.nat(59), fc.nat(59), fc.nat(999_999_999))
  .map(
    ([h, m, s, n]) =>
      `${[h, m, s].map((part) => String(part).padStart(2, '0')).join(':')}.${String(n).padStart(9, '0')}`,
  );

const SCALARS: Readonly<Record<ScalarName, fc.Arbitrary<unknown>>> = {
  string: text,
  ascii: fc.string({ unit: 'binary-ascii' }),
  boolean: fc.boolean(),
  tinyint: fc.integer({ min: -128, max: 127 }),
  smallint: fc.integer({ min: -32_768, max: 32_767 }),
  int: fc.integer(),
  bigint: int64,
  varint: fc.bigInt(),
  float: fc.float({ noNaN: true, noDefaultInfinity: true }),
  double: fc.double({ noNaN: true, noDefaultInfinity: true }),
  decimal: fc.oneof(
    decimalText,
    decimalText.map((digits) => new Decimal(digits)),
    int64,
  ),
  uuid: fc.uuid(),
  timeuuid: fc.uuid({ version: 1 }),
  objectId: hex(24),
  date: day,
  time,
  timestamp: fc.date({ noInvalidDate: true }),
  duration,
  bytes: fc.uint8Array(),
  inet: fc.oneof(fc.ipV4(), fc.ipV6()),
  json: fc.jsonValue({ noUnicodeString: false }).filter((value) => value !== null),
};

/** A type together with values that a user may assign to a field of it. */
export interface TypedValue {
  readonly type: LogicalType;
  readonly value: unknown;
  readonly other: unknown;
}

interface Sampled {
  readonly type: LogicalType;
  readonly values: fc.Arbitrary<unknown>;
}

const scalar: fc.Arbitrary<Sampled> = fc
  .constantFrom(...SCALAR_NAMES)
  .map((kind) => ({ type: { kind }, values: SCALARS[kind] }));

const node: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  node: fc.record(
    {
      label: text,
      amount: fc.option(SCALARS.decimal),
      children: fc.array(tie('node'), { maxLength: 2 }),
    },
    { requiredKeys: ['label'] },
  ),
})).node;

const sampled: fc.Arbitrary<Sampled> = fc.letrec<{ type: Sampled }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.constant({ type: NODE, values: node }),
    fc.constant({
      type: { kind: 'vector', dimensions: 3 },
      values: fc.float32Array({ minLength: 3, maxLength: 3, noNaN: true, noDefaultInfinity: true }),
    }),
    tie('type').map(listOf),
    tie('type').map(setOf),
    fc.tuple(scalar, tie('type')).map(([key, value]) => mapOf(key, value)),
    fc.array(tie('type'), { minLength: 1, maxLength: 3 }).map(tupleOf),
  ),
})).type;

function listOf({ type, values }: Sampled): Sampled {
  return { type: { kind: 'list', element: type }, values: fc.array(values, { maxLength: 4 }) };
}

function setOf({ type, values }: Sampled): Sampled {
  return {
    type: { kind: 'set', element: type },
    values: fc.array(values, { maxLength: 4 }).map((items) => new Set(items)),
  };
}

function mapOf(key: Sampled, value: Sampled): Sampled {
  const entries = fc.array(fc.tuple(key.values, value.values), { maxLength: 4 });
  return { type: { kind: 'map', key: key.type, value: value.type }, values: entries.map((list) => new Map(list)) };
}

function tupleOf(parts: readonly Sampled[]): Sampled {
  return {
    type: { kind: 'tuple', elements: parts.map(({ type }) => type) },
    values: fc.tuple(...parts.map(({ values }) => values)),
  };
}

/** Any type, nested ones included, with two values for it. */
export const typedValues: fc.Arbitrary<TypedValue> = sampled.chain(({ type, values }) =>
  fc.record({ type: fc.constant(type), value: values, other: values }),
);
