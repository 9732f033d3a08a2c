import fc from 'fast-check';
import { codecOf, jsonbCodecOf } from '../../../../lib/engines/postgres/postgres-codecs';
import { Decimal } from '../../../../lib/types/decimal';
import { Duration } from '../../../../lib/types/duration';
import { equalValues } from '../../../../lib/types/equal-values';
import type { LogicalType, ScalarName } from '../../../../lib/types/logical-type';
import { parserFor } from '../../../../lib/types/parse-value';
import { ValueProblem } from '../../../../lib/types/value-problem';
import { NODE, Node, thrownBy, typedValues } from '../../types/typed-values';

const REFUSALS = new Set(['precision', 'range', 'text']);

/** What the codec makes of a value, or null where PostgreSQL cannot hold it. */
function encoded(codec: ReturnType<typeof codecOf>, value: unknown): string | null {
  try {
    return codec.encode(value);
  } catch (cause) {
    if (cause instanceof ValueProblem && REFUSALS.has(cause.constraint)) return null;
    throw cause;
  }
}

const decoded = (type: LogicalType, text: string): unknown => codecOf(type).decode(text);
const scalar = (kind: ScalarName): LogicalType => ({ kind });

describe('codecs of PostgreSQL', () => {
  it('give back every value of every type that they take, as a column and inside jsonb', () => {
    fc.assert(
      fc.property(typedValues, ({ type, value }) => {
        const canonical = parserFor(type)(value);
        for (const codec of [codecOf(type), jsonbCodecOf(type)]) {
          const text = encoded(codec, canonical);
          if (text !== null) expect(equalValues(type, codec.decode(text), canonical)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('never share what can be changed between two decodings', () => {
    fc.assert(
      fc.property(typedValues, ({ type, value }) => {
        const codec = codecOf(type);
        const text = encoded(codec, parserFor(type)(value));
        if (text === null || !codec.isMutable) return;
        const copy = codec.decode(text);
        if (typeof copy === 'object') expect(codec.decode(text)).not.toBe(copy);
      }),
    );
  });

  it.each([
    ['int', '-2147483648', -2_147_483_648],
    ['bigint', '9223372036854775807', 9_223_372_036_854_775_807n],
    ['decimal', '0.000000000001', new Decimal('1e-12')],
    ['float', '0.1', Math.fround(0.1)],
    ['double', '1e+300', 1e300],
    ['boolean', 't', true],
    ['bytes', '\\x00ff', new Uint8Array([0, 255])],
    ['json', '{"a": [1, null]}', { a: [1, null] }],
    ['duration', 'P1Y2M3DT4H5M6.7S', new Duration(14, 3, 14_706_700_000_000n)],
    ['duration', 'P-1Y-2M-3DT-4H-5M-0.000001S', new Duration(-14, -3, -14_700_000_001_000n)],
    ['duration', 'PT0S', new Duration(0, 0, 0n)],
  ] as const)('read %s as the server writes it: %s', (kind, text, value) => {
    expect(decoded(scalar(kind), text)).toEqual(value);
  });

  it('read arrays as the server writes them', () => {
    const texts: LogicalType = { kind: 'list', element: scalar('string') };
    expect(decoded(texts, '{}')).toEqual([]);
    expect(decoded(texts, '{a,"b,\\"c\\\\","","NULL",NULL}')).toEqual(['a', 'b,"c\\', '', 'NULL', null]);
    expect(decoded({ kind: 'list', element: scalar('timestamp') }, '{"2020-01-02 03:04:05+00"}')).toEqual([
      new Date('2020-01-02T03:04:05Z'),
    ]);
  });

  it('keep numbers inside jsonb exact', () => {
    const type: LogicalType = { kind: 'set', element: scalar('bigint') };
    const big = new Set([9_223_372_036_854_775_807n]);
    expect(codecOf(type).encode(big)).toBe('["9223372036854775807"]');
    expect(decoded(type, '["9223372036854775807"]')).toEqual(big);
    expect(decoded(type, '[5]')).toEqual(new Set([5n]));
  });

  it('use stored names inside jsonb, make instances and run no constructor', () => {
    const read = decoded(NODE, '{"label": "a", "amount_eur": "1.5", "children": [{"label": "b"}], "unknown": 1}');
    expect(read).toBeInstanceOf(Node);
    expect(Object.keys(read as object)).toEqual(['label', 'amount', 'children']);
    expect(codecOf(NODE).encode(read)).toBe('{"label":"a","amount_eur":"1.5","children":[{"label":"b"}]}');
  });

  it('tell a null property from a missing one', () => {
    expect(Object.keys(decoded(NODE, '{"label": "a", "children": null}') as object)).toEqual(['label', 'children']);
  });

  it('keep hostile keys of maps', () => {
    const type: LogicalType = { kind: 'map', key: scalar('string'), value: scalar('int') };
    const map = new Map([
      ['__proto__', 1],
      ['', 2],
      ['"', 3],
    ]);
    expect(decoded(type, codecOf(type).encode(map))).toEqual(map);
  });

  it.each([
    ['time', '12:00:00.0000001', 'precision'],
    ['duration', new Duration(0, 0, 1n), 'precision'],
    ['string', 'a\0', 'text'],
    ['json', { a: ['\0'] }, 'text'],
    ['json', { '\0': 1 }, 'text'],
    ['timestamp', new Date(-210_866_803_200_001), 'range'],
  ] as const)('refuse %s %p, which PostgreSQL cannot hold', (kind, value, constraint) => {
    expect(thrownBy(() => codecOf(scalar(kind)).encode(value)).constraint).toBe(constraint);
  });

  it('take a text that only looks like an escaped U+0000', () => {
    expect(codecOf(scalar('json')).encode('\\u0000')).toBe('"\\\\u0000"');
  });

  it('say where in a value the problem is', () => {
    const bad = { label: 'a', children: [{ label: 'b' }, { label: 'c\0' }] };
    expect(thrownBy(() => codecOf(NODE).encode(bad)).path).toEqual(['children', '1', 'label']);
  });
});
