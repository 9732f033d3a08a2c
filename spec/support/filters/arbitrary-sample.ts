import fc from 'fast-check';
import { Decimal, Duration } from '../../../lib';

/** Few different values, so that conditions often meet a row. */
export const text = fc.constantFrom(
  '',
  'a',
  'A',
  'ab',
  'b%',
  'a_b',
  '\\',
  "'",
  '"',
  'é',
  '€',
  '😀',
  '\ufffd',
  'a\nb',
  '$1',
);
export const whole = fc.integer({ min: -2, max: 3 });
export const big = fc.constantFrom(0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n));
export const ratio = fc.constantFrom(0, 0.1, 1, -1.5, 1e300, 5e-324);
export const price = fc
  .constantFrom('0', '0.1', '0.10000000000000000001', '-1', '1e30')
  .map((digits) => new Decimal(digits));
export const instant = fc.constantFrom(0, -1, 1, 1_700_000_000_123).map((ms) => new Date(ms));
/** The same length to some stores, and different values. */
export const span = fc
  .constantFrom('P1M', 'P30D', 'PT720H', 'PT0S', 'P1D', 'PT24H')
  .map((given) => Duration.parse(given));
export const key = fc.constantFrom('a', 'b', 'A', '0');

const few = { maxLength: 3 };

function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.option(value, { nil: null, freq: 4 });
}

function mapOf<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Map<string, T>> {
  return fc.array(fc.tuple(key, value), few).map((entries) => new Map(entries));
}

function partOf(depth: number): fc.Arbitrary<object> {
  const flat = {
    name: maybe(text),
    n: maybe(whole),
    tags: maybe(fc.array(text, few)),
    prefs: maybe(mapOf(whole)),
    // Sorted: a whole embedded value with the same set in another order is told apart by some stores.
    marks: maybe(fc.array(text, few).map((items) => new Set(items.sort()))),
  };
  // Fields may be null, and may be left out.
  if (depth === 0) return fc.record(flat, { requiredKeys: [] });
  return fc.record({ ...flat, parts: maybe(fc.array(partOf(depth - 1), { maxLength: 2 })) }, { requiredKeys: [] });
}

export const prefs = mapOf(whole);
export const part = partOf(1);
export const flatPart = partOf(0);

/** Attributes of a sample without its key. */
export const sampleAttributes = fc.record(
  {
    name: maybe(text),
    nick: maybe(text),
    age: maybe(whole),
    bound: maybe(whole),
    big: maybe(big),
    ratio: maybe(ratio),
    price: maybe(price),
    active: maybe(fc.boolean()),
    at: maybe(instant),
    tags: maybe(fc.array(text, few)),
    levels: maybe(fc.array(whole, few)),
    grid: maybe(fc.array(fc.array(whole, { maxLength: 2 }), { maxLength: 2 })),
    colours: maybe(fc.array(text, few).map((items) => new Set(items))),
    lucky: maybe(fc.array(whole, few).map((items) => new Set(items))),
    prefs: maybe(mapOf(whole)),
    kinds: maybe(fc.array(flatPart, { maxLength: 2 }).map((items) => new Set(items))),
    span: maybe(span),
    spans: maybe(fc.array(span, few)),
    main: maybe(part),
    parts: maybe(fc.array(part, few)),
    byName: maybe(mapOf(flatPart)),
  },
  { requiredKeys: [] },
);
