import fc from 'fast-check';
import { Decimal128 } from 'mongodb';
import { decimalAt } from '../../../../lib/engines/mongodb/bson-decimal';
import { Decimal } from '../../../../lib/types/decimal';

function read(text: string): Decimal {
  return decimalAt(Buffer.concat([Buffer.of(1), Decimal128.fromString(text).bytes]), 1);
}

/** The parts that a decimal is made of, so that a wrong one shows even where the text does not. */
function partsOf(decimal: Decimal): unknown {
  return { s: decimal.s, e: decimal.e, d: decimal.d, text: decimal.toString(), same: decimal instanceof Decimal };
}

const digits = fc.oneof(
  fc.maxSafeInteger().map(BigInt),
  fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }),
  fc.tuple(fc.integer(), fc.nat(7)).map(([whole, zeros]) => BigInt(whole) * 10n ** BigInt(zeros)),
);

describe('reading of Decimal128', () => {
  test('makes what the text of the number makes', () => {
    fc.assert(
      fc.property(
        digits,
        fc.oneof(fc.integer({ min: -9, max: 1 }), fc.integer({ min: -6143, max: 6111 })),
        (whole, exponent) => {
          const text = `${whole}E${exponent}`;
          const expected = whole === 0n ? new Decimal(0) : new Decimal(text);
          expect(partsOf(read(text))).toEqual(partsOf(expected));
        },
      ),
      { numRuns: 3000 },
    );
  });

  test.each(['12.50', '-0.01', '0.0000001', '10000000', '9007199254740991', '9007199254740993', '-99999999.9999999'])(
    'reads %s exactly',
    (text) => {
      expect(partsOf(read(text))).toEqual(partsOf(new Decimal(text)));
      expect(read(text).plus('0.5').minus('0.5').equals(text)).toBe(true);
    },
  );

  test('takes the sign of zero away and keeps what is no number', () => {
    expect(['-0', '0.00', '-0E+5'].map((text) => Object.is(read(text).toNumber(), 0))).toEqual([true, true, true]);
    expect(['NaN', 'Infinity', '-Infinity'].map((text) => read(text).toString())).toEqual([
      'NaN',
      'Infinity',
      '-Infinity',
    ]);
  });
});
