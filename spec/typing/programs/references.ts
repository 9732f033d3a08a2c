import type { FieldCondition } from '../../../lib/query/field-condition';
import type { FieldOrder } from '../../../lib/query/field-order';
import { fields, find, type Line, price, sort, type User } from './support';

const condition: FieldCondition<User> = fields().age.gte(18);
const order: FieldOrder<User> = fields().email.asc({ nulls: 'last' });
find(condition).orderBy(order);
sort(fields().age.desc());
fields().address.city.eq('Paris');
fields().address.geo.lat.gt(1);
fields().tags.contains('a');
fields().tags.at(0).startsWith('x');
fields().lines.any({ count: { $gt: 1 } });
fields().prefs.at('k').gt(1);
fields().prefs.hasKey('k');
fields().price.gt('1.5');
fields().price.in([price, '1']);
fields().email.regex(/x/i);
fields().age.lt(fields().lines.at(0).count);
fields().banned.isNull();

// @ts-expect-error an unknown field
fields().nope;
// @ts-expect-error a method
fields().save;
// @ts-expect-error the wrong type
fields().age.eq('x');
// @ts-expect-error a text operator on a number
fields().age.like('x');
// @ts-expect-error an order of booleans
fields().banned.gt(false);
// @ts-expect-error an unknown field of an element
fields().lines.any({ nope: 1 });
// @ts-expect-error a condition on another class
find({} as FieldCondition<Line>);
// @ts-expect-error plain data in place of a condition
find({ path: 'age', operators: {} });
