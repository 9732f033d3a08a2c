import { Binary } from 'mongodb';
import { InvalidQueryError } from '../../../lib';
import { compilePredicate } from '../../../lib/engines/mongodb/mongodb-predicate';
import type { Predicate } from '../../../lib/query/predicate';
import { MEMBERSHIP } from '../postgres/sample-models';
import { compare, filterOf } from './filter-of';

const ORG = '7fffffff-ffff-4fff-8fff-ffffffffffff';
const ORG_BYTES = new Binary(Buffer.from(ORG.replaceAll('-', ''), 'hex'), Binary.SUBTYPE_UUID);
const A = compare('views', 'gt', 1);
const B = compare('title', 'eq', 'x');

describe('predicates on MongoDB', () => {
  it('everything and nothing', () => {
    expect(filterOf({ kind: 'always' })).toEqual({});
    expect(filterOf({ kind: 'never' })).toEqual({ _id: { $in: [] } });
  });

  it('conditions stand side by side while their names differ', () => {
    expect(filterOf({ kind: 'and', operands: [A, B] })).toEqual({ views: { $gt: 1 }, title: { $eq: 'x' } });
    const range: Predicate = { kind: 'and', operands: [A, compare('views', 'lt', 5)] };
    expect(filterOf(range)).toEqual({ $and: [{ views: { $gt: 1 } }, { views: { $lt: 5 } }] });
  });

  it('the opposite is $nor, which null and missing fulfil', () => {
    expect(filterOf({ kind: 'or', operands: [A, B] })).toEqual({
      $or: [{ views: { $gt: 1 } }, { title: { $eq: 'x' } }],
    });
    expect(filterOf({ kind: 'not', operand: A })).toEqual({ $nor: [{ views: { $gt: 1 } }] });
  });

  it('keys are the value of _id, the parts of a compound one in key order', () => {
    expect(filterOf({ kind: 'key', values: [1] })).toEqual({ _id: 1 });
    expect(filterOf({ kind: 'keys', keys: [[1], [2]] })).toEqual({ _id: { $in: [1, 2] } });
    const compound = compilePredicate(MEMBERSHIP, { kind: 'key', values: [ORG, 3] });
    expect(compound).toEqual({ _id: { org: ORG_BYTES, user_id: 3 } });
    expect(JSON.stringify(Object.keys(compound._id ?? {}))).toBe('["org","user_id"]');
  });

  it('native queries stand by themselves, those of other engines are refused', () => {
    const query = { views: { $mod: [2, 0] } };
    expect(
      filterOf({ kind: 'and', operands: [A, { kind: 'native', fragment: { language: 'mongodb', query } }] }),
    ).toEqual({ views: { $gt: 1 }, $and: [query] });
    const sql: Predicate = { kind: 'native', fragment: { language: 'sql', strings: ['TRUE'], values: [] } };
    expect(() => filterOf(sql)).toThrow(InvalidQueryError);
    expect(() => filterOf({ kind: 'token', operator: 'gt', token: 0n })).toThrow(InvalidQueryError);
  });
});
