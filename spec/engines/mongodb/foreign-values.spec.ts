import { Decimal128, ObjectId } from 'mongodb';
import { expectRefused, type Work } from './expect-refused';
import { FaultBench } from './fault-bench';
import { Guest } from './guest';
import { untyped } from './untyped';

jest.setTimeout(30_000);

let bench: FaultBench;
let guest: Guest;

beforeAll(async () => {
  bench = await FaultBench.open(Guest);
}, 120_000);
afterAll(() => bench?.close());

beforeEach(async () => {
  await bench.empty('guests');
  await Guest.insertMany([
    { id: 'a', email: 'a@x', age: 1, tags: ['t'], prefs: { k: 'v' }, meta: { m: 1 }, home: { city: 'Paris' } },
    { id: 'b', email: 'b@x', age: 2 },
  ]);
  guest = await Guest.get('a');
});

/** What a request body can hold where a value is due, and what only code can make. */
const FOREIGN: Readonly<Record<string, unknown>> = {
  'an operator': JSON.parse('{ "$gt": "" }'),
  'a negation': JSON.parse('{ "$ne": null }'),
  'a regular expression': JSON.parse('{ "$regex": ".*" }'),
  code: JSON.parse('{ "$where": "sleep(1000)" }'),
  'an expression': JSON.parse('{ "$expr": { "$eq": [1, 1] } }'),
  'extended JSON': JSON.parse('{ "$oid": "65a1b2c3d4e5f60718293a4b" }'),
  'a BSON type by name': JSON.parse('{ "_bsontype": "ObjectId", "id": "aaaaaaaaaaaa" }'),
  'BSON code by name': JSON.parse('{ "_bsontype": "Code", "code": "sleep(1000)" }'),
  'a prototype': JSON.parse('{ "__proto__": { "$gt": "" } }'),
  'a BSON value': new ObjectId(),
  'a BSON number': Decimal128.fromString('1'),
  'what serialises itself': { toBSON: () => ({ $gt: '' }) },
  'an object without prototype': Object.assign(Object.create(null), { $gt: '' }),
  'a map': new Map([['$gt', '']]),
};

const FIELDS = ['email', 'age', 'big', 'whole', 'price', 'banned', 'at', 'token', 'ref', 'photo', 'tags', 'home'];

describe.each(Object.entries(FOREIGN))('%s where a value is due', (_title, foreign) => {
  it.each(FIELDS)('is no %s to be written', async (field) => {
    const changes = untyped({ [field]: foreign });
    await expectRefused(bench, {
      create: () => Guest.create(untyped({ id: 'c', [field]: foreign })),
      insertMany: () => Guest.insertMany([untyped({ id: 'c', [field]: foreign })]),
      'new save': () => Guest.build(untyped({ id: 'c', [field]: foreign })).save(),
      save: () => {
        const loaded = Object.assign(guest, { [field]: foreign });
        return loaded.save().finally(() => loaded.reset());
      },
      update: () => guest.update(changes),
      updateMany: () => Guest.updateMany({ id: 'a' }, changes),
      'query update': () => Guest.find({ id: 'a' }).update(changes),
      condition: () => guest.update({ age: 5 }, { ifConditions: untyped({ [field]: { $eq: foreign } }) }),
    });
  });

  it('is no value of a filter', async () => {
    const filters: Readonly<Record<string, unknown>> = {
      equal: { email: { $eq: foreign } },
      unequal: { email: { $ne: foreign } },
      greater: { age: { $gt: foreign } },
      in: { email: { $in: ['x', foreign] } },
      'not in': { email: { $nin: [foreign] } },
      'list as in': { email: [foreign] },
      like: { email: { $like: foreign } },
      regex: { email: { $regex: foreign } },
      start: { email: { $startsWith: foreign } },
      contains: { tags: { $contains: foreign } },
      overlaps: { tags: { $overlaps: [foreign] } },
      list: { tags: { $eq: [foreign] } },
      nested: { 'home.city': { $eq: foreign } },
      embedded: { home: { $eq: { city: foreign } } },
      entry: { 'prefs.k': { $eq: foreign } },
      key: { prefs: { $hasKey: foreign } },
      field: { email: { $field: foreign } },
      size: { tags: { $size: foreign } },
      or: { $or: [{ id: 'none' }, { email: { $eq: foreign } }] },
      not: { $not: { email: { $eq: foreign } } },
      any: { tags: { $any: { $eq: foreign } } },
    };
    await expectRefused(
      bench,
      Object.fromEntries(
        Object.entries(filters).flatMap(([title, filter]): [string, Work][] => [
          [`find ${title}`, () => Guest.find(untyped(filter)).all()],
          [`count ${title}`, () => Guest.count(untyped(filter))],
          [`delete ${title}`, () => Guest.deleteMany(untyped(filter))],
        ]),
      ),
    );
  });

  it('is no key, and no operand of a change', async () => {
    await expectRefused(bench, {
      getMany: () => Guest.getMany([untyped(foreign)]),
      'built key': () => Guest.build(untyped({ id: foreign })).save(),
      'changed key': () => guest.update(untyped({ id: foreign })),
      push: () => guest.update({ $push: { tags: untyped(foreign) } }),
      pull: () => guest.update({ $pull: { tags: untyped(foreign) } }),
      addToSet: () => guest.update({ $addToSet: { tags: untyped([foreign]) } }),
      inc: () => guest.update({ $inc: { age: untyped(foreign) } }),
      min: () => guest.update({ $min: { age: untyped(foreign) } }),
      mul: () => Guest.updateMany({ id: 'a' }, { $mul: { age: untyped(foreign) } }),
      put: () => guest.update({ $put: { prefs: untyped({ k: foreign }) } }),
      setIndex: () => guest.update({ $setIndex: { tags: untyped([0, foreign]) } }),
      nested: () => guest.update(untyped({ $set: { 'home.city': foreign } })),
      map: () => guest.update({ prefs: new Map([['k', untyped(foreign)]]) }),
      embedded: () => guest.update({ home: untyped({ city: foreign }) }),
      unset: () => guest.update({ $unset: [untyped(foreign)] }),
      columns: () => guest.deleteColumns(untyped({ prefs: foreign })),
      parsed: () => Guest.fromPlain(untyped({ id: 'c', email: foreign })),
      'parsed key': () => Guest.fromPlain(untyped({ id: foreign })),
      'parsed nested': () => Guest.fromPlain(untyped({ id: 'c', home: { city: foreign } })),
      'parsed list': () => Guest.fromPlain(untyped({ id: 'c', tags: [foreign] })),
    });
  });
});

describe('a filter from JSON', () => {
  it('is never taken for a native one, for a predicate or for another step of a query', async () => {
    const texts = [
      '{ "kind": "all" }',
      '{ "kind": "native", "fragment": {} }',
      '{ "native": { "$where": "1" } }',
      '{ "$where": "1" }',
      '{ "$expr": true }',
      '{ "$nor": [] }',
      '{ "$jsonSchema": {} }',
      '{ "$text": { "$search": "x" } }',
      '{ "$comment": "x" }',
      '{ "_id": "a" }',
      '{ "email.$gt": "" }',
      '{ "home.$where": "1" }',
      '{ "home.__proto__": "x" }',
      '{ "__proto__": { "email": "x" } }',
      '{ "constructor": 1 }',
      '{ "constructor.prototype.polluted": 1 }',
      '{ "email": { "$gt": "", "$where": "1" } }',
      '{ "email": { "__proto__": { "$gt": "" } } }',
      '{ "_expires_at": { "$gt": 0 } }',
      '"a"',
      '1',
      'true',
    ];
    await expectRefused(
      bench,
      Object.fromEntries(texts.map((text): [string, Work] => [text, () => Guest.find(JSON.parse(text)).all()])),
    );
  });

  it('is as it stands where `get` takes a key or a filter', async () => {
    await expectRefused(bench, {
      operator: () => Guest.get(untyped({ $gt: '' })),
      where: () => Guest.get(untyped({ $where: '1' })),
      code: () => Guest.get(untyped({ _bsontype: 'ObjectId', id: 'x' })),
      list: () => Guest.get(untyped([{ $gt: '' }])),
      nothing: () => Guest.get(untyped({ id: { $eq: { $gt: '' } } })),
    });
  });
});
