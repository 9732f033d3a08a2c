import { Binary, Long } from 'mongodb';
import type { Predicate } from '../../../lib/query/predicate';
import { ValueProblem } from '../../../lib/types/value-problem';
import { path } from '../postgres/sample-models';
import { compare, compareFields, filterOf } from './filter-of';

const missing = (name: string): object => ({ $eq: [{ $ifNull: [name, null] }, null] });
const present = (name: string): object => ({ $ne: [{ $ifNull: [name, null] }, null] });
const isIn = (text: string, values: readonly unknown[], more: object = {}): Predicate => ({
  kind: 'in',
  path: path(text),
  values,
  matchesNull: false,
  negated: false,
  ...more,
});

describe('comparisons on MongoDB', () => {
  it('name their operator, so that no value can act as one', () => {
    expect(filterOf(compare('author', 'eq', '$gt'))).toEqual({ author_name: { $eq: '$gt' } });
    expect(filterOf(compare('id', 'eq', 1))).toEqual({ _id: { $eq: 1 } });
    expect(filterOf(compare('views', 'ne', 1))).toEqual({ views: { $ne: 1 } });
    expect(filterOf(compare('address.visits', 'gt', 2n))).toEqual({ 'address.visits': { $gt: Long.fromBigInt(2n) } });
    expect(filterOf(compare('prefs.k', 'lte', 3))).toEqual({ 'prefs.k': { $lte: 3 } });
  });

  it('say in a list of values that null and missing match', () => {
    expect(filterOf(isIn('views', [1, 2]))).toEqual({ views: { $in: [1, 2] } });
    expect(filterOf(isIn('views', [1], { matchesNull: true }))).toEqual({ views: { $in: [1, null] } });
    expect(filterOf(isIn('views', [1], { negated: true }))).toEqual({ views: { $nin: [1] } });
    expect(filterOf(isIn('views', [1], { matchesNull: true, negated: true }))).toEqual({ views: { $nin: [1, null] } });
  });

  it('ask for null by name, and by an expression where null may be inside of a list', () => {
    const isNull = (text: string, negated: boolean): Predicate => ({ kind: 'null', path: path(text), negated });
    expect(filterOf(isNull('views', false))).toEqual({ views: { $eq: null } });
    expect(filterOf(isNull('address', true))).toEqual({ address: { $ne: null } });
    expect(filterOf(isNull('tags', false))).toEqual({ $expr: missing('$tags') });
    expect(filterOf(isNull('meta', true))).toEqual({ $expr: present('$meta') });
  });

  it('are expressions behind an index, where a name would mean other items, too', () => {
    const first = { $arrayElemAt: [{ $ifNull: ['$scores', null] }, 0] };
    expect(filterOf(compare('scores.0', 'eq', 1))).toEqual({ $expr: { $eq: [first, { $literal: 1 }] } });
  });

  it('never hold for null but by `ne`; less than is guarded, because null is less than everything', () => {
    const second = { $arrayElemAt: [{ $ifNull: ['$scores', null] }, 1] };
    const isPresent = { $ne: [{ $ifNull: [second, null] }, null] };
    expect(filterOf(compare('scores.1', 'lt', 5))).toEqual({
      $expr: { $and: [isPresent, { $lt: [second, { $literal: 5 }] }] },
    });
    expect(filterOf(compare('scores.1', 'ne', 5))).toEqual({
      $expr: { $not: [{ $eq: [second, { $literal: 5 }] }] },
    });
  });

  it('of two fields tell null from null in no way', () => {
    const equal = { $and: [present('$views'), { $eq: ['$views', '$rev'] }] };
    expect(filterOf(compareFields('views', 'eq', 'rev'))).toEqual({ $expr: equal });
    expect(filterOf(compareFields('views', 'ne', 'rev'))).toEqual({
      $expr: { $not: [{ $or: [{ $and: [missing('$views'), missing('$rev')] }, equal] }] },
    });
    expect(filterOf(compareFields('views', 'lt', 'rev'))).toEqual({
      $expr: { $and: [present('$views'), present('$rev'), { $lt: ['$views', '$rev'] }] },
    });
  });

  it('of bytes: equality by name, order by their digits, because the server looks at the length first', () => {
    const bytes = new Uint8Array([255]);
    expect(filterOf(compare('raw', 'eq', bytes))).toEqual({ raw: { $eq: new Binary(Buffer.from([255])) } });
    const text = JSON.stringify(filterOf(compare('raw', 'gt', bytes)));
    expect(text).toContain('{"$gt":[');
    expect(text).toContain('{"$literal":[63,48]}');
  });

  it('of names that no path reaches use the name as a value', () => {
    const entry = path('prefs.x');
    const odd = { ...entry, steps: [{ kind: 'key' as const, key: 'a.$b' }] };
    const field = { $getField: { field: { $literal: 'a.$b' }, input: '$prefs' } };
    const operand = { kind: 'value' as const, value: 1 };
    expect(filterOf({ kind: 'compare', path: odd, operator: 'eq', operand })).toEqual({
      $expr: { $eq: [field, { $literal: 1 }] },
    });
    const zero = { ...entry, steps: [{ kind: 'key' as const, key: 'a\0' }] };
    expect(() => filterOf({ kind: 'compare', path: zero, operator: 'eq', operand })).toThrow(ValueProblem);
  });

  it('tell the path of a value that cannot be held', () => {
    const decimal = '1'.repeat(35);
    const attempt = (): unknown => filterOf(compare('price', 'eq', decimal));
    expect(attempt).toThrow(expect.objectContaining({ path: ['price'] }));
  });
});
