import { InvalidQueryError } from '../../../lib/errors';
import { fieldReferences } from '../../../lib/query/field-references';
import { completeOrder, parseOrder } from '../../../lib/query/parse-order';
import type { OrderTerm } from '../../../lib/query/selection';
import { READING, USER } from './sample-model';

function text(terms: readonly OrderTerm[]): string {
  return terms.map((term) => `${term.path.text} ${term.direction} ${term.nulls}`).join(', ');
}

function age(): object {
  return Reflect.get(fieldReferences(USER), 'age');
}

function call(method: string, ...operands: unknown[]): unknown {
  return Reflect.apply(Reflect.get(age(), method), age(), operands);
}

describe('parseOrder', () => {
  it.each([
    [['name'], 'name asc first'],
    [['-name'], 'name desc last'],
    [['name', '-age'], 'name asc first, age desc last'],
    [[['name', 'desc']], 'name desc last'],
    [[['name', 'asc']], 'name asc first'],
    [[['name', '-age']], 'name asc first, age desc last'],
    [[[['name', 'desc'], 'age']], 'name desc last, age asc first'],
    [[{ name: 1, age: -1 }], 'name asc first, age desc last'],
    [[{ name: 'asc', age: 'desc' }], 'name asc first, age desc last'],
    [[{ name: { dir: 'asc', nulls: 'last' } }], 'name asc last'],
    [[{ name: { dir: 'desc', nulls: 'first' } }], 'name desc first'],
    [[{ name: { dir: 'desc' } }], 'name desc last'],
    [[call('asc')], 'age asc first'],
    [[call('desc', { nulls: 'first' })], 'age desc first'],
    [['address.city', 'prefs.k'], 'address.city asc first, prefs.k asc first'],
    [[null, undefined, 'name'], 'name asc first'],
    [['name', '-name', 'age'], 'name asc first, age asc first'],
    [[], ''],
    [[[]], ''],
    [['banned'], 'banned asc first'],
  ])('reads %j', (payloads, expected) => {
    expect(text(parseOrder(USER, payloads))).toBe(expected);
  });

  it.each([
    ['an unknown field', 'nope'],
    ['an unknown field downwards', '-nope'],
    ['an empty name', ''],
    ['a pair with an unknown direction', ['name', 'up']],
    ['an unknown direction', { name: 'up' }],
    ['a direction of 0', { name: 0 }],
    ['an unknown option', { name: { dir: 'asc', foo: 1 } }],
    ['options without a direction', { name: { nulls: 'last' } }],
    ['nulls in the middle', { name: { dir: 'asc', nulls: 'middle' } }],
    ['a number', 1],
    ['a boolean', true],
    ['null in a list', [null]],
    ['a list', 'tags'],
    ['an embedded value', 'address'],
    ['json', 'extra'],
    ['a vector', 'vector'],
    ['a pollution', JSON.parse('{"__proto__": 1}')],
  ])('refuses %s', (_, payload) => {
    expect(() => parseOrder(USER, [payload])).toThrow(InvalidQueryError);
  });

  it('refuses cyclic lists and orders of other models', () => {
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    expect(() => parseOrder(USER, cyclic)).toThrow(InvalidQueryError);
    expect(() => parseOrder(READING, [call('asc')])).toThrow(InvalidQueryError);
  });
});

describe('completeOrder', () => {
  it('orders by key where nothing was said, in the direction of clustering', () => {
    expect(text(completeOrder(READING, []))).toBe('sensor asc first, at desc last');
  });

  it('puts what is missing of the key behind', () => {
    expect(text(completeOrder(READING, parseOrder(READING, ['-value'])))).toBe(
      'value desc last, sensor asc first, at desc last',
    );
    expect(text(completeOrder(READING, parseOrder(READING, ['at'])))).toBe('at asc first, sensor asc first');
  });
});
