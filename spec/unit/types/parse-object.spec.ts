import vm from 'node:vm';
import { Duration } from '../../../lib/types/duration';
import type { LogicalType, ScalarName } from '../../../lib/types/logical-type';
import { parserFor } from '../../../lib/types/parse-value';
import { NODE, Node, problemOf } from './typed-values';

const parse = (kind: ScalarName, value: unknown): unknown => parserFor({ kind })(value);
const constraintOf = (kind: ScalarName, value: unknown): string => problemOf({ kind }, value).constraint;
const foreign = (code: string): unknown => vm.runInNewContext(code);

describe('dates with time', () => {
  it('stay the object they are, before 1970 and at the extremes', () => {
    for (const ms of [-1, 0, -8.64e15, 8.64e15, Date.UTC(1582, 9, 15)]) {
      const date = new Date(ms);
      expect(parse('timestamp', date)).toBe(date);
    }
  });

  it('of another realm become dates of this one', () => {
    const date = foreign('new Date(-5)');
    expect(date).not.toBeInstanceOf(Date);
    expect(parse('timestamp', date)).toStrictEqual(new Date(-5));
  });

  it('are refused when invalid, as a number and as text', () => {
    expect(constraintOf('timestamp', new Date(Number.NaN))).toBe('range');
    expect(constraintOf('timestamp', 0)).toBe('type');
    expect(constraintOf('timestamp', '2020-01-01T00:00:00Z')).toBe('type');
    expect(constraintOf('timestamp', Object.create(Date.prototype))).toBe('type');
  });
});

describe('bytes, booleans and durations', () => {
  it('stay what they are', () => {
    const bytes = new Uint8Array([0, 255]);
    expect(parse('bytes', bytes)).toBe(bytes);
    const buffer = Buffer.from('x');
    expect(parse('bytes', buffer)).toBe(buffer);
    expect(parse('boolean', false)).toBe(false);
    const duration = new Duration(1, 2, 3n);
    expect(parse('duration', duration)).toBe(duration);
  });

  it('are refused as what merely looks like them', () => {
    expect(constraintOf('bytes', [1])).toBe('type');
    expect(constraintOf('bytes', new Uint16Array(1))).toBe('type');
    expect(constraintOf('boolean', 0)).toBe('type');
    expect(constraintOf('duration', 'P1D')).toBe('type');
  });
});

describe('vectors', () => {
  const vector: LogicalType = { kind: 'vector', dimensions: 2 };

  it('are taken as Float32Array, or as a list of numbers', () => {
    const array = new Float32Array([1, 2]);
    expect(parserFor(vector)(array)).toBe(array);
    expect(parserFor(vector)([0.5, -2])).toEqual(new Float32Array([0.5, -2]));
    expect(parserFor(vector)(foreign('new Float32Array([1, 2])'))).toStrictEqual(array);
  });

  it('are refused with another number of dimensions, with text, NaN and overflow', () => {
    expect(problemOf(vector, [1]).constraint).toBe('size');
    expect(problemOf(vector, [1, '2'])).toMatchObject({ constraint: 'type', path: ['1'] });
    expect(problemOf(vector, [Number.NaN, 1])).toMatchObject({ constraint: 'range', path: ['0'] });
    expect(problemOf(vector, [1, 1e39])).toMatchObject({ constraint: 'range', path: ['1'] });
  });
});

describe('JSON values', () => {
  it('stay the object they are', () => {
    const json = { a: [1, null, { b: 'x' }], c: true, empty: {}, list: [] };
    expect(parse('json', json)).toBe(json);
    expect(parse('json', 'text')).toBe('text');
    expect(parse('json', false)).toBe(false);
  });

  it('keep a key named __proto__ as a key when they are copied', () => {
    const json: unknown = JSON.parse('{"__proto__": 1, "zero": 0}');
    Object.assign(Object(json), { zero: -0 });
    expect(JSON.stringify(parse('json', json))).toBe('{"__proto__":1,"zero":0}');
  });

  it.each([
    ['undefined inside', { a: { b: undefined } }, 'required', ['a', 'b']],
    ['a function', { a: [() => 1] }, 'type', ['a', '0']],
    ['NaN', [[Number.NaN]], 'range', ['0', '0']],
    ['a bigint', { a: 1n }, 'type', ['a']],
    ['a Date', { a: new Date() }, 'type', ['a']],
    ['a Map', new Map(), 'type', []],
    ['a hole', Object.assign(new Array(3), { 0: 1, 2: 3 }), 'required', ['1']],
    ['null alone', null, 'required', []],
  ])('are refused with %s', (_name, value, constraint, path) => {
    expect(problemOf({ kind: 'json' }, value)).toMatchObject({ constraint, path });
  });

  it('are refused when they contain themselves, and taken when a part is merely shared', () => {
    const cycle: Record<string, unknown> = {};
    cycle.a = cycle;
    cycle.b = cycle;
    expect(constraintOf('json', cycle)).toBe('depth');
    const shared = { x: 1 };
    expect(parse('json', [shared, shared])).toEqual([{ x: 1 }, { x: 1 }]);
  });
});

describe('embedded values', () => {
  it('stay the instance they are when every field is canonical', () => {
    const node = Object.assign(new Node(), { label: 'a', children: [], transient: 1 });
    expect(parserFor(NODE)(node)).toBe(node);
  });

  it('become copies with canonical fields, and the given instance is left alone', () => {
    const node = Object.assign(new Node(), { label: 'a', amount: '1.50' });
    const parsed = parserFor(NODE)(node);
    expect(parsed).toBeInstanceOf(Node);
    expect(String(Object(parsed).amount)).toBe('1.5');
    expect(node.amount).toBe('1.50');
  });

  it('are made from plain objects, deeply, of another realm too', () => {
    const parsed = parserFor(NODE)(foreign('({ label: "a", children: [{ label: "b" }], amount: null })'));
    expect(parsed).toBeInstanceOf(Node);
    const child = Object.assign(new Node(), { label: 'b' });
    const expected = Object.assign(new Node(), { label: 'a', amount: null, children: [child] });
    expect(parsed).toEqual(expected);
    expect(Object.keys(Object(parsed))).toEqual(['label', 'amount', 'children']);
  });

  it.each([
    ['an unknown key', { label: 'a', size: 1 }, 'unknown', ['size']],
    ['a missing field', { amount: '1' }, 'required', ['label']],
    ['a bad field', { label: 'a', children: [{ label: 'b', amount: 'x' }] }, 'format', ['children', '0', 'amount']],
    ['an instance of another class', new Map(), 'type', []],
    ['a list', [], 'type', []],
    ['text', 'a', 'type', []],
    ['null', null, 'required', []],
  ])('are refused with %s', (_name, value, constraint, path) => {
    expect(problemOf(NODE, value)).toMatchObject({ constraint, path });
  });

  it('do not take what every object inherits for a field', () => {
    const type: LogicalType = {
      kind: 'embedded',
      shape: () => ({
        name: 'odd',
        className: 'Odd',
        prototype: Node.prototype,
        fields: [{ property: 'toString', column: 's', type: { kind: 'json' }, nullable: true }],
      }),
    };
    expect(Object.keys(Object(parserFor(type)({})))).toEqual([]);
  });
});

describe('problems', () => {
  it('never have the value in their message', () => {
    const secret = 'hunter2';
    const kinds: ScalarName[] = ['int', 'decimal', 'uuid', 'date', 'time', 'inet', 'objectId', 'bytes', 'duration'];
    for (const kind of kinds) expect(problemOf({ kind }, secret).message).not.toContain(secret);
  });
});
