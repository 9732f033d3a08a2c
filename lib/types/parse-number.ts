import { Decimal } from './decimal';
import { misfit } from './misfit';
import { ValueProblem } from './value-problem';

/** PostgreSQL's `numeric`, and so `decimal` and `varint`, has at most 131,072 digits before the point. */
const MAX_WHOLE_DIGITS = 131_072;
const MAX_FRACTION_DIGITS = 16_383;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,9})?$/;
const MAX_DECIMAL_TEXT = 2 * MAX_WHOLE_DIGITS;

/** A parser of whole numbers of `bits` bits, 8 to 32, held as number. -0 becomes 0. */
export function smallIntegerParser(bits: number): (value: unknown) => number {
  const max = 2 ** (bits - 1) - 1;
  const min = -max - 1;
  return (value) => {
    if (typeof value !== 'number') throw misfit('a whole number', value);
    if (!Number.isInteger(value)) throw notWhole(value);
    if (value < min || value > max) throw new ValueProblem('range', `must be from ${min} to ${max}`);
    return value + 0;
  };
}

const MAX_INT64 = 9_223_372_036_854_775_807n;
const MIN_INT64 = -MAX_INT64 - 1n;

/** A whole number of 64 bits as bigint; a number is taken if it is a safe integer. */
export function parseBigint(value: unknown): bigint {
  const whole = toBigint(value);
  if (whole > MAX_INT64 || whole < MIN_INT64) {
    throw new ValueProblem('range', `must be from ${MIN_INT64} to ${MAX_INT64}`);
  }
  return whole;
}

/** The first number that is too big; 54 KiB, made when it is first needed. */
let varintLimit: bigint | null = null;

/** A whole number of up to 131,072 digits as bigint; a number is taken if it is a safe integer. */
export function parseVarint(value: unknown): bigint {
  const whole = toBigint(value);
  if (whole <= MAX_INT64 && whole >= MIN_INT64) return whole;
  varintLimit ??= 10n ** BigInt(MAX_WHOLE_DIGITS);
  if (whole < varintLimit && whole > -varintLimit) return whole;
  throw new ValueProblem('range', `must have at most ${MAX_WHOLE_DIGITS} digits`);
}

function toBigint(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value !== 'number') throw misfit('a bigint', value);
  if (!Number.isInteger(value)) throw notWhole(value);
  if (!Number.isSafeInteger(value)) {
    throw new ValueProblem('precision', 'must be a bigint, because numbers of this size are not exact');
  }
  return BigInt(value);
}

function notWhole(value: number): ValueProblem {
  return Number.isFinite(value) ? new ValueProblem('precision', 'must be a whole number') : notFinite();
}

function notFinite(): ValueProblem {
  return new ValueProblem('range', 'must be a finite number, not NaN or an infinity');
}

/** A finite number. -0 becomes 0, which it equals, because not every store keeps its sign. */
export function parseDouble(value: unknown): number {
  if (typeof value !== 'number') throw misfit('a number', value);
  if (!Number.isFinite(value)) throw notFinite();
  return value + 0;
}

/** A finite number that 32 bits hold exactly, so that it is the same when read back; `Math.fround` rounds on purpose. */
export function parseFloat32(value: unknown): number {
  const number = parseDouble(value);
  const nearest = Math.fround(number);
  if (nearest === number) return number;
  if (!Number.isFinite(nearest)) throw new ValueProblem('range', 'must be within the range of a 32 bit float');
  throw new ValueProblem(
    'precision',
    'must be exact as a 32 bit float: round with Math.fround, or use double or decimal',
  );
}

/**
 * A `Decimal` of at most 131,072 digits before the point and 16,383 after it, from a `Decimal` (of any decimal.js
 * class), a string of plain or exponential digits, a bigint or a safe integer. A fractional number is refused: its
 * decimal digits are a guess.
 */
export function parseDecimal(value: unknown): Decimal {
  const decimal = toDecimal(value);
  if (!decimal.isFinite()) throw notFinite();
  if (decimal.isZero()) return decimal.isNegative() ? new Decimal(0) : decimal;
  if (decimal.e >= MAX_WHOLE_DIGITS || decimal.decimalPlaces() > MAX_FRACTION_DIGITS) {
    throw new ValueProblem(
      'range',
      `must have at most ${MAX_WHOLE_DIGITS} digits before the point and ${MAX_FRACTION_DIGITS} after it`,
    );
  }
  return decimal;
}

function toDecimal(value: unknown): Decimal {
  if (value instanceof Decimal) return value;
  if (typeof value === 'string') return decimalOfText(value);
  if (typeof value === 'bigint') return new Decimal(parseVarint(value).toString());
  if (typeof value === 'number') return decimalOfNumber(value);
  if (typeof value === 'object' && value !== null && Decimal.isDecimal(value)) return decimalOfText(value.toString());
  throw misfit('a Decimal or a string of digits', value);
}

function decimalOfText(text: string): Decimal {
  if (text.length <= MAX_DECIMAL_TEXT && DECIMAL.test(text)) return new Decimal(text);
  throw new ValueProblem('format', 'must be a decimal number such as 12.50');
}

function decimalOfNumber(value: number): Decimal {
  if (Number.isSafeInteger(value)) return new Decimal(value);
  if (!Number.isFinite(value)) throw notFinite();
  throw new ValueProblem('precision', 'must be a Decimal or a string, because this number is not exact');
}
