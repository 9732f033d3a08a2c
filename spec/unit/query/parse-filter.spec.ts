import fc from 'fast-check';
import { InvalidQueryError } from '../../../lib/errors';
import { fieldReferences } from '../../../lib/query/field-references';
import { native, sql } from '../../../lib/query/native-filter';
import { parseFilter } from '../../../lib/query/parse-filter';
import { ALWAYS, NEVER } from '../../../lib/query/predicate';
import { refusal, text } from './parsed-filter';
import { printPredicate } from './print-predicate';
import { Address, ID, READING, USER } from './sample-model';

describe('parseFilter', () => {
  it.each([
    ['an empty object', {}, 'always'],
    ['an empty list', [], 'always'],
    ['a value', { age: 18 }, 'age = 18'],
    ['null', { name: null }, 'name is null'],
    ['a list on a scalar', { age: [1, 2] }, 'age in (1, 2)'],
    ['several operators', { age: { $gte: 18, $lt: 65 } }, 'age >= 18 and age < 65'],
    ['a nested path', { 'address.city': 'Paris' }, 'address.city = "Paris"'],
    ['a map entry', { 'prefs.a.b': 3 }, 'prefs.a.b = 3'],
    ['a list element', { 'tags.0': 'x' }, 'tags.0 = "x"'],
    ['a part of a list element', { 'lines.1.count': 2 }, 'lines.1.count = 2'],
    ['a tuple element', { 'pair.1': 'x' }, 'pair.1 = "x"'],
    ['$ne null', { name: { $ne: null } }, 'name is not null'],
    ['$null', { name: { $null: true } }, 'name is null'],
    ['$null false', { name: { $null: false } }, 'name is not null'],
    ['$exists', { name: { $exists: true } }, 'name is not null'],
    ['$exists false', { name: { $exists: false } }, 'name is null'],
    ['an order with null', { age: { $gt: null } }, 'never'],
    ['an empty $in', { age: { $in: [] } }, 'never'],
    ['an empty $nin', { age: { $nin: [] } }, 'always'],
    ['null in $in', { age: { $in: [1, null] } }, 'age in (1, null)'],
    ['null in $nin', { age: { $nin: [1, null] } }, 'age not in (1, null)'],
    ['only null in $in', { age: { $in: [null] } }, 'age is null'],
    ['only null in $nin', { age: { $nin: [null] } }, 'age is not null'],
    ['$like', { name: { $like: 'J%' } }, 'name like "J%"'],
    ['$ilike', { name: { $ilike: 'j%' } }, 'name ilike "j%"'],
    ['$startsWith', { name: { $startsWith: 'J' } }, 'name starts with "J"'],
    ['$regex text', { name: { $regex: '^a' } }, 'name matches "^a"'],
    ['$regex', { name: { $regex: /^a/im } }, 'name matches "^a" im'],
    ['$field', { age: { $lt: { $field: 'score' } } }, 'age < score'],
    ['$field alone', { age: { $field: 'score' } }, 'age = score'],
    ['$contains', { tags: { $contains: 'a' } }, 'tags contains all ("a")'],
    ['$containsAll', { tags: { $containsAll: ['a', 'b'] } }, 'tags contains all ("a", "b")'],
    ['an empty $containsAll', { tags: { $containsAll: [] } }, 'always'],
    ['$overlaps', { roles: { $overlaps: new Set(['a']) } }, 'roles overlaps ("a")'],
    ['an empty $overlaps', { tags: { $overlaps: [] } }, 'never'],
    ['$disjoint', { tags: { $disjoint: ['a'] } }, 'tags disjoint from ("a")'],
    ['$subset', { tags: { $subset: ['a'] } }, 'tags subset of ("a")'],
    ['an empty $subset', { tags: { $subset: [] } }, 'size(tags) = 0'],
    ['$size', { tags: { $size: 2 } }, 'size(tags) = 2'],
    ['$size with comparisons', { tags: { $size: { $gt: 1, $lte: 3 } } }, 'size(tags) > 1 and size(tags) <= 3'],
    ['$empty', { tags: { $empty: true } }, 'size(tags) = 0'],
    ['$empty of a map', { prefs: { $empty: false } }, 'size(prefs) != 0'],
    ['$hasKey', { prefs: { $hasKey: 'k' } }, 'prefs has key "k"'],
    ['$any on scalars', { tags: { $any: { $startsWith: 'a' } } }, 'any of tags (tags[] starts with "a")'],
    [
      'a quantifier with a nested filter',
      { lines: { $all: { count: { $gt: 1 }, $or: [{ label: null }, { label: 'x' }] } } },
      'all of lines (lines[].count > 1 and (lines[].label is null or lines[].label = "x"))',
    ],
    ['$none', { lines: { $none: { count: { $field: 'count' } } } }, 'none of lines (lines[].count = lines[].count)'],
    ['$any of everything', { lines: { $any: {} } }, 'size(lines) > 0'],
    ['$all of nothing', { tags: { $all: { $in: [] } } }, 'size(tags) = 0'],
    ['$none of nothing', { tags: { $none: { $in: [] } } }, 'always'],
    ['a whole list', { tags: ['a', 'b'] }, 'tags = ["a","b"]'],
    ['$or', { $or: [{ name: null }, { age: 1 }] }, 'name is null or age = 1'],
    ['an empty $or', { $or: [] }, 'never'],
    ['an empty $and', { $and: [] }, 'always'],
    ['$not', { $not: { banned: true } }, 'not (banned = true)'],
    ['$not of everything', { $not: {} }, 'never'],
    ['a list of filters', [{ age: 1 }, [{ banned: true }]], 'age = 1 and banned = true'],
    [
      'several combinators',
      { age: 1, $and: [{ score: 2 }], $or: [{ name: 'a' }, { name: 'b' }], $not: { banned: true } },
      'age = 1 and score = 2 and (name = "a" or name = "b") and not (banned = true)',
    ],
    ['$token', { $token: { $gt: 0n, $lte: 9n } }, 'token > 0n and token <= 9n'],
    ['$gt with an empty text', { email: { $gt: '' } }, 'email > ""'],
    ['an embedded value', { address: { city: 'Paris' } }, 'address = {"city":"Paris"}'],
    ['$eq on json', { extra: { $eq: { $gt: 1 } } }, 'extra = {"$gt":1}'],
  ])('reads %s', (_, filter, expected) => {
    expect(text(filter)).toBe(expected);
  });

  it('gives canonical operands', () => {
    const id = parseFilter(USER, { id: ID.toUpperCase() });
    expect(id).toEqual({ kind: 'key', values: [ID] });
    expect(parseFilter(USER, { address: { city: 'x' } })).toMatchObject({ operand: { value: expect.any(Address) } });
    expect(text({ price: '1.50' })).toBe('price = 1.5');
  });

  it.each([
    ['a boolean', true],
    ['undefined', undefined],
    ['null', null],
    ['text', 'x'],
    ['a number', 1],
    ['a function', () => true],
    ['a map', new Map([['age', 1]])],
    ['a boolean in a list', [true]],
    ['a hole in a list', new Array(1)],
    ['undefined in $or', { $or: [undefined] }],
    ['an object for $or', { $or: { age: 1 } }],
    ['a boolean for $not', { $not: true }],
    ['a symbol key', { [Symbol('age')]: 1 }],
    ['a token that is no bigint', { $token: { $gt: 0 } }],
    ['an unknown combinator', { $nor: [] }],
    ['a token further in', { $or: [{ $token: { $gt: 0n } }, { age: 1 }] }],
  ])('refuses %s as a filter', (_, filter) => {
    expect(refusal(filter).message).toMatch(/^User/);
  });

  it.each([
    ['an unknown field', { nope: 1 }, 'nope'],
    ['an inherited name', { constructor: 1 }, 'constructor'],
    ['__proto__', JSON.parse('{"__proto__": {"age": 1}}'), '__proto__'],
    ['__proto__ below a field', { 'address.__proto__': 1 }, 'address.__proto__'],
    ['an unknown nested field', { 'address.street': 1 }, 'address.street'],
    ['a path into a scalar', { 'age.x': 1 }, 'age.x'],
    ['a path into json', { 'extra.x': 1 }, 'extra.x'],
    ['a list index that is none', { 'tags.01': 'x' }, 'tags.01'],
    ['a tuple index beyond the end', { 'pair.2': 'x' }, 'pair.2'],
    ['an empty path', { '': 1 }, ''],
    ['undefined as a value', { age: undefined }, 'age'],
    ['undefined as an operand', { age: { $gt: undefined } }, 'age'],
    ['a boolean on a number', { age: true }, 'age'],
    ['a value of the wrong type', { age: '18' }, 'age'],
    ['a fraction on an int', { age: 1.5 }, 'age'],
    ['a value of the wrong type in $in', { age: { $in: [1, 'x'] } }, 'age'],
    ['undefined in $in', { age: { $in: [undefined] } }, 'age'],
    ['a value where a list is due', { age: { $in: 1 } }, 'age'],
    ['an unknown operator', { age: { $foo: 1 } }, 'age'],
    ['a plain key among operators', { age: { gt: 1 } }, 'age'],
    ['operators and values mixed', { address: { city: 'x', $ne: null } }, 'address'],
    ['an empty object of operators', { age: {} }, 'age'],
    ['a symbol among operators', { age: { [Symbol('x')]: 1 } }, 'age'],
    ['text operators on a number', { age: { $like: '1%' } }, 'age'],
    ['an order on a boolean', { banned: { $gt: false } }, 'banned'],
    ['an order on a list', { tags: { $gt: ['a'] } }, 'tags'],
    ['a scalar on a list field', { tags: 'a' }, 'tags'],
    ['list operators on a scalar', { name: { $contains: 'a' } }, 'name'],
    ['$hasKey on a list', { tags: { $hasKey: 'a' } }, 'tags'],
    ['a null element', { tags: { $contains: null } }, 'tags'],
    ['a negative size', { tags: { $size: -1 } }, 'tags'],
    ['an operator for a size', { tags: { $size: { $in: [1] } } }, 'tags'],
    ['$null with a number', { name: { $null: 1 } }, 'name'],
    ['a vector to equal', { vector: new Float32Array(2) }, 'vector'],
    ['$field of another type', { age: { $eq: { $field: 'name' } } }, 'age'],
    ['$field with company', { age: { $eq: { $field: 'score', $gt: 1 } } }, 'age'],
    ['$field in $in', { age: { $in: [{ $field: 'score' }] } }, 'age'],
    ['an unknown $field', { age: { $lt: { $field: 'nope' } } }, 'nope'],
    ['an unknown field of an element', { lines: { $any: { nope: 1 } } }, 'lines[].nope'],
    ['a boolean for a quantifier', { lines: { $any: true } }, 'lines[]'],
    ['a flag that is not known', { name: { $regex: /a/g } }, 'name'],
    ['a lone backslash', { name: { $like: 'a\\' } }, 'name'],
    ['a lone surrogate', { name: { $startsWith: '\ud800' } }, 'name'],
    ['a number as a pattern', { name: { $regex: 1 } }, 'name'],
  ])('refuses %s and names the path', (_, filter, path) => {
    const error = refusal(filter);
    expect(error.path).toBe(path);
    expect(error.model).toBe('User');
    expect(error.status).toBe(400);
  });

  it('names the operator and keeps values out of messages', () => {
    const error = refusal({ age: { $gt: 'secret' } });
    expect(error.message).toContain('`$gt`');
    expect(error.message).not.toContain('secret');
  });

  it('reads each getter once and turns what it throws into a refusal', () => {
    let reads = 0;
    const filter = {
      get age() {
        reads += 1;
        return 1;
      },
    };
    expect(text(filter)).toBe('age = 1');
    expect(reads).toBe(1);
    const thrown = new Error('no');
    const hostile = {
      get age(): number {
        throw thrown;
      },
    };
    expect(refusal(hostile).cause).toBe(thrown);
  });

  it('knows the flags i, m and s together', () => {
    expect(text({ name: { $regex: /a.b/ims } })).toBe('name matches "a.b" ims');
  });

  describe('conditions from field references', () => {
    const fields = fieldReferences<Record<string, never>>(USER) as never as Record<
      string,
      Record<string, (...a: unknown[]) => unknown>
    >;
    const call = (name: string, method: string, ...operands: unknown[]): unknown => {
      const target = name.split('.').reduce<unknown>((from, step) => Reflect.get(Object(from), step), fields);
      return Reflect.apply(Reflect.get(Object(target), method), target, operands);
    };

    it.each([
      [call('age', 'gte', 18), 'age >= 18'],
      [call('address.city', 'eq', 'Paris'), 'address.city = "Paris"'],
      [call('name', 'isNull'), 'name is null'],
      [call('name', 'exists'), 'name is not null'],
      [call('tags', 'any', { $startsWith: 'a' }), 'any of tags (tags[] starts with "a")'],
      [call('prefs', 'hasKey', 'k'), 'prefs has key "k"'],
      [call('age', 'lt', Reflect.get(fields, 'score')), 'age < score'],
      [
        [call('age', 'gte', 18), { $or: [call('name', 'like', 'a%'), { name: null }] }],
        'age >= 18 and (name like "a%" or name is null)',
      ],
    ])('reads %#', (condition, expected) => {
      expect(text(condition)).toBe(expected);
    });

    it('refuses those of another model', () => {
      expect(refusal(call('age', 'eq', 1), READING).message).toContain('User');
    });

    it('does not take plain data for one', () => {
      expect(refusal({ model: USER, path: 'age', operators: { $gt: 1 } }).path).toBe('model');
    });
  });

  it('keeps native fragments, with columns for references', () => {
    expect(parseFilter(USER, native({ age: 1 }))).toMatchObject({ kind: 'native', fragment: { query: { age: 1 } } });
    const email = Reflect.get(fieldReferences(USER), 'email');
    const parsed = parseFilter(USER, [sql`lower(${email}) = ${'x'}`, { age: 1 }]);
    expect(parsed).toMatchObject({
      kind: 'and',
      operands: [
        {
          kind: 'native',
          fragment: { strings: ['lower(', ') = ', ''], values: [{ path: { field: { column: 'mail' } } }, 'x'] },
        },
        {},
      ],
    });
    expect(() => parseFilter(USER, sql`${undefined}`)).toThrow(InvalidQueryError);
    expect(() => parseFilter(READING, sql`${email} = 1`)).toThrow(InvalidQueryError);
  });

  it('freezes what it makes', () => {
    const parsed = parseFilter(USER, { age: { $in: [1] }, name: 'a' });
    expect(Object.isFrozen(parsed)).toBe(true);
    expect(parsed.kind === 'and' && Object.isFrozen(parsed.operands)).toBe(true);
    expect(Object.isFrozen(ALWAYS) && Object.isFrozen(NEVER)).toBe(true);
  });

  it('gives a predicate or an InvalidQueryError for anything at all', () => {
    const key = fc.oneof(
      fc.constantFrom('age', 'name', 'tags', 'address', 'prefs', 'lines', 'extra', 'address.city', 'lines.0.count'),
      fc.constantFrom('$and', '$or', '$not', '$eq', '$in', '$any', '$all', '$size', '$regex', '$field', '$token'),
      fc.string(),
    );
    const { filter } = fc.letrec((tie) => ({
      filter: fc.oneof(
        { maxDepth: 5 },
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true }),
        fc.dictionary(key, tie('filter')),
        fc.array(tie('filter'), { maxLength: 3 }),
      ),
    }));
    fc.assert(
      fc.property(filter, (candidate) => {
        try {
          printPredicate(parseFilter(USER, candidate));
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidQueryError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
