import fc from 'fast-check';
import { formatTimestamp, parseTimestamp } from '../../../../lib/engines/postgres/postgres-timestamp';

const EARLIEST = new Date(-210_866_803_200_000);

describe('timestamps of PostgreSQL', () => {
  it('read what they write, over the whole range of both sides', () => {
    fc.assert(
      fc.property(fc.date({ min: EARLIEST, noInvalidDate: true }), (date) => {
        expect(parseTimestamp(formatTimestamp(date))).toEqual(date);
      }),
      { numRuns: 2_000 },
    );
  });

  it('write the years 1 to 9999 as toISOString does', () => {
    const [min, max] = [new Date('0001-01-01T00:00:00Z'), new Date('9999-12-31T23:59:59.999Z')];
    fc.assert(
      fc.property(fc.date({ min, max, noInvalidDate: true }), (date) => {
        expect(formatTimestamp(date)).toBe(date.toISOString());
      }),
      { numRuns: 5_000, examples: [[min], [max], [new Date('2000-02-29T23:59:59.999Z')], [new Date(-1)]] },
    );
  });

  it.each([
    ['2020-02-29 23:59:59.999+00', '2020-02-29T23:59:59.999Z'],
    ['1969-12-31 23:59:59.5+00', '1969-12-31T23:59:59.500Z'],
    ['0001-01-01 00:00:00+00', '0001-01-01T00:00:00.000Z'],
    ['0001-01-01 00:00:00+00 BC', '0000-01-01T00:00:00.000Z'],
    ['4714-11-24 00:00:00+00 BC', '-004713-11-24T00:00:00.000Z'],
    ['12345-06-07 08:09:10.1+00', '+012345-06-07T08:09:10.100Z'],
    ['2020-01-02 03:04:05.123456+00', '2020-01-02T03:04:05.123Z'],
    ['2020-01-02 03:04:05+05:30', '2020-01-01T21:34:05.000Z'],
    ['2020-01-02T03:04:05-08:00', '2020-01-02T11:04:05.000Z'],
    ['infinity', '+275760-09-13T00:00:00.000Z'],
    ['-infinity', '-271821-04-20T00:00:00.000Z'],
    ['294276-12-31 23:59:59+00', '+275760-09-13T00:00:00.000Z'],
  ])('reads %s', (text, iso) => {
    expect(parseTimestamp(text).toISOString()).toBe(iso);
  });

  it('writes years beyond four digits and before Christ as the server reads them', () => {
    expect(formatTimestamp(new Date('+010000-01-01T00:00:00.000Z'))).toBe('10000-01-01T00:00:00.000Z');
    expect(formatTimestamp(new Date('-000043-03-15T00:00:00.000Z'))).toBe('0044-03-15T00:00:00.000Z BC');
  });
});
