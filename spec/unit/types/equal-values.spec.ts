import { Decimal } from '../../../lib/types/decimal';
import { Duration } from '../../../lib/types/duration';
import { equalValues } from '../../../lib/types/equal-values';
import type { LogicalType } from '../../../lib/types/logical-type';
import { NODE, Node } from './typed-values';

const TEXT: LogicalType = { kind: 'string' };

describe('equalValues', () => {
  it('takes null and a missing value for the same, also in embedded values', () => {
    expect(equalValues(TEXT, null, undefined)).toBe(true);
    expect(equalValues(TEXT, null, '')).toBe(false);
    const sparse = Object.assign(new Node(), { label: 'a' });
    const full = Object.assign(new Node(), { label: 'a', amount: null, children: undefined });
    expect(equalValues(NODE, sparse, full)).toBe(true);
    expect(equalValues(NODE, sparse, Object.assign(new Node(), { label: 'a', amount: new Decimal(0) }))).toBe(false);
  });

  it('ignores the order of sets, maps and JSON members, not that of lists', () => {
    const set: LogicalType = { kind: 'set', element: { kind: 'timestamp' } };
    expect(equalValues(set, new Set([new Date(1), new Date(2)]), new Set([new Date(2), new Date(1)]))).toBe(true);
    const map: LogicalType = { kind: 'map', key: TEXT, value: { kind: 'json' } };
    const [a, b] = [
      { x: 1, y: [2] },
      { y: [2], x: 1 },
    ];
    expect(
      equalValues(
        map,
        new Map([
          ['k', a],
          ['l', b],
        ]),
        new Map([
          ['l', a],
          ['k', b],
        ]),
      ),
    ).toBe(true);
    expect(equalValues({ kind: 'list', element: TEXT }, ['a', 'b'], ['b', 'a'])).toBe(false);
  });

  it('tells JSON values apart that have the same text', () => {
    const json: LogicalType = { kind: 'json' };
    expect(equalValues(json, { a: null }, {})).toBe(false);
    expect(equalValues(json, { a: undefined }, { b: undefined })).toBe(false);
    expect(equalValues(json, [1], ['1'])).toBe(false);
    expect(equalValues(json, [], {})).toBe(false);
    expect(equalValues({ kind: 'set', element: json }, new Set(['[1]']), new Set([[1]]))).toBe(false);
  });

  it('compares decimals and durations by value', () => {
    expect(equalValues({ kind: 'decimal' }, new Decimal('1.0'), new Decimal('1'))).toBe(true);
    expect(equalValues({ kind: 'duration' }, Duration.parse('P12M'), Duration.parse('P1Y'))).toBe(true);
    expect(equalValues({ kind: 'duration' }, Duration.parse('P1M'), Duration.parse('P30D'))).toBe(false);
  });
});
