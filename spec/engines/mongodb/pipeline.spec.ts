import { Decimal } from '../../../lib';
import { ReadOnlyError, SessionStateError } from '../../../lib/errors/usage-errors';
import { native, Pipeline } from '../../../lib/mongodb';
import type { Filter } from '../../../lib/query/filter';
import { describeEngines } from '../../support/engines';
import { CityTotal, Customer, ReadOnlyTotal, Visit } from '../../support/pipeline/pipeline-models';

const ANN = '0190d3a0-0000-7000-8000-000000000001';
const BOB = '0190d3a0-0000-7000-8000-000000000002';
const CAT = '0190d3a0-0000-7000-8000-000000000003';
const DEL = '0190d3a0-0000-7000-8000-000000000004';
const END = '0190d3a0-0000-7000-8000-000000000005';
const at = (day: number): Date => new Date(Date.UTC(2024, 0, day));

async function seed(): Promise<void> {
  await Customer.insertMany([
    {
      id: ANN,
      email: 'ann@x.org',
      age: 30,
      points: 9_007_199_254_740_993n,
      balance: '10.25',
      tags: ['a', 'b'],
      roles: new Set(['admin']),
      bornAt: at(1),
      day: '2024-01-01',
      prefs: new Map([['k', 1]]),
      extra: { deep: { n: 1 } },
      address: { city: 'Paris', zip: '1' },
      lines: [
        { sku: 'x', count: 2 },
        { sku: 'y', count: 3 },
      ],
    },
    {
      id: BOB,
      email: 'bob@x.org',
      age: 40,
      points: 2n,
      balance: '0.75',
      tags: ['b'],
      referrer: ANN,
      address: { city: 'Paris' },
    },
    { id: CAT, email: 'cat@x.org', age: null, points: 3n, tags: [], referrer: BOB, address: { city: 'Rome' } },
    { id: DEL, email: 'del@x.org', points: 100n, address: { city: 'Rome' } },
    { id: END, email: 'end@x.org', points: 100n, address: { city: 'Rome' } },
  ]);
  await (await Customer.get(DEL)).delete();
  await (await Customer.get(END)).save({ ttl: 1, atomic: false });
  await Visit.insertMany([
    { customer: ANN, number: 1, at: at(1), minutes: 5, email: 'ann@x.org' },
    { customer: ANN, number: 2, at: at(3), minutes: null },
    { customer: ANN, number: 3, at: at(4), minutes: 15 },
    { customer: BOB, number: 1, at: at(2), minutes: 7 },
  ]);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
}

describeEngines(['mongodb'], 'pipelines', (under) => {
  under.useModels(Customer, Visit, CityTotal, ReadOnlyTotal);
  beforeAll(seed, 60_000);

  describe('rows of the model', () => {
    it('are plain, canonical, without the deleted and the expired', async () => {
      const rows = await Pipeline.from(Customer).sort('email');
      expect(rows.map(({ id }) => id)).toEqual([ANN, BOB, CAT]);
      const [ann] = rows;
      expect(Object.getPrototypeOf(ann)).toBe(Object.prototype);
      expect(ann).toEqual({
        id: ANN,
        email: 'ann@x.org',
        age: 30,
        points: 9_007_199_254_740_993n,
        balance: new Decimal('10.25'),
        tags: ['a', 'b'],
        roles: new Set(['admin']),
        bornAt: at(1),
        day: '2024-01-01',
        prefs: new Map([['k', 1]]),
        extra: { deep: { n: 1 } },
        referrer: null,
        address: { city: 'Paris', zip: '1' },
        lines: [
          { sku: 'x', count: 2 },
          { sku: 'y', count: 3 },
        ],
        deletedAt: null,
        rev: 1,
      });
      expect(Object.getPrototypeOf(ann?.address)).toBe(Object.prototype);
    });

    it('match: filters of the library, with its null rules', async () => {
      const emails = async (filter: Filter<Customer>): Promise<string[]> =>
        (await Pipeline.from(Customer).match(filter).sort('email')).map(({ email }) => email[0] ?? '');
      expect(await emails({ age: { $ne: 30 } })).toEqual(['b', 'c']);
      expect(await emails({ 'address.zip': null })).toEqual(['b', 'c']);
      expect(await emails({ id: [ANN, CAT] })).toEqual(['a', 'c']);
      expect(await emails(native({ e_mail: 'bob@x.org' }))).toEqual(['b']);
      expect(await emails(Customer.fields().points.gt(2n))).toEqual(['a', 'c']);
    });

    it('sort, skip, limit and sample, and what says nothing', async () => {
      const base = Pipeline.from(Customer);
      expect((await base.sort('-email').skip(1).limit(1)).map(({ id }) => id)).toEqual([BOB]);
      expect(await base.sort(null).skip(undefined).limit(null).sample(undefined)).toHaveLength(3);
      expect(await base.sample(2)).toHaveLength(2);
      expect(await base.limit(0)).toEqual([]);
      expect((await base.sort({ age: 1, email: -1 })).map(({ id }) => id)).toEqual([CAT, ANN, BOB]);
      expect((await base.sort(Customer.fields().email.desc()).limit(1)).map(({ id }) => id)).toEqual([CAT]);
    });

    it('of a compound key are read from `_id`', async () => {
      const rows = await Pipeline.from(Visit).match({ customer: ANN }).sort('-number').project('customer', 'minutes');
      expect(rows).toEqual([
        { customer: ANN, minutes: 15 },
        { customer: ANN, minutes: null },
        { customer: ANN, minutes: 5 },
      ]);
    });
  });

  describe('reshaped', () => {
    it('project, addFields and unset', async () => {
      const one = Pipeline.from(Customer).match({ id: ANN });
      expect(await one.project('email', 'address.city', 'lines.sku')).toEqual([
        { email: 'ann@x.org', address: { city: 'Paris' }, lines: [{ sku: 'x' }, { sku: 'y' }] },
      ]);
      const fields = {
        id: 1,
        town: '$address.city',
        more: { $add: ['$points', 1n] },
        is: { $gt: ['$age', 18] },
      } as const;
      expect(await one.project(fields)).toEqual([{ id: ANN, town: 'Paris', more: 9_007_199_254_740_994n, is: true }]);
      const made = { five: 5, both: { a: 1, b: '$email' } } as const;
      expect(await one.project(made)).toEqual([{ five: 5, both: { a: 1, b: 'ann@x.org' } }]);
      const counts = { $map: { input: '$lines', as: 'l', in: '$$l.count' } };
      const rows = await one
        .addFields({ counts, 'address.zip': '9', e_mail: 'own' })
        .project('counts', 'address', 'e_mail', 'email');
      expect(rows).toEqual([
        { counts: [2, 3], address: { city: 'Paris', zip: '9' }, e_mail: 'own', email: 'ann@x.org' },
      ]);
      expect(await one.project('email', 'age', 'address').unset('age', 'address.zip')).toEqual([
        { email: 'ann@x.org', address: { city: 'Paris' } },
      ]);
      expect((await one.project({ tags: 0, lines: 0 }))[0]).not.toHaveProperty('tags');
    });

    it('group, as the manual page of this library has it', async () => {
      const rows = await Pipeline.from(Customer)
        .group({
          _id: 'address.city',
          n: { $sum: 1 },
          points: { $sum: 'points' },
          best: { $max: '$balance' },
          ids: { $push: 'id' },
          first: { $top: { output: 'email', sortBy: { email: 1 } } },
        })
        .sort('-n');
      expect(rows).toEqual([
        {
          _id: 'Paris',
          n: 2,
          points: 9_007_199_254_740_995n,
          best: new Decimal('10.25'),
          ids: expect.arrayContaining([ANN, BOB]),
          first: 'ann@x.org',
        },
        { _id: 'Rome', n: 1, points: 3n, best: new Decimal('0'), ids: [CAT], first: 'cat@x.org' },
      ]);
      const whole = await Pipeline.from(Customer).group({ _id: null, all: { $avg: 'balance' } });
      expect(whole[0]?._id).toBeNull();
      expect(whole[0]?.all).toBeInstanceOf(Decimal);
      const keyed = await Pipeline.from(Customer)
        .group({ _id: { town: 'address.city', ref: '$referrer' } })
        .sort('_id.town', '_id.ref');
      expect(keyed.map(({ _id }) => _id)).toContainEqual({ town: 'Paris', ref: ANN });
    });

    it('match: queries over the row, values in the form that they are read in', async () => {
      const grouped = Pipeline.from(Customer).group({ _id: 'id', points: { $sum: 'points' } });
      expect(await grouped.match({ _id: BOB })).toEqual([{ _id: BOB, points: 2n }]);
      expect(await grouped.match({ points: { $gt: 2n, $lt: 10n } })).toEqual([{ _id: CAT, points: 3n }]);
      expect(await grouped.match({ $or: [{ _id: { $in: [ANN, BOB] } }, { points: 3n }] })).toHaveLength(3);
      expect(await grouped.match(native({ points: { $lte: 2 } }))).toHaveLength(1);
      const added = Pipeline.from(Customer).addFields({ double: { $multiply: ['$age', 2] } });
      expect((await added.match({ double: 60, tags: 'a', 'lines.sku': 'x' })).map(({ id }) => id)).toEqual([ANN]);
      expect(await added.match({ lines: { $elemMatch: { sku: 'y', count: { $gt: 2 } } } })).toHaveLength(1);
    });

    it('bucket, bucketAuto, sortByCount, count', async () => {
      const base = Pipeline.from(Customer);
      const output = { n: { $sum: 1 }, who: { $push: 'email' } } as const;
      expect(
        await base.bucket({ groupBy: 'points', boundaries: [0n, 3n, 10n], default: 'many', output }).sort('n'),
      ).toEqual(
        expect.arrayContaining([
          { _id: 0, n: 1, who: ['bob@x.org'] },
          { _id: 3, n: 1, who: ['cat@x.org'] },
          { _id: 'many', n: 1, who: ['ann@x.org'] },
        ]),
      );
      expect(await base.bucketAuto({ groupBy: '$points', buckets: 1 })).toEqual([
        { _id: { min: 2n, max: 9_007_199_254_740_993n }, count: 3 },
      ]);
      expect(await base.sortByCount('address.city')).toEqual([
        { _id: 'Paris', count: 2 },
        { _id: 'Rome', count: 1 },
      ]);
      expect(await base.count('all')).toEqual([{ all: 3 }]);
    });

    it('unwind and replaceRoot', async () => {
      const lines = Pipeline.from(Customer).unwind({
        path: 'lines',
        includeArrayIndex: 'at',
        preserveNullAndEmptyArrays: true,
      });
      const rows = await lines.sort('email', 'at').project('email', 'lines', 'at');
      expect(rows).toEqual([
        { email: 'ann@x.org', lines: { sku: 'x', count: 2 }, at: 0 },
        { email: 'ann@x.org', lines: { sku: 'y', count: 3 }, at: 1 },
        { email: 'bob@x.org', lines: null, at: null },
        { email: 'cat@x.org', lines: null, at: null },
      ]);
      expect(await Pipeline.from(Customer).unwind('lines').sort('lines.count').replaceRoot('lines')).toEqual([
        { sku: 'x', count: 2 },
        { sku: 'y', count: 3 },
      ]);
      const made = await Pipeline.from(Customer).match({ id: ANN }).replaceRoot({ who: '$id', on: '$bornAt' });
      expect(made).toEqual([{ who: ANN, on: at(1) }]);
    });

    it('raw stages have stored names and natural values', async () => {
      const rows = await Pipeline.from(Customer)
        .match({ id: BOB })
        .raw<{ e_mail: string; town: string }>({ $project: { e_mail: 1, town: '$addr.c' } });
      expect(rows).toEqual([{ _id: BOB, e_mail: 'bob@x.org', town: 'Paris' }]);
    });
  });

  describe('over several collections', () => {
    it('lookup of a model, by fields and with a pipeline', async () => {
      const base = Pipeline.from(Customer).sort('email').project('id', 'email');
      const joined = await base.lookup({ from: Visit, localField: 'id', foreignField: 'customer', as: 'visits' });
      expect(joined.map(({ visits }) => visits.length)).toEqual([3, 1, 0]);
      expect(joined[1]?.visits).toEqual([{ customer: BOB, number: 1, at: at(2), minutes: 7, email: null }]);
      const longest = await base.lookup({
        from: Visit,
        let: { who: 'id' },
        pipeline: (visits) =>
          visits
            .match({ minutes: { $gt: 5 } })
            .addFields({ isOwn: { $eq: ['$customer', '$$who'] } })
            .match({ isOwn: true })
            .project('number', 'minutes'),
        as: 'long',
      });
      expect(longest.map(({ long }) => long)).toEqual([[{ number: 3, minutes: 15 }], [{ number: 1, minutes: 7 }], []]);
      const customers = await Pipeline.from(Customer)
        .match({ id: ANN })
        .lookup({ from: 'pipeline_customers', localField: 'address.city', foreignField: 'addr.c', as: 'raw' });
      expect(customers[0]?.raw.length).toBe(2);
    });

    it('lookup leaves out deleted and expired rows of the other model', async () => {
      const rows = await Pipeline.from(Customer)
        .match({ id: CAT })
        .lookup({ from: Customer, localField: 'address.city', foreignField: 'address.city', as: 'near' });
      expect(rows[0]?.near.map(({ id }) => id)).toEqual([CAT]);
    });

    it('graphLookup', async () => {
      const rows = await Pipeline.from(Customer).match({ id: CAT }).graphLookup({
        from: Customer,
        startWith: 'referrer',
        connectFromField: 'referrer',
        connectToField: 'id',
        depthField: 'steps',
        as: 'chain',
      });
      const chain = rows[0]?.chain ?? [];
      expect(chain.map(({ id, steps }) => [id, steps]).sort()).toEqual([
        [ANN, 1],
        [BOB, 0],
      ]);
    });

    it('unionWith stores the rows of the other model as these', async () => {
      const rows = await Pipeline.from(Customer)
        .project('email')
        .unionWith(Visit, (visits) => visits.match({ number: 1 }).project('email', 'number'))
        .sort('email', 'number');
      expect(rows).toEqual([
        { email: null, number: 1 },
        { email: 'ann@x.org', number: null },
        { email: 'ann@x.org', number: 1 },
        { email: 'bob@x.org', number: null },
        { email: 'cat@x.org', number: null },
      ]);
      expect(await Pipeline.from(Customer).unionWith(Customer).match({ id: ANN })).toHaveLength(2);
    });

    it('facet', async () => {
      const rows = await Pipeline.from(Customer).facet({
        total: (all) => all.count('n'),
        young: (all) => all.match({ age: { $lte: 30 } }).project('id', 'points'),
      });
      expect(rows).toEqual([{ total: [{ n: 3 }], young: [{ id: ANN, points: 9_007_199_254_740_993n }] }]);
    });
  });

  describe('over neighbouring rows', () => {
    const visits = Pipeline.from(Visit).match({ customer: ANN });

    it('setWindowFields', async () => {
      const rows = await visits
        .setWindowFields({
          partitionBy: 'customer',
          sortBy: 'number',
          output: {
            soFar: { $sum: 'minutes', window: { documents: ['unbounded', 'current'] } },
            place: { $documentNumber: {} },
            before: { $shift: { output: 'at', by: -1 } },
          },
        })
        .project('number', 'soFar', 'place', 'before')
        .sort('number');
      expect(rows).toEqual([
        { number: 1, soFar: 5, place: 1, before: null },
        { number: 2, soFar: 5, place: 2, before: at(1) },
        { number: 3, soFar: 20, place: 3, before: at(3) },
      ]);
    });

    it('densify and fill', async () => {
      const rows = await visits
        .densify({ field: 'at', range: { step: 1, unit: 'day', bounds: [at(1), at(4)] } })
        .fill({ sortBy: 'at', output: { minutes: { method: 'locf' } } })
        .sort('at')
        .project('at', 'minutes');
      expect(rows).toEqual([
        { at: at(1), minutes: 5 },
        { at: at(2), minutes: 5 },
        { at: at(3), minutes: 5 },
        { at: at(4), minutes: 15 },
      ]);
    });
  });

  describe('writing', () => {
    const totals = Pipeline.from(Customer)
      .group({ _id: 'address.city', customers: { $sum: 1 }, points: { $sum: 'points' } })
      .project({ city: '$_id', customers: 1, points: 1 });

    beforeEach(() => CityTotal.truncate());

    it('merge into a model stores rows under its names, and gives none', async () => {
      expect(await totals.merge({ into: CityTotal, whenMatched: 'fail' })).toEqual([]);
      expect(
        (await CityTotal.find().orderBy('city').lean()).map(({ city, customers, points }) => [city, customers, points]),
      ).toEqual([
        ['Paris', 2, 9_007_199_254_740_995n],
        ['Rome', 1, 3n],
      ]);
      await totals.merge({ into: CityTotal, whenMatched: { customers: { $add: ['$customers', '$$new.customers'] } } });
      expect((await CityTotal.get('Paris')).customers).toBe(4);
    });

    it('out replaces the collection', async () => {
      await CityTotal.create({ city: 'Old', customers: 1, points: 1n });
      for await (const row of totals.out(CityTotal)) expect(row).toBeUndefined();
      expect((await CityTotal.find()).map(({ city }) => city)).toEqual(['Paris', 'Rome']);
    });

    it('is refused where nothing may be written', async () => {
      expect(() => totals.merge(ReadOnlyTotal)).toThrow(ReadOnlyError);
      const writing = totals.merge(CityTotal);
      await expect(under.engine.transaction(() => writing, { readOnly: true })).rejects.toThrow(ReadOnlyError);
      await expect(under.engine.transaction(() => writing.all())).rejects.toThrow(SessionStateError);
      expect(await CityTotal.count()).toBe(0);
    });
  });
});
