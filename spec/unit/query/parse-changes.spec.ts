import fc from 'fast-check';
import { InvalidQueryError, ValidationError } from '../../../lib/errors';
import { parseChanges } from '../../../lib/query/parse-changes';
import { Address, ID, USER } from './sample-model';

function read(changes: unknown): unknown[] {
  return parseChanges(USER, changes).map(({ path, ...rest }) => ({ path: path.text, ...rest }));
}

function refusal(changes: unknown): unknown {
  try {
    parseChanges(USER, changes);
  } catch (error) {
    return error;
  }
  throw new Error('The changes were accepted.');
}

describe('parseChanges', () => {
  it.each([
    ['nothing', {}, []],
    ['a field', { name: 'x' }, [{ kind: 'set', path: 'name', value: 'x' }]],
    ['null', { name: null }, [{ kind: 'set', path: 'name', value: null }]],
    ['$set', { $set: { name: 'x' } }, [{ kind: 'set', path: 'name', value: 'x' }]],
    ['a nested path', { 'address.city': 'x' }, [{ kind: 'set', path: 'address.city', value: 'x' }]],
    ['a nested null', { 'address.zip': null }, [{ kind: 'set', path: 'address.zip', value: null }]],
    ['a map entry', { 'prefs.a.b': 1 }, [{ kind: 'set', path: 'prefs.a.b', value: 1 }]],
    ['a list element', { 'tags.2': 'x' }, [{ kind: 'setIndex', path: 'tags', index: 2, value: 'x' }]],
    ['a part of an element', { 'lines.0.count': 2 }, [{ kind: 'set', path: 'lines.0.count', value: 2 }]],
    [
      '$unset',
      { $unset: ['name', 'prefs.k'] },
      [
        { kind: 'unset', path: 'name' },
        { kind: 'unset', path: 'prefs.k' },
      ],
    ],
    ['$unset of an element', { $unset: ['tags.1'] }, [{ kind: 'removeIndex', path: 'tags', index: 1 }]],
    ['$inc', { $inc: { age: -1 } }, [{ kind: 'increment', path: 'age', operand: -1 }]],
    ['$mul', { $mul: { total: 2 } }, [{ kind: 'multiply', path: 'total', operand: 2n }]],
    [
      '$min and $max',
      { $min: { name: 'a' }, $max: { age: 3 } },
      [
        { kind: 'min', path: 'name', operand: 'a' },
        { kind: 'max', path: 'age', operand: 3 },
      ],
    ],
    ['$push of one', { $push: { tags: 'a' } }, [{ kind: 'push', path: 'tags', values: ['a'] }]],
    ['$push of many', { $push: { tags: ['a', 'b'] } }, [{ kind: 'push', path: 'tags', values: ['a', 'b'] }]],
    ['$prepend', { $prepend: { tags: 'a' } }, [{ kind: 'prepend', path: 'tags', values: ['a'] }]],
    ['$pull', { $pull: { roles: new Set(['a']) } }, [{ kind: 'pull', path: 'roles', values: ['a'] }]],
    ['$addToSet', { $addToSet: { roles: 'a' } }, [{ kind: 'addToSet', path: 'roles', values: ['a'] }]],
    ['$put', { $put: { prefs: { k: 1 } } }, [{ kind: 'put', path: 'prefs', entries: [['k', 1]] }]],
    ['$put of a map', { $put: { prefs: new Map([['k', 1]]) } }, [{ kind: 'put', path: 'prefs', entries: [['k', 1]] }]],
    ['$setIndex', { $setIndex: { tags: [0, 'x'] } }, [{ kind: 'setIndex', path: 'tags', index: 0, value: 'x' }]],
    [
      'two parts of one value',
      { 'address.city': 'x', 'address.zip': 'y' },
      [
        { kind: 'set', path: 'address.city', value: 'x' },
        { kind: 'set', path: 'address.zip', value: 'y' },
      ],
    ],
  ])('reads %s', (_, changes, expected) => {
    expect(read(changes)).toEqual(expected);
  });

  it('makes plain objects instances and pushes each of a list of objects', () => {
    expect(read({ address: { city: 'x' } })).toEqual([
      { kind: 'set', path: 'address', value: Object.assign(new Address(), { city: 'x' }) },
    ]);
    expect(read({ $push: { lines: [{ count: 1 }, { count: 2 }] } })).toMatchObject([
      { values: [{ count: 1 }, { count: 2 }] },
    ]);
  });

  it.each([
    ['an unknown field', { nope: 1 }, 'nope'],
    ['a pollution', JSON.parse('{"__proto__": {"x": 1}}'), '__proto__'],
    ['the key', { id: ID }, 'id'],
    ['the version', { rev: 3 }, 'rev'],
    ['the version by an operator', { $inc: { rev: 1 } }, 'rev'],
    ['undefined', { name: undefined }, 'name'],
    ['undefined below', { $set: { 'address.city': undefined } }, 'address.city'],
    ['an unknown operator', { $foo: { age: 1 } }, undefined],
    ['an operator on nothing', { $inc: 1 }, undefined],
    ['text for $unset', { $unset: 'name' }, undefined],
    ['$inc on text', { $inc: { name: 1 } }, 'name'],
    ['$max on a list', { $max: { tags: ['a'] } }, 'tags'],
    ['$push on a set', { $push: { roles: 'a' } }, 'roles'],
    ['$push on text', { $push: { name: 'a' } }, 'name'],
    ['$put on a list', { $put: { tags: { a: 1 } } }, 'tags'],
    ['$put of a number', { $put: { prefs: 1 } }, 'prefs'],
    ['a negative index', { $setIndex: { tags: [-1, 'x'] } }, 'tags'],
    ['an index alone', { $setIndex: { tags: 0 } }, 'tags'],
    ['one field twice', { name: 'x', $set: { name: 'y' } }, 'name'],
    ['a value and a part of it', { address: { city: 'x' }, 'address.zip': 'y' }, 'address.zip'],
    ['two operators on one field', { $push: { tags: 'a' }, $pull: { tags: 'b' } }, 'tags'],
    ['a list and its element', { tags: [], 'tags.0': 'x' }, 'tags.0'],
    ['a map twice', { $put: { prefs: { a: 1 } }, 'prefs.b': 2 }, 'prefs.b'],
    ['a list', [], undefined],
    ['null', null, undefined],
    ['a symbol', { [Symbol('x')]: 1 }, undefined],
  ])('refuses %s', (_, changes, path) => {
    const error = refusal(changes);
    expect(error).toBeInstanceOf(InvalidQueryError);
    expect(error).toMatchObject({ path });
  });

  it('lets names that begin alike stand side by side', () => {
    expect(read({ 'prefs.a': 1, 'prefs.ab': 2 })).toHaveLength(2);
  });

  it('tells every value that does not fit, in one error', () => {
    const error = refusal({
      email: null,
      age: 'x',
      'address.city': null,
      lines: [{ count: 'y' }],
      $put: { prefs: { k: 'z' } },
    });
    expect(error).toBeInstanceOf(ValidationError);
    expect(error instanceof ValidationError && error.problems.map(({ path }) => path)).toEqual([
      'email',
      'age',
      'address.city',
      'lines.0.count',
      'prefs.k',
    ]);
  });

  it.each([
    ['$unset of what may not be null', { $unset: ['email'] }, 'email'],
    ['a null element', { 'tags.0': null }, 'tags.0'],
    ['null to add', { $inc: { age: null } }, 'age'],
    ['a fraction to add to an int', { $inc: { age: 1.5 } }, 'age'],
    ['a list that holds lists', { $push: { tags: [['a']] } }, 'tags'],
  ])('takes %s for a value that is not valid', (_, changes, path) => {
    const error = refusal(changes);
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ problems: [{ path }] });
  });

  it('gives assignments or one of two errors for anything at all', () => {
    const key = fc.constantFrom(
      'name',
      'tags',
      'prefs.a',
      'address',
      '$set',
      '$push',
      '$put',
      '$unset',
      '$setIndex',
      'x',
    );
    const changes = fc.oneof(
      fc.anything(),
      fc.dictionary(key, fc.oneof(fc.anything(), fc.dictionary(key, fc.anything()))),
    );
    fc.assert(
      fc.property(changes, (candidate) => {
        try {
          parseChanges(USER, candidate);
        } catch (error) {
          expect(error instanceof InvalidQueryError || error instanceof ValidationError).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
