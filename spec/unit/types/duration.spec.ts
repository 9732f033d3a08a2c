import fc from 'fast-check';
import { ValidationError } from '../../../lib/errors/value-errors';
import { Duration } from '../../../lib/types/duration';

const MAX_NANOSECONDS = 2n ** 63n - 1n;

function problemsOf(run: () => unknown): readonly { path: string; constraint: string }[] {
  try {
    run();
  } catch (cause) {
    if (cause instanceof ValidationError) return cause.problems;
    throw cause;
  }
  return [];
}

describe('Duration', () => {
  it.each([
    ['P1Y2M3W4DT5H6M7.000000008S', new Duration(14, 25, 18_367_000_000_008n), 'P1Y2M25DT5H6M7.000000008S'],
    ['1y2mo3w4d5h6m7s8ms9us10ns', new Duration(14, 25, 18_367_008_009_010n), 'P1Y2M25DT5H6M7.00800901S'],
    ['-P1M', new Duration(-1, 0, 0n), '-P1M'],
    ['-3d12H', new Duration(0, -3, -43_200_000_000_000n), '-P3DT12H'],
    ['PT0S', new Duration(0, 0, 0n), 'PT0S'],
    ['P0D', new Duration(0, 0, 0n), 'PT0S'],
    ['-PT0S', new Duration(0, 0, 0n), 'PT0S'],
    ['P12M', new Duration(12, 0, 0n), 'P1Y'],
    ['PT36H', new Duration(0, 0, 129_600_000_000_000n), 'PT36H'],
    ['PT90S', new Duration(0, 0, 90_000_000_000n), 'PT1M30S'],
    ['PT0.5S', new Duration(0, 0, 500_000_000n), 'PT0.5S'],
    ['5µs', new Duration(0, 0, 5_000n), 'PT0.000005S'],
  ])('reads %s and writes its shortest form', (text, expected, iso) => {
    const parsed = Duration.parse(text);
    expect(parsed).toEqual(expected);
    expect(parsed.equals(expected)).toBe(true);
    expect(parsed.toString()).toBe(iso);
    expect(JSON.stringify(parsed)).toBe(JSON.stringify(iso));
  });

  it.each([
    '',
    'P',
    'PT',
    'P1DT',
    '-',
    'P1S',
    'PT1.S',
    'PT1.0000000001S',
    'P-1D',
    '+P1D',
    '1',
    '1d1y',
    'P1.5D',
    'p1d x',
  ])('refuses the text %j', (text) => {
    expect(problemsOf(() => Duration.parse(text))).toMatchObject([{ path: 'text', constraint: 'format' }]);
  });

  it('reads back what it writes, over the whole range', () => {
    const size = fc.tuple(
      fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      fc.bigInt({ min: 0n, max: MAX_NANOSECONDS }),
    );
    fc.assert(
      fc.property(size, fc.boolean(), ([months, days, nanoseconds], isNegative) => {
        const duration = isNegative
          ? new Duration(-months, -days, -nanoseconds)
          : new Duration(months, days, nanoseconds);
        expect(Duration.parse(duration.toString())).toEqual(duration);
      }),
    );
  });

  it('holds the extremes of its parts and refuses what is beyond', () => {
    const least = new Duration(-(2 ** 31), -(2 ** 31), -(2n ** 63n));
    expect(Duration.parse(least.toString()).equals(least)).toBe(true);
    expect(problemsOf(() => new Duration(2 ** 31, 0, 0n))).toMatchObject([{ path: 'months', constraint: 'range' }]);
    expect(problemsOf(() => new Duration(0, 0.5, 0n))).toMatchObject([{ path: 'days', constraint: 'range' }]);
    expect(problemsOf(() => new Duration(0, 0, 2n ** 63n))).toMatchObject([{ path: 'nanoseconds' }]);
    expect(problemsOf(() => Duration.parse('P9999999999D'))).toMatchObject([{ path: 'days', constraint: 'range' }]);
  });

  it('refuses parts of different signs', () => {
    expect(problemsOf(() => new Duration(1, -1, 0n))).toMatchObject([{ constraint: 'sign' }]);
    expect(problemsOf(() => Duration.of({ days: 1, nanoseconds: -1n }))).toMatchObject([{ constraint: 'sign' }]);
  });

  it('cannot be changed', () => {
    const duration = Duration.of({ days: 1 });
    expect(() => Object.assign(duration, { days: 2 })).toThrow(TypeError);
    expect(duration).toEqual(new Duration(0, 1, 0n));
  });

  it('does not take a month for 30 days', () => {
    expect(Duration.of({ months: 1 }).equals(Duration.of({ days: 30 }))).toBe(false);
  });
});
