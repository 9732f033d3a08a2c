import { InvalidQueryError } from '../../../lib/errors';
import { keyPredicate } from '../../../lib/query/key-predicate';
import { parseFilter } from '../../../lib/query/parse-filter';
import { ID, OTHER_ID, READING, USER } from './sample-model';

describe('keys in filters', () => {
  it('finds the key form in any writing', () => {
    const key = { kind: 'key', values: [ID] };
    expect(parseFilter(USER, { id: ID })).toEqual(key);
    expect(parseFilter(USER, { id: { $eq: ID } })).toEqual(key);
    expect(parseFilter(USER, [{ $and: [{ id: ID }] }])).toEqual(key);
    const at = new Date(5);
    expect(parseFilter(READING, { at, sensor: 'a' })).toEqual({ kind: 'key', values: ['a', at] });
  });

  it('leaves everything else as it is', () => {
    expect(parseFilter(USER, { id: ID, age: 1 }).kind).toBe('and');
    expect(parseFilter(USER, { id: { $ne: ID } }).kind).toBe('compare');
    expect(parseFilter(USER, [{ id: ID }, { id: OTHER_ID }]).kind).toBe('and');
    expect(parseFilter(READING, { sensor: 'a' }).kind).toBe('compare');
    expect(parseFilter(READING, [{ sensor: 'a' }, { sensor: 'b' }]).kind).toBe('and');
    expect(parseFilter(READING, { sensor: { $field: 'sensor' }, at: new Date() }).kind).toBe('and');
  });

  it('takes a scalar, an object or a list', () => {
    expect(keyPredicate(USER, ID)).toEqual({ kind: 'key', values: [ID] });
    expect(keyPredicate(USER, { id: ID })).toEqual({ kind: 'key', values: [ID] });
    expect(keyPredicate(USER, [ID])).toEqual({ kind: 'key', values: [ID] });
    const at = new Date(5);
    expect(keyPredicate(READING, { at, sensor: 'a' })).toEqual({ kind: 'key', values: ['a', at] });
    expect(keyPredicate(READING, ['a', at])).toEqual({ kind: 'key', values: ['a', at] });
  });

  it.each([
    ['a scalar for a compound key', READING, 'a'],
    ['a short list', READING, ['a']],
    ['a missing part', READING, { sensor: 'a' }],
    ['an extra part', READING, { sensor: 'a', at: new Date(), value: 1 }],
    ['null', USER, null],
    ['undefined', USER, undefined],
    ['the wrong type', USER, 5],
  ])('refuses %s', (_, model, key) => {
    expect(() => keyPredicate(model, key)).toThrow(InvalidQueryError);
  });

  it('is unprocessable without a key', () => {
    const view = { ...USER, key: { partition: [], clustering: [], fields: [] } };
    expect(() => keyPredicate(view, 1)).toThrow(expect.objectContaining({ code: 'POLYDOC_UNPROCESSABLE' }));
  });
});
