import vm from 'node:vm';
import { Decimal } from '../../../lib/types/decimal';
import type { LogicalType } from '../../../lib/types/logical-type';
import { parserFor } from '../../../lib/types/parse-value';
import { problemOf } from './typed-values';

const INT: LogicalType = { kind: 'int' };
const TEXT: LogicalType = { kind: 'string' };
const DECIMAL: LogicalType = { kind: 'decimal' };
const list = (element: LogicalType): LogicalType => ({ kind: 'list', element });
const set = (element: LogicalType): LogicalType => ({ kind: 'set', element });
const map = (key: LogicalType, value: LogicalType): LogicalType => ({ kind: 'map', key, value });

describe('lists and tuples', () => {
  it('stay the array they are when every element is canonical, empty and nested ones too', () => {
    for (const value of [[], [[]], [[1], [], [2, 3]]]) expect(parserFor(list(list(INT)))(value)).toBe(value);
  });

  it('are copied when an element changes', () => {
    const given = [1n, 2];
    expect(parserFor(list({ kind: 'bigint' }))(given)).toEqual([1n, 2n]);
    expect(given).toEqual([1n, 2]);
  });

  it.each([
    ['null', [1, null], ['1']],
    ['undefined', [undefined], ['0']],
    ['a hole', Object.assign(new Array(3), { 0: 1, 2: 2 }), ['1']],
  ])('are refused with %s as an element', (_name, value, path) => {
    expect(problemOf(list(INT), value)).toMatchObject({ constraint: 'required', path });
  });

  it('name the whole way to a bad element', () => {
    expect(problemOf(list(map(TEXT, list(INT))), [{}, { a: [1, 'x'] }]).path).toEqual(['1', 'a', '1']);
  });

  it('of fixed length are refused with another one', () => {
    const pair: LogicalType = { kind: 'tuple', elements: [INT, TEXT] };
    expect(parserFor(pair)([1, 'a'])).toEqual([1, 'a']);
    expect(problemOf(pair, [1]).constraint).toBe('size');
    expect(problemOf(pair, [1, 2]).path).toEqual(['1']);
    expect(problemOf(pair, { 0: 1, 1: 'a' }).constraint).toBe('type');
  });
});

describe('sets', () => {
  it('stay the Set they are when every element is canonical', () => {
    const value = new Set([new Set([1]), new Set()]);
    expect(parserFor(set(set(INT)))(value)).toBe(value);
  });

  it('are made from arrays, iterables and sets of another realm', () => {
    expect(parserFor(set(INT))([2, 1, 2])).toStrictEqual(new Set([2, 1]));
    expect(parserFor(set(INT))(new Set([1]).values())).toStrictEqual(new Set([1]));
    expect(parserFor(set(INT))(vm.runInNewContext('new Set([1, 2])'))).toStrictEqual(new Set([1, 2]));
  });

  it('keep one of equal elements', () => {
    const parsed = parserFor(set(DECIMAL))(['1.0', '1.00', new Decimal(1), '2']);
    expect([...Object(parsed)].map(String)).toEqual(['1', '2']);
    const dates = new Set([new Date(1), new Date(1)]);
    expect(parserFor(set({ kind: 'timestamp' }))(dates)).toEqual(new Set([new Date(1)]));
    expect(parserFor(set({ kind: 'json' }))([{ a: 1, b: 2 }, { b: 2, a: 1 }, [1], '1', 1])).toHaveProperty('size', 4);
  });

  it('are refused as text, as a Map and with null', () => {
    expect(problemOf(set(TEXT), 'abc').constraint).toBe('type');
    expect(problemOf(set(TEXT), new Map()).constraint).toBe('type');
    expect(problemOf(set(TEXT), new Set(['a', null]))).toMatchObject({ constraint: 'required', path: ['1'] });
  });
});

describe('maps', () => {
  it('stay the Map they are when every entry is canonical', () => {
    const value = new Map([['a', new Map([['b', 1]])]]);
    expect(parserFor(map(TEXT, map(TEXT, INT)))(value)).toBe(value);
  });

  it('are made from plain objects when the keys are text', () => {
    expect(parserFor(map(TEXT, INT))({ a: 1, constructor: 2 })).toStrictEqual(
      new Map([
        ['a', 1],
        ['constructor', 2],
      ]),
    );
    expect(problemOf(map(INT, INT), { 1: 1 }).constraint).toBe('type');
  });

  it('keep the last value of equal keys', () => {
    const given = new Map([
      ['1.0', 1],
      ['1.00', 2],
    ]);
    const parsed = parserFor(map(DECIMAL, INT))(given);
    expect([...Object(parsed)]).toEqual([[new Decimal(1), 2]]);
    const upper = '507F1F77BCF86CD799439011';
    const ids = new Map([
      [upper, 1],
      [upper.toLowerCase(), 2],
    ]);
    expect(parserFor(map({ kind: 'objectId' }, INT))(ids)).toEqual(new Map([[upper.toLowerCase(), 2]]));
  });

  it('are refused with null as a value, and name its key', () => {
    expect(problemOf(map(TEXT, INT), { a: 1, b: null })).toMatchObject({ constraint: 'required', path: ['b'] });
    expect(problemOf(map(INT, INT), new Map([[7, null]]))).toMatchObject({ constraint: 'required', path: ['0'] });
  });
});

describe('parserFor', () => {
  it('compiles a type object once', () => {
    const type = list(INT);
    expect(parserFor(type)).toBe(parserFor(type));
  });
});
