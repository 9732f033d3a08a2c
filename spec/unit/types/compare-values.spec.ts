import fc from 'fast-check';
import { compareValues } from '../../../lib/types/compare-values';
import { Decimal } from '../../../lib/types/decimal';
import { Duration } from '../../../lib/types/duration';
import { equalValues } from '../../../lib/types/equal-values';
import type { LogicalType } from '../../../lib/types/logical-type';
import { NODE, Node } from './typed-values';

const TEXT: LogicalType = { kind: 'string' };

describe('compareValues', () => {
  it('orders text by code point, as UTF-8 bytes do', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareValues(TEXT, a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
    expect(compareValues(TEXT, '\uffff', '😀')).toBeLessThan(0);
  });

  it.each<[LogicalType, unknown[]]>([
    [{ kind: 'int' }, [null, -5, 0, 7]],
    [{ kind: 'bigint' }, [-(2n ** 63n), 0n, 2n ** 63n - 1n]],
    [{ kind: 'decimal' }, ['-1', '0.000000000001', '9', '10'].map((digits) => new Decimal(digits))],
    [{ kind: 'boolean' }, [undefined, false, true]],
    [{ kind: 'timestamp' }, [new Date(-1), new Date(0), new Date(1)]],
    [{ kind: 'bytes' }, [new Uint8Array([]), new Uint8Array([1]), new Uint8Array([1, 0]), new Uint8Array([255])]],
    [{ kind: 'duration' }, ['-P1D', 'PT0S', 'PT24H', 'P1D', 'P30D', 'P1M'].map((text) => Duration.parse(text))],
    [{ kind: 'list', element: TEXT }, [[], ['a'], ['a', 'a'], ['b']]],
    [
      { kind: 'tuple', elements: [TEXT, { kind: 'int' }] },
      [
        ['a', 2],
        ['a', 10],
        ['b', 1],
      ],
    ],
    [{ kind: 'vector', dimensions: 2 }, [new Float32Array([1, 2]), new Float32Array([1, 10])]],
    [NODE, [{ label: 'a' }, { label: 'a', amount: new Decimal(1) }, { label: 'b' }]],
  ])('puts values of %j in order', (type, ordered) => {
    const shuffled = [...ordered].reverse();
    // Array.prototype.sort would put undefined last without asking.
    expect(shuffled.map((value) => [value]).sort(([a], [b]) => compareValues(type, a, b))).toEqual(
      ordered.map((value) => [value]),
    );
  });
});

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
