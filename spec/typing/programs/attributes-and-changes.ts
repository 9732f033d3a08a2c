import { Address, build, price, update } from './support';

build({ email: 'x', age: null, tags: ['a'] });
build({ price: '1.50', address: { city: 'Paris' }, roles: new Set(['a']), prefs: new Map([['k', 1]]) });
build({ address: new Address(), lines: [{ count: 1 }], age: undefined, prefs: { k: 1 }, roles: ['a'] });

// @ts-expect-error an unknown attribute
build({ nope: 1 });
// @ts-expect-error a method
build({ save() {} });
// @ts-expect-error a readonly property
build({ createdAt: new Date() });
// @ts-expect-error the wrong type
build({ email: 1 });
// @ts-expect-error the wrong type below
build({ address: { city: 1 } });
// @ts-expect-error null where nothing said so
build({ email: null });

update({});
update({ email: 'x', $inc: { age: 1, big: 2n }, $push: { tags: 'a' }, $put: { prefs: { k: 1 } } });
update({ 'address.city': 'x', age: null, price });
update({ $setIndex: { tags: [0, 'a'] }, $unset: ['age', 'address.zip'], $addToSet: { roles: ['a', 'b'] } });
update({ $set: { email: 'x' }, $min: { age: 1 }, $max: { bornAt: new Date() }, $mul: { price: '2' } });
update({ $pull: { tags: ['a'], roles: 'x' }, $prepend: { lines: { count: 1 } } });

// @ts-expect-error an unknown field
update({ nope: 1 });
// @ts-expect-error an unknown operator
update({ $foo: { age: 1 } });
// @ts-expect-error the wrong type
update({ age: 'x' });
// @ts-expect-error null where nothing said so
update({ email: null });
// @ts-expect-error text cannot be added to
update({ $inc: { email: 1 } });
// @ts-expect-error the wrong element
update({ $push: { tags: 1 } });
// @ts-expect-error not a list
update({ $push: { email: 'x' } });
// @ts-expect-error not a map
update({ $put: { tags: { k: 1 } } });
// @ts-expect-error an unknown field below
update({ 'address.street': 'x' });
