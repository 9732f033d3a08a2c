import { BSON, Decimal128, Double, Long } from 'mongodb';
import { ValueProblem } from '../../types/value-problem';

/** Significant digits of a Decimal128: https://www.mongodb.com/docs/manual/reference/bson-types/ */
const MAX_DIGITS = 34;
/** Zeros at both ends, the point and the sign: what is left are the significant digits. */
const INSIGNIFICANT = /^[-+]?0*|[.]/g;
const INT32_MAX = 2 ** 31 - 1;

/**
 * A number that is stored as a double whatever its value: the client writes whole numbers of 32 bits as integers unless
 * they are told apart. https://github.com/mongodb/js-bson#serialization
 */
export function doubleOf(value: number): unknown {
  return Number.isInteger(value) && Math.abs(value) <= INT32_MAX + 1 ? new Double(value) : value;
}

/** A whole number of at most 64 bits. */
export function longOf(value: bigint): unknown {
  return Long.fromBigInt(value);
}

/**
 * Decimal digits as a Decimal128.
 * @param text digits with or without sign, point and exponent
 * @throws ValueProblem (`precision`) for more than 34 significant digits, (`range`) for exponents beyond its own
 */
export function decimalOf(text: string): unknown {
  if (text.length > MAX_DIGITS && significantDigits(text) > MAX_DIGITS) {
    throw new ValueProblem('precision', `must not have more than ${MAX_DIGITS} significant digits on MongoDB`);
  }
  try {
    return Decimal128.fromString(text);
  } catch (cause) {
    if (!(cause instanceof BSON.BSONError)) throw cause;
    throw new ValueProblem('range', 'must be within the range of a 128-bit decimal on MongoDB');
  }
}

function significantDigits(text: string): number {
  const [mantissa = ''] = text.split(/e/i);
  const digits = mantissa.replace(INSIGNIFICANT, '').replace(/^0+/, '');
  return digits.replace(/0+$/, '').length;
}
