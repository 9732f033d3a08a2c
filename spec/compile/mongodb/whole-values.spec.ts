import { InvalidQueryError } from '../../../lib';
import { path } from '../postgres/sample-models';
import { compare, compareFields, filterOf } from './filter-of';

describe('whole values on MongoDB', () => {
  it('lists of scalars are compared as they are', () => {
    expect(filterOf(compare('tags', 'eq', ['$a']))).toEqual({ $expr: { $eq: ['$tags', { $literal: ['$a'] }] } });
  });

  it('sets are equal whatever their order', () => {
    const list = { $cond: [{ $isArray: ['$labels'] }, '$labels', []] };
    expect(filterOf(compare('labels', 'eq', new Set(['b', 'a'])))).toEqual({
      $expr: { $and: [{ $isArray: ['$labels'] }, { $setEquals: [list, { $literal: ['b', 'a'] }] }] },
    });
  });

  it('embedded values are compared field by field; a field without a value must be null or missing', () => {
    const text = JSON.stringify(filterOf(compare('address', 'eq', { city: 'x' })));
    expect(text).toContain('{"$eq":["$address.town",{"$literal":"x"}]}');
    expect(text).toContain('{"$eq":[{"$ifNull":["$address.zip",null]},null]}');
    expect(text).toContain('{"$ne":[{"$ifNull":["$address",null]},null]}');
  });

  it('members of json have no order', () => {
    const text = JSON.stringify(filterOf(compare('meta', 'eq', { a: [{ b: 1 }], c: 'x' })));
    expect(text).toContain('{"$eq":[{"$type":"$meta"},"object"]}');
    expect(text).toContain('{"$eq":["$meta.c",{"$literal":"x"}]}');
  });

  it('two embedded fields are compared by their fields as well', () => {
    const other = { ...path('address'), text: 'other' };
    const operand = { kind: 'field' as const, path: other };
    const filter = filterOf({ kind: 'compare', path: path('address'), operator: 'eq', operand });
    expect(JSON.stringify(filter)).toContain('{"$eq":["$address.town","$address.town"]}');
    expect(JSON.stringify(filterOf(compareFields('labels', 'eq', 'labels')))).toContain('$setEquals');
  });

  it('refuses what is nested more deeply than a statement may be', () => {
    const nested = Array.from({ length: 60 }).reduce<object>((inner) => ({ a: inner }), {});
    expect(() => filterOf(compare('meta', 'eq', nested))).toThrow(InvalidQueryError);
  });
});
