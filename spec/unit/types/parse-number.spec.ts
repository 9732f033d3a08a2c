import DecimalJs from 'decimal.js';
import { Decimal } from '../../../lib/types/decimal';
import type { ScalarName } from '../../../lib/types/logical-type';
import { parserFor } from '../../../lib/types/parse-value';
import { problemOf } from './typed-values';

const parse = (kind: ScalarName, value: unknown): unknown => parserFor({ kind })(value);
const constraintOf = (kind: ScalarName, value: unknown): string => problemOf({ kind }, value).constraint;

describe('whole numbers', () => {
  it.each([
    ['tinyint', -128, 127],
    ['smallint', -32_768, 32_767],
    ['int', -2_147_483_648, 2_147_483_647],
  ] as const)('%s are taken from %d to %d and refused beyond', (kind, min, max) => {
    expect(parse(kind, min)).toBe(min);
    expect(parse(kind, max)).toBe(max);
    expect(constraintOf(kind, min - 1)).toBe('range');
    expect(constraintOf(kind, max + 1)).toBe('range');
  });

  it('are refused with a fraction, as NaN, as infinity and as another type', () => {
    expect(constraintOf('int', 1.5)).toBe('precision');
    expect(constraintOf('int', Number.NaN)).toBe('range');
    expect(constraintOf('bigint', Number.POSITIVE_INFINITY)).toBe('range');
    expect(constraintOf('int', 1n)).toBe('type');
    expect(constraintOf('int', '1')).toBe('type');
    expect(constraintOf('int', null)).toBe('required');
  });

  it('lose the sign of zero', () => {
    expect(parse('int', -0)).toBe(0);
    expect(parse('double', -0)).toBe(0);
    expect(parse('float', -0)).toBe(0);
    expect(parse('json', [-0])).toEqual([0]);
  });

  it('of 64 bits are bigints over the whole range; safe integers become bigints', () => {
    expect(parse('bigint', 2n ** 63n - 1n)).toBe(9_223_372_036_854_775_807n);
    expect(parse('bigint', -(2n ** 63n))).toBe(-9_223_372_036_854_775_808n);
    expect(parse('bigint', Number.MAX_SAFE_INTEGER)).toBe(9_007_199_254_740_991n);
    expect(constraintOf('bigint', 2n ** 63n)).toBe('range');
    expect(constraintOf('bigint', -(2n ** 63n) - 1n)).toBe('range');
    expect(constraintOf('bigint', 2 ** 53)).toBe('precision');
    expect(constraintOf('bigint', '1')).toBe('type');
  });

  it('of any size have up to 131,072 digits', () => {
    const largest = 10n ** 131_072n - 1n;
    expect(parse('varint', -largest)).toBe(-largest);
    expect(constraintOf('varint', largest + 1n)).toBe('range');
    expect(constraintOf('varint', -largest - 1n)).toBe('range');
  });
});

describe('floating point numbers', () => {
  it('are taken at the extremes of a double', () => {
    for (const value of [Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, 1e-12, 0.1]) {
      expect(parse('double', value)).toBe(value);
    }
  });

  it('are refused as NaN and infinity', () => {
    expect(constraintOf('double', Number.NaN)).toBe('range');
    expect(constraintOf('float', Number.NEGATIVE_INFINITY)).toBe('range');
  });

  it('of 32 bits are refused when they would be rounded or overflow', () => {
    expect(parse('float', 0.5)).toBe(0.5);
    expect(parse('float', Math.fround(0.1))).toBe(Math.fround(0.1));
    expect(constraintOf('float', 0.1)).toBe('precision');
    expect(constraintOf('float', 1e39)).toBe('range');
  });
});

describe('decimals', () => {
  it('are taken as Decimal, as digits, as bigint and as safe integer', () => {
    const decimal = new Decimal('12.50');
    expect(parse('decimal', decimal)).toBe(decimal);
    expect(parse('decimal', '1e-12')).toEqual(new Decimal('0.000000000001'));
    expect(parse('decimal', '-.5')).toEqual(new Decimal('-0.5'));
    expect(parse('decimal', 2n ** 63n)).toEqual(new Decimal('9223372036854775808'));
    expect(parse('decimal', 42)).toEqual(new Decimal('42'));
  });

  it('of the application’s own decimal.js class keep all digits', () => {
    const digits = '123456789.123456789123456789123456789123456789';
    const parsed = parse('decimal', new DecimalJs(digits));
    expect(parsed).toBeInstanceOf(Decimal);
    expect(String(parsed)).toBe(digits);
  });

  it('are refused as a fractional number, whose digits are a guess', () => {
    expect(constraintOf('decimal', 0.1)).toBe('precision');
    expect(constraintOf('decimal', 2 ** 53)).toBe('precision');
  });

  it.each(['', ' 1', '0x10', 'NaN', 'Infinity', '1e', '1,5', '1e9999999999'])('are refused as the text %j', (text) => {
    expect(constraintOf('decimal', text)).toBe('format');
  });

  it('are refused as NaN, infinity, and beyond what PostgreSQL’s numeric holds', () => {
    expect(constraintOf('decimal', new Decimal(Number.NaN))).toBe('range');
    expect(constraintOf('decimal', new Decimal(Number.POSITIVE_INFINITY))).toBe('range');
    expect(constraintOf('decimal', '1e131072')).toBe('range');
    expect(constraintOf('decimal', '1e-16384')).toBe('range');
    expect(String(parse('decimal', '1e131071'))).toHaveLength(131_072);
    expect(String(parse('decimal', '1e-16383'))).toBe(`0.${'0'.repeat(16_382)}1`);
  });

  it('lose the sign of zero', () => {
    expect(String(parse('decimal', '-0.00'))).toBe('0');
    expect(parse('decimal', '-0')).toEqual(new Decimal(0));
  });
});
