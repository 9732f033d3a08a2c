import { native, sql } from '../../../lib/query/native-filter';
import { fields, find, price } from './support';

find();
find({});
find({ age: 18, email: null });
find({ age: { $gte: 18, $lt: 65 }, 'address.city': 'Paris', tags: { $overlaps: ['a', 'b'] } });
find({ $or: [{ email: null }, { email: { $like: 'J%' } }], $not: { banned: true } });
find([{ age: 1 }, fields().email.eq('x'), native({ a: 1 }), sql`${fields().age} = ${1}`]);
find({ $and: [fields().age.gte(1), [{ banned: false }]] });
find({ role: 'admin' });
find({ role: ['admin', 'guest'] });
find({ role: { $in: ['admin', null] } });
find({ price: '1.50' });
find({ price: { $gt: price, $lt: '2' } });
find({ big: { $in: [1n] }, bornAt: { $lt: new Date() } });
find({ 'address.geo.lat': { $gt: 1 } });
find({ address: { city: 'Paris' } });
find({ address: { $null: true } });
find({ 'prefs.k': { $gt: 1 }, prefs: { $hasKey: 'k', $size: 1 } });
find({ 'tags.0': 'x', 'lines.0.count': { $gte: 1 } });
find({ tags: ['a'], roles: { $contains: 'x', $size: { $gt: 1 } } });
find({ tags: { $any: { $startsWith: 'a' } } });
find({ lines: { $any: { count: { $gt: 1 }, $or: [{ label: null }, { label: { $ilike: 'x' } }] } } });
find({ age: { $lt: { $field: 'lines.0.count' } } });
find({ $token: { $gt: 0n } });
find({ age: { $exists: true, $null: false } });

// @ts-expect-error an unknown field
find({ nope: 1 });
// @ts-expect-error an unknown field beside a known one
find({ age: 1, nope: 1 });
// @ts-expect-error a method
find({ save: null });
// @ts-expect-error a member of every document
find({ isNew: true });
// @ts-expect-error an unknown nested field
find({ 'address.street': 'x' });
// @ts-expect-error a nested method
find({ 'address.describe': null });
// @ts-expect-error a path into a scalar
find({ 'age.x': 1 });
// @ts-expect-error the wrong type
find({ age: '18' });
// @ts-expect-error the wrong literal
find({ role: 'root' });
// @ts-expect-error the wrong type in a list
find({ age: [1, 'x'] });
// @ts-expect-error the wrong type of an operand
find({ age: { $gt: 'x' } });
// @ts-expect-error a text operator on a number
find({ age: { $like: 'x' } });
// @ts-expect-error an order of booleans
find({ banned: { $gt: false } });
// @ts-expect-error a list operator on text
find({ email: { $contains: 'x' } });
// @ts-expect-error a list's element in place of the list
find({ tags: 'a' });
// @ts-expect-error an unknown operator
find({ age: { $foo: 1 } });
// @ts-expect-error an operator without its sign
find({ age: { gt: 1 } });
// @ts-expect-error a boolean
find(true);
// @ts-expect-error undefined as an operand
find({ age: { $gt: undefined } });
// @ts-expect-error null as a filter
find(null);
// @ts-expect-error text
find('x');
// @ts-expect-error an unknown field in a combinator
find({ $or: [{ nope: 1 }] });
// @ts-expect-error an object where a list is due
find({ $or: { age: 1 } });
// @ts-expect-error an unknown field of an element
find({ lines: { $any: { nope: 1 } } });
// @ts-expect-error the wrong type in an element
find({ tags: { $any: { $startsWith: 1 } } });
// @ts-expect-error an unknown field as an operand
find({ age: { $lt: { $field: 'nope' } } });
// @ts-expect-error a fraction of a decimal as a number
find({ price: 1.5 });
// @ts-expect-error a number as a boolean
find({ banned: { $exists: 1 } });
