import DecimalJs from 'decimal.js';

/**
 * Exact decimal number: a decimal.js class of its own, so that settings of the application's copy do not reach it.
 *
 * Construction keeps every digit whatever the precision (https://mikemcl.github.io/decimal.js/#decimal). Arithmetic is
 * exact up to 1,000 significant digits; a quotient without an end is rounded half up there. `toString` writes plain
 * digits, no exponent, for everything that a `decimal` field takes (131,072 digits before the point, 16,383 after it:
 * https://www.postgresql.org/docs/current/datatype-numeric.html).
 */
export const Decimal: DecimalJs.Constructor = DecimalJs.clone({
  defaults: true,
  precision: 1_000,
  toExpNeg: -16_384,
  toExpPos: 131_072,
});

/** Instance type of {@link Decimal}. */
export type Decimal = DecimalJs;
