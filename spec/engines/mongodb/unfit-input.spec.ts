import { Long } from 'mongodb';
import { BulkWriteError, Decimal, InvalidQueryError } from '../../../lib';
import { expectError } from '../../support/expect-error';
import { expectRefused } from './expect-refused';
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

describe('names that mean something to MongoDB or to JavaScript', () => {
  const NAMES = ['$gt', '$', 'a.b', '.', 'a.', 'nul\0', '$set'];

  it.each(NAMES)('%j is no key of a map and no member of json', async (name) => {
    await expectRefused(bench, {
      create: () => Guest.create({ id: 'c', prefs: new Map([[name, 'x']]) }),
      object: () => Guest.create({ id: 'c', prefs: untyped({ [name]: 'x' }) }),
      put: () => guest.update({ $put: { prefs: new Map([[name, 'x']]) } }),
      update: () => guest.update({ prefs: new Map([[name, 'x']]) }),
      updateMany: () => Guest.updateMany({ id: 'a' }, { $put: { prefs: new Map([[name, 'x']]) } }),
      nested: () => guest.update({ home: untyped({ city: 'x', rooms: { [name]: 'x' } }) }),
      json: () => guest.update({ meta: { [name]: 1 } }),
      'deep json': () => guest.update({ meta: { in: [{ [name]: 1 }] } }),
      'embedded json': () => guest.update({ home: untyped({ city: 'x', notes: { a: { [name]: 1 } } }) }),
      save: () => {
        guest.prefs?.set(name, 'x');
        return guest.save().finally(() => guest.reset());
      },
      insertMany: () => Guest.insertMany([{ id: 'c', meta: { [name]: 1 } }]),
      batch: () => bench.engine.batch(() => guest.update({ meta: { [name]: 1 } })),
      unknown: () => guest.update(untyped({ [name]: 1 })),
      member: () => Guest.create({ id: 'c', home: untyped({ city: 'x', [name]: 1 }) }),
    });
  });

  it('no value reaches a prototype', async () => {
    const hostile = '{ "__proto__": { "polluted": true }, "city": "x" }';
    await expectRefused(bench, {
      create: () => Guest.create(JSON.parse('{ "id": "c", "__proto__": { "polluted": true } }')),
      parsed: () => Guest.fromPlain(JSON.parse('{ "id": "c", "__proto__": { "polluted": true } }')),
      constructor: () => Guest.fromPlain(JSON.parse('{ "id": "c", "constructor": { "prototype": {} } }')),
      embedded: () => Guest.create({ id: 'c', home: JSON.parse(hostile) }),
      'parsed embedded': () => Guest.fromPlain({ id: 'c', home: JSON.parse(hostile) }),
      update: () => guest.update(JSON.parse('{ "__proto__": { "polluted": true } }')),
      set: () => guest.update(JSON.parse('{ "$set": { "__proto__.polluted": true } }')),
      unset: () => guest.update({ $unset: [untyped('__proto__')] }),
      operator: () => guest.update(JSON.parse('{ "__proto__": {}, "$inc": { "__proto__": 1 } }')),
    });
  });

  it('what is harmless in place is kept as it is', async () => {
    const meta: unknown = JSON.parse('{ "__proto__": { "polluted": 1 }, "_bsontype": "ObjectId", "toBSON": 1, "": 2 }');
    const prefs = new Map([
      ['__proto__', 'x'],
      ['_bsontype', 'Long'],
      ['constructor', 'y'],
      ['2', 'b'],
      ['1', 'a'],
    ]);
    await Guest.create({ id: 'c', email: 'nul \0 in text', tags: ['\0'], meta, prefs });
    const loaded = await Guest.get('c');
    expect(loaded).toMatchObject({ email: 'nul \0 in text', tags: ['\0'] });
    expect(JSON.stringify(loaded.meta)).toBe(JSON.stringify(meta));
    expect([...(loaded.prefs ?? [])]).toEqual([...prefs]);
    expect(await Guest.count({ email: 'nul \0 in text' })).toBe(1);
    expect(await Guest.count({ email: { $startsWith: 'nul \0' } })).toBe(1);
    expect(await Guest.count({ email: { $like: 'nul \0 %' } })).toBe(1);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

describe('values that BSON does not hold', () => {
  it('numbers out of range are refused by name', async () => {
    await expectRefused(bench, {
      long: () => guest.update({ big: 2n ** 63n }),
      'BSON long': () => guest.update({ big: untyped(Long.fromNumber(1)) }),
      'long in a filter': () => Guest.count({ big: { $gt: 2n ** 63n } }),
      'long to add': () => guest.update({ $inc: { big: 2n ** 63n } }),
      digits: () => guest.update({ price: new Decimal('1.0000000000000000000000000000000000001') }),
      'digits in a filter': () => Guest.count({ price: new Decimal('1.0000000000000000000000000000000000001') }),
      exponent: () => guest.update({ price: new Decimal('1e6200') }),
      'small exponent': () => guest.update({ price: new Decimal('1e-6300') }),
      whole: () => guest.update({ whole: 10n ** 34n + 1n }),
      'whole to add': () => guest.update({ $inc: { whole: 10n ** 34n + 1n } }),
      int: () => guest.update({ age: 2 ** 31 }),
      date: () => guest.update({ at: new Date(Number.NaN) }),
      infinity: () => guest.update({ meta: { n: Number.POSITIVE_INFINITY } }),
    });
  });

  it('a document larger than 16 MB is refused, by the name of its largest field', async () => {
    const text = 'x'.repeat(17 * 1_024 * 1_024);
    const bytes = new Uint8Array(17 * 1_024 * 1_024);
    const halves = { photo: new Uint8Array(9 * 1_024 * 1_024), email: 'é'.repeat(4 * 1_024 * 1_024) };
    await expectRefused(bench, {
      create: () => Guest.create({ id: 'c', email: text }),
      'new save': () => Guest.build({ id: 'c', photo: bytes }).save(),
      insertMany: () => Guest.insertMany([{ id: 'c', photo: bytes }]),
      'in parts': () => Guest.create({ id: 'c', ...halves }),
      update: () => guest.update({ photo: bytes }),
      updateMany: () => Guest.updateMany({ id: 'a' }, { email: text }),
      push: () => guest.update({ $push: { tags: text } }),
      put: () => guest.update({ $put: { prefs: new Map([['k', text]]) } }),
      json: () => guest.update({ meta: { deep: [text] } }),
      save: () =>
        Object.assign(guest, { email: text })
          .save()
          .finally(() => guest.reset()),
      'save in parts': () =>
        Object.assign(guest, halves)
          .save()
          .finally(() => guest.reset()),
      'update in parts': () => guest.update(halves),
      batch: () => bench.engine.batch(() => guest.update({ photo: bytes })),
      key: () => Guest.create({ id: text }),
    });
  });

  it('a value larger than 16 MB is no part of a filter', async () => {
    await expectError(Guest.count({ email: 'x'.repeat(18 * 1_024 * 1_024) }), InvalidQueryError);
    await expectError(Guest.find({ email: 'x'.repeat(18 * 1_024 * 1_024) }).all(), InvalidQueryError);
  });

  it('of documents written together none is written when one is larger than 16 MB', async () => {
    const photo = new Uint8Array(17 * 1_024 * 1_024);
    await expectError(Guest.insertMany([{ id: 'c' }, { id: 'd', photo }]), BulkWriteError);
    expect(await bench.stored('guests')).toHaveLength(2);
  });

  it('a document that only the server knows to become too large is a ValidationError too', async () => {
    await Guest.create({ id: 'c', photo: new Uint8Array(9 * 1_024 * 1_024) });
    await expect(Guest.updateMany({ id: 'c' }, { email: 'x'.repeat(8 * 1_024 * 1_024) })).rejects.toMatchObject({
      code: 'POLYDOC_VALIDATION',
    });
  });
});
