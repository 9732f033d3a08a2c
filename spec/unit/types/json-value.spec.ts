import { Decimal } from '../../../lib/types/decimal';
import { Duration } from '../../../lib/types/duration';
import { fromJsonValue, toJsonValue } from '../../../lib/types/json-value';
import type { LogicalType, ScalarName } from '../../../lib/types/logical-type';
import { NODE, Node, thrownBy } from './typed-values';

const from = (kind: ScalarName, json: unknown): unknown => fromJsonValue({ kind }, json);
const constraintOf = (type: LogicalType, json: unknown): string => thrownBy(() => fromJsonValue(type, json)).constraint;
const TEXT: LogicalType = { kind: 'string' };
const BIGINT: LogicalType = { kind: 'bigint' };

describe('toJsonValue', () => {
  it.each<[LogicalType, unknown, unknown]>([
    [BIGINT, 2n ** 63n - 1n, '9223372036854775807'],
    [{ kind: 'decimal' }, new Decimal('1e-12'), '0.000000000001'],
    [{ kind: 'timestamp' }, new Date(-1), '1969-12-31T23:59:59.999Z'],
    [{ kind: 'bytes' }, new Uint8Array([251, 255]), '+/8='],
    [{ kind: 'duration' }, new Duration(1, 2, 3n), 'P1M2DT0.000000003S'],
    [{ kind: 'vector', dimensions: 2 }, new Float32Array([1, 0.5]), [1, 0.5]],
    [{ kind: 'set', element: BIGINT }, new Set([1n, 2n]), ['1', '2']],
    [{ kind: 'list', element: { kind: 'set', element: BIGINT } }, [new Set([1n]), new Set()], [['1'], []]],
    [{ kind: 'map', key: TEXT, value: BIGINT }, new Map([['a', 1n]]), { a: '1' }],
    [{ kind: 'map', key: BIGINT, value: TEXT }, new Map([[1n, 'a']]), [['1', 'a']]],
    [{ kind: 'tuple', elements: [BIGINT, TEXT] }, [1n, 'a'], ['1', 'a']],
    [{ kind: 'json' }, { a: [null] }, { a: [null] }],
    [TEXT, undefined, null],
    [TEXT, null, null],
  ])('%j: %p', (type, value, json) => {
    expect(toJsonValue(type, value)).toEqual(json);
  });

  it('writes embedded values by property, without what is missing or no field', () => {
    const child = Object.assign(new Node(), { label: 'b' });
    const node = Object.assign(new Node(), { label: 'a', amount: null, children: [child], transient: 1 });
    expect(toJsonValue(NODE, node)).toEqual({ label: 'a', amount: null, children: [{ label: 'b' }] });
  });

  it('keeps a map key named __proto__', () => {
    const json = toJsonValue({ kind: 'map', key: TEXT, value: TEXT }, new Map([['__proto__', 'x']]));
    expect(JSON.stringify(json)).toBe('{"__proto__":"x"}');
    const parsed: unknown = JSON.parse(JSON.stringify(json));
    expect(fromJsonValue({ kind: 'map', key: TEXT, value: TEXT }, parsed)).toEqual(new Map([['__proto__', 'x']]));
  });
});

describe('fromJsonValue', () => {
  it('takes values in their JavaScript form as well', () => {
    const date = new Date(5);
    expect(from('timestamp', date)).toBe(date);
    expect(from('bigint', 5)).toBe(5n);
    expect(from('duration', new Duration(0, 1, 0n))).toEqual(new Duration(0, 1, 0n));
  });

  it.each([
    ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000Z'],
    ['2024-02-29T12:00:00.1+02:00', '2024-02-29T10:00:00.100Z'],
    ['2024-02-29T12:00:00.123000Z', '2024-02-29T12:00:00.123Z'],
    ['2024-02-29T12:00Z', '2024-02-29T12:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['+010000-02-29T00:00:00Z', '+010000-02-29T00:00:00.000Z'],
    ['-000400-02-29T00:00:00Z', '-000400-02-29T00:00:00.000Z'],
    ['0000-02-29T00:00:00Z', '0000-02-29T00:00:00.000Z'],
  ])('reads the time %s', (text, iso) => {
    const date = from('timestamp', text);
    expect(date).toEqual(new Date(iso));
  });

  it.each([
    '2023-02-29T00:00:00Z',
    '2023-02-30',
    '2024-02-29T12:00:00',
    '2024-02-29T24:00:00Z',
    '2024-02-29T12:00:00.1234Z',
    'Feb 29 2024',
    '1700000000000',
    '',
  ])('refuses the time %j rather than guess or cut', (text) => {
    expect(constraintOf({ kind: 'timestamp' }, text)).toBe('format');
  });

  it('refuses times whose year the runtime cannot hold', () => {
    expect(constraintOf({ kind: 'timestamp' }, '+999999-01-01T00:00:00Z')).toBe('range');
  });

  it.each(['a', 'YQ', 'YQ=', 'Y Q=', '_-8='])('refuses the base64 %j', (text) => {
    expect(constraintOf({ kind: 'bytes' }, text)).toBe('format');
  });

  it('gives bytes with a buffer of their own', () => {
    const bytes = from('bytes', 'YWI=');
    expect(bytes).toEqual(new Uint8Array([97, 98]));
    expect(bytes).toHaveProperty('buffer.byteLength', 2);
  });

  it.each<[string, LogicalType, unknown, string, string[]]>([
    ['text for a number', { kind: 'int' }, '1', 'type', []],
    ['a fraction for a bigint', BIGINT, '1.5', 'format', []],
    ['a bad duration', { kind: 'duration' }, 'soon', 'format', []],
    ['an unknown key', { kind: 'list', element: NODE }, [{ label: 'a', admin: true }], 'unknown', ['0', 'admin']],
    ['a misfit inside', NODE, { label: 'a', children: [{ label: 1 }] }, 'type', ['children', '0', 'label']],
    ['a bad bigint inside', { kind: 'map', key: TEXT, value: BIGINT }, { a: 'x' }, 'format', ['a']],
    ['a bad pair', { kind: 'map', key: BIGINT, value: TEXT }, [['1', 'a'], ['2']], 'type', ['1']],
    ['null inside', { kind: 'set', element: TEXT }, [null], 'required', ['0']],
    ['null', TEXT, null, 'required', []],
    ['a list for an object', NODE, [], 'type', []],
  ])('refuses %s', (_name, type, json, constraint, path) => {
    expect(thrownBy(() => fromJsonValue(type, json))).toMatchObject({ constraint, path });
  });
});
