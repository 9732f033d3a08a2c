import type { CollectionOperator, Predicate } from '../../../lib/query/predicate';
import { ADDRESS, elementPath, path, type } from '../postgres/sample-models';
import { filterOf } from './filter-of';

const collection = (text: string, operator: CollectionOperator, values: readonly unknown[]): Predicate => ({
  kind: 'collection',
  path: path(text),
  operator,
  values,
});
const quantifier = (kind: 'any' | 'all' | 'none', text: string, element: Predicate): Predicate => ({
  kind: 'quantifier',
  quantifier: kind,
  path: path(text),
  element,
});
const size = (text: string, operator: 'eq' | 'gt', of: number): Predicate => ({
  kind: 'size',
  path: path(text),
  operator,
  size: of,
});
const TAG = elementPath(type.of('string'));
const line = (text: string, operator: 'eq' | 'gt', value: unknown): Predicate => ({
  kind: 'compare',
  path: elementPath(type.embedded(ADDRESS), text),
  operator,
  operand: { kind: 'value', value },
});
const tag = (value: string): Predicate => ({
  kind: 'compare',
  path: TAG,
  operator: 'eq',
  operand: { kind: 'value', value },
});

describe('collection predicates on MongoDB', () => {
  it('use operators that look into lists by themselves', () => {
    expect(filterOf(collection('tags', 'containsAll', ['a', 'b']))).toEqual({ tags: { $all: ['a', 'b'] } });
    expect(filterOf(collection('labels', 'overlaps', ['a']))).toEqual({ labels: { $in: ['a'] } });
    expect(filterOf(collection('tags', 'disjoint', ['a']))).toEqual({ tags: { $nin: ['a'] } });
    expect(filterOf(collection('tags', 'subset', ['a']))).toEqual({
      tags: { $not: { $elemMatch: { $nin: ['a'] } } },
    });
  });

  it('do not use them for no elements, which they take for nothing', () => {
    const tags = { $cond: [{ $isArray: ['$tags'] }, '$tags', []] };
    expect(filterOf(collection('tags', 'containsAll', []))).toEqual({
      $expr: { $setIsSubset: [{ $literal: [] }, tags] },
    });
  });

  it('compare embedded elements by their fields', () => {
    const text = JSON.stringify(filterOf(collection('lines', 'overlaps', [{ city: 'x' }])));
    expect(text).toContain('"$anyElementTrue"');
    expect(text).toContain('{"$eq":["$$i.town",{"$literal":"x"}]}');
  });

  it('count elements and entries, none for null', () => {
    const tags = { $cond: [{ $isArray: ['$tags'] }, '$tags', []] };
    expect(filterOf(size('tags', 'eq', 2))).toEqual({ tags: { $size: 2 } });
    expect(filterOf(size('tags', 'eq', 0))).toEqual({ $expr: { $eq: [{ $size: tags }, 0] } });
    expect(filterOf(size('tags', 'gt', 1))).toEqual({ $expr: { $gt: [{ $size: tags }, 1] } });
    expect(JSON.stringify(filterOf(size('prefs', 'eq', 2)))).toContain('$objectToArray');
  });

  it('ask for an entry of a map by its name', () => {
    expect(filterOf({ kind: 'hasKey', path: path('prefs'), key: 'k' })).toEqual({ 'prefs.k': { $exists: true } });
    expect(JSON.stringify(filterOf({ kind: 'hasKey', path: path('prefs'), key: 'a.b' }))).toContain('$getField');
  });

  it('quantify by $elemMatch; all hold when none fails', () => {
    expect(filterOf(quantifier('any', 'tags', tag('a')))).toEqual({ tags: { $elemMatch: { $eq: 'a' } } });
    expect(filterOf(quantifier('none', 'tags', tag('a')))).toEqual({ tags: { $not: { $elemMatch: { $eq: 'a' } } } });
    expect(filterOf(quantifier('all', 'tags', tag('a')))).toEqual({
      tags: { $not: { $elemMatch: { $not: { $eq: 'a' } } } },
    });
    const both: Predicate = { kind: 'and', operands: [line('city', 'eq', 'x'), line('zip', 'gt', 1)] };
    expect(filterOf(quantifier('any', 'lines', both))).toEqual({
      lines: { $elemMatch: { town: { $eq: 'x' }, zip: { $gt: 1 } } },
    });
    expect(filterOf(quantifier('all', 'lines', line('zip', 'gt', 1)))).toEqual({
      lines: { $not: { $elemMatch: { zip: { $not: { $gt: 1 } } } } },
    });
  });

  it('quantify by expressions where $elemMatch cannot say it', () => {
    const either: Predicate = { kind: 'or', operands: [line('city', 'eq', 'x'), line('zip', 'gt', 1)] };
    const lines = { $cond: [{ $isArray: ['$lines'] }, '$lines', []] };
    expect(filterOf(quantifier('all', 'lines', either))).toEqual({
      $expr: {
        $allElementsTrue: [
          {
            $map: {
              input: lines,
              as: 'e1',
              in: {
                $or: [
                  { $eq: ['$$e1.town', { $literal: 'x' }] },
                  { $and: [{ $ne: [{ $ifNull: ['$$e1.zip', null] }, null] }, { $gt: ['$$e1.zip', { $literal: 1 }] }] },
                ],
              },
            },
          },
        ],
      },
    });
  });

  it('give the elements of inner quantifiers names of their own', () => {
    const inner: Predicate = {
      kind: 'quantifier',
      quantifier: 'any',
      path: elementPath(type.embedded(ADDRESS), 'tags'),
      element: { kind: 'not', operand: tag('a') },
    };
    const text = JSON.stringify(filterOf(quantifier('any', 'lines', inner)));
    expect(text).toContain('"as":"e1"');
    expect(text).toContain('{"$not":[{"$eq":["$$e2",{"$literal":"a"}]}]}');
  });
});
