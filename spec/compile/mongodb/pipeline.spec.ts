import { Binary, Decimal128, Long } from 'mongodb';
import { Decimal, sql } from '../../../lib';
import { InvalidQueryError } from '../../../lib/errors/usage-errors';
import { native, Pipeline } from '../../../lib/mongodb';
import { recordingEngine } from '../../../lib/testing';
import { CityTotal, Customer, ReadOnlyTotal, Visit } from '../../support/pipeline/pipeline-models';

const ANN = '0190d3a0-0000-7000-8000-000000000001';
const UUID = new Binary(Buffer.from(ANN.replaceAll('-', ''), 'hex'), Binary.SUBTYPE_UUID);
const ALIVE = { gone: { $eq: null }, _expires_at: { $not: { $lte: expect.anything() } } };
const NOT_EXPIRED = { _expires_at: { $not: { $lte: expect.anything() } } };

/** Steps of a caller that the compiler does not hold back. */
type Loose = { readonly [step: string]: (...given: readonly unknown[]) => Loose };

describe('pipelines as stages', () => {
  const engine = recordingEngine('mongodb').register(Customer, Visit, CityTotal, ReadOnlyTotal);
  afterAll(() => engine.close());

  async function stagesOf(pipeline: PromiseLike<unknown>): Promise<readonly unknown[]> {
    engine.clear();
    await pipeline;
    expect(engine.statements).toHaveLength(1);
    return engine.statements[0]?.values.slice(1) ?? [];
  }

  const customers = Pipeline.from(Customer);

  it('begin with what may be seen', async () => {
    engine.clear();
    await customers;
    expect(engine.statements[0]?.values).toEqual([{ $match: ALIVE }]);
    expect(engine.statements[0]?.text).toContain('pipeline_customers.aggregate(');
  });

  it('have stored names in filters, paths and orders, and stored values in filters', async () => {
    const pipeline = customers
      .match({ id: ANN, 'address.city': { $like: 'P%' }, balance: '1.5', points: { $gt: 3n } })
      .sort('-email', { 'address.zip': 'asc' });
    expect(await stagesOf(pipeline)).toEqual([
      {
        $match: {
          _id: { $eq: UUID },
          'addr.c': { $regex: expect.anything(), $options: 's' },
          bal: { $eq: Decimal128.fromString('1.5') },
          pts: { $gt: Long.fromInt(3) },
        },
      },
      {
        $sort: new Map([
          ['e_mail', -1],
          ['addr.z', 1],
        ]),
      },
    ]);
  });

  it('translate expressions, variables included', async () => {
    const total = { $reduce: { input: '$lines', initialValue: 0, in: { $add: ['$$value', '$$this.count'] } } };
    const pipeline = customers.addFields({
      total,
      whole: '$$ROOT.address.city',
      big: { $filter: { input: '$lines', as: 'l', cond: { $gt: ['$$l.count', 2] } } },
      words: { $let: { vars: { a: '$address' }, in: { $concat: ['$$a.city', '-', '$email'] } } },
      money: { $literal: '$5' },
      price: new Decimal('0.1'),
      sorted: { $sortArray: { input: '$lines', sortBy: { count: -1 } } },
    });
    expect(await stagesOf(pipeline)).toEqual([
      {
        $addFields: {
          total: { $reduce: { input: '$lns', initialValue: 0, in: { $add: ['$$value', '$$this.n'] } } },
          whole: '$$ROOT.addr.c',
          big: { $filter: { input: '$lns', as: 'l', cond: { $gt: ['$$l.n', 2] } } },
          words: { $let: { vars: { a: '$addr' }, in: { $concat: ['$$a.c', '-', '$e_mail'] } } },
          money: { $literal: '$5' },
          price: Decimal128.fromString('0.1'),
          sorted: { $sortArray: { input: '$lns', sortBy: new Map([['n', -1]]) } },
        },
      },
    ]);
  });

  it('give new members a stored name of their own', async () => {
    const pipeline = customers.addFields({ e_mail: 'x', email: 'y', 'address.planet': 'earth', 'address.zip': null });
    expect(await stagesOf(pipeline)).toEqual([
      { $addFields: { e_mail_: 'x', e_mail: 'y', 'addr.planet': 'earth', 'addr.z': null } },
    ]);
  });

  it('keep `_id` only where something named is stored in it', async () => {
    expect(await stagesOf(customers.project('email', 'address', 'address.city'))).toEqual([
      { $project: { _id: 0, e_mail: 1, addr: 1 } },
    ]);
    expect(await stagesOf(Pipeline.from(Visit).project('number'))).toEqual([{ $project: { '_id.num': 1 } }]);
    expect(await stagesOf(customers.unset('id', 'lines.sku'))).toEqual([{ $unset: ['_id', 'lns.s'] }]);
  });

  it('take numbers and objects of a projection for values, but for 0 and 1', async () => {
    const fields = { id: 1, five: 5, none: null, both: { a: 1, b: '$email' } } as const;
    expect(await stagesOf(customers.project(fields))).toEqual([
      {
        $project: {
          _id: 1,
          five: { $literal: 5 },
          none: { $literal: null },
          both: { $mergeObjects: [{ a: 1, b: '$e_mail' }] },
        },
      },
    ]);
  });

  it('group by names and by paths', async () => {
    const expected = [{ $group: { _id: '$addr.c', n: { $sum: 1 }, p: { $avg: '$pts' } } }];
    expect(await stagesOf(customers.group({ _id: 'address.city', n: { $sum: 1 }, p: { $avg: 'points' } }))).toEqual(
      expected,
    );
    expect(await stagesOf(customers.group({ _id: '$address.city', n: { $sum: 1 }, p: { $avg: '$points' } }))).toEqual(
      expected,
    );
  });

  it('join models by their stored names, without what may not be seen', async () => {
    const pipeline = customers.lookup({ from: Visit, localField: 'id', foreignField: 'customer', as: 'visits' });
    const pipe = [{ $match: NOT_EXPIRED }];
    expect(await stagesOf(pipeline)).toEqual([
      {
        $lookup: { from: 'pipeline_visits', localField: '_id', foreignField: '_id.cust', pipeline: pipe, as: 'visits' },
      },
    ]);
    expect(await stagesOf(customers.project('email').unionWith(Visit, (v) => v.project('email')))).toEqual([
      { $project: { _id: 0, e_mail: 1 } },
      {
        $unionWith: {
          coll: 'pipeline_visits',
          pipeline: [...pipe, { $project: { _id: 0, mail: 1 } }, { $replaceWith: { e_mail: '$mail' } }],
        },
      },
    ]);
  });

  it('put what may be seen into geoNear, which comes first', async () => {
    engine.clear();
    const near = { type: 'Point', coordinates: [1, 2] } as const;
    await customers.geoNear({ near, distanceField: 'far', query: { email: 'x' }, key: 'extra' });
    expect(engine.statements[0]?.values).toEqual([
      { $geoNear: { near, distanceField: 'far', key: 'extra_json', query: { e_mail: { $eq: 'x' }, ...ALIVE } } },
    ]);
  });

  it('write under the names of the model written to', async () => {
    const totals = customers.group({ _id: 'address.city', customers: { $sum: 1 } });
    expect((await stagesOf(totals.merge({ into: CityTotal, on: 'city', whenMatched: 'replace' }))).slice(1)).toEqual([
      { $replaceWith: { _id: '$_id', how_many: '$customers' } },
      { $merge: { into: 'pipeline_totals', on: ['_id'], whenMatched: 'replace' } },
    ]);
    expect((await stagesOf(totals.out({ db: 'other', coll: 'x' }))).slice(1)).toEqual([
      { $out: { db: 'other', coll: 'x' } },
    ]);
  });

  it('ask plugins which rows may be seen, of joined models too', async () => {
    const tenant = recordingEngine('mongodb');
    const seen: string[] = [];
    tenant.use({
      name: 'tenant',
      rewriteQuery(query, { model, purpose }) {
        seen.push(`${model.name} ${purpose}`);
        return query.where(native({ tenant: 't1' }));
      },
    });
    const rows = Pipeline.from(Visit.using(tenant)).lookup({
      from: CityTotal,
      localField: 'email',
      foreignField: 'city',
      as: 'totals',
    });
    await rows;
    const match = { $match: { $and: [{ tenant: 't1' }], ...NOT_EXPIRED } };
    expect(tenant.statements[0]?.values).toEqual([
      match,
      { $lookup: expect.objectContaining({ localField: 'mail', foreignField: '_id', pipeline: [match] }) },
    ]);
    expect(seen.map((one) => one.split(' ')[1])).toEqual(['read', 'read']);
    await tenant.close();
  });

  it('show no values to observers', async () => {
    engine.clear();
    await customers.match({ email: 'secret' }).project({ a: 'secret', b: { $concat: ['$email', 'secret'] }, email: 1 });
    expect(engine.statements[0]?.text).not.toContain('secret');
  });

  describe('refuse before anything is sent', () => {
    // What comes from outside is not typed.
    const loose = customers as unknown as Loose;
    const reshaped = customers.group({ _id: 'id', n: { $sum: 1 } }) as unknown as Loose;
    const refused: readonly (readonly [string, () => unknown, RegExp])[] = [
      ['an operator in place of a value', () => loose.match?.({ email: { $gt: { $ne: '' } } }), /email/],
      ['an operator that the type does not have', () => loose.match?.({ email: { $where: '1' } }), /\$where/],
      ['an unknown field', () => loose.match?.({ nope: 1 }), /nope/],
      ['an unknown field, reshaped', () => reshaped.match?.({ email: 'x' }), /is no field of the rows/],
      ['code in a query', () => reshaped.match?.({ $where: 'sleep(1)' }), /\$where/],
      ['an operator below an operator', () => reshaped.match?.({ n: { $eq: { $gt: 0 } } }), /\$gt/],
      ['an operator within a list', () => reshaped.match?.({ n: { $in: [{ $gt: 0 }] } }), /\$gt/],
      ['undefined', () => reshaped.match?.({ n: undefined }), /undefined/],
      ['a value that the type does not take', () => reshaped.match?.({ _id: 'no uuid' }), /uuid/i],
      ['a polluting name', () => loose.addFields?.(JSON.parse('{"__proto__":{"a":1}}')), /names a field/],
      ['a name with a dollar', () => loose.addFields?.({ a: { b: 1, $c: 2 } }), /\$c/],
      ['an unknown path', () => loose.addFields?.({ a: '$nope' }), /nope/],
      ['an unknown path in a group', () => loose.group?.({ _id: 'nope' }), /nope/],
      ['an unknown variable', () => loose.addFields?.({ a: '$$nope' }), /variable/],
      ['code in an expression', () => loose.addFields?.({ a: { $function: { body: 'x' } } }), /code/],
      ['an unknown accumulator', () => loose.group?.({ _id: null, a: { $accumulator: {} } }), /\$accumulator/],
      ['an accumulator that is none', () => loose.group?.({ _id: null, a: 1 }), /accumulator/],
      ['no key of groups', () => loose.group?.({ a: { $sum: 1 } }), /_id/],
      ['a negative limit', () => customers.limit(-1), /at least 0/],
      ['a fractional skip', () => customers.skip(0.5), /whole number/],
      ['a sample of NaN', () => customers.sample(Number.NaN), /whole number/],
      ['a direction that is none', () => loose.sort?.({ email: 'up' }), /ordered by/],
      ['a collection that is none', () => loose.lookup?.({ from: { $ne: 1 }, as: 'a' }), /collection/],
      ['a lookup by one field', () => loose.lookup?.({ from: Visit, localField: 'id', as: 'a' }), /foreignField/],
      ['geoNear behind another stage', () => loose.limit?.(1).geoNear?.({ near: [0, 0], distanceField: 'd' }), /first/],
      ['a stage behind one that writes', () => loose.out?.('x').limit?.(1), /last/],
      ['a write inside of another pipeline', () => loose.facet?.({ a: (p: Loose) => p.out?.('x') }), /inside/],
      ['a facet that is no pipeline of its own', () => loose.facet?.({ a: () => customers }), /function/],
      ['a row that does not fit the model written to', () => reshaped.out?.(CityTotal), /n.*is no field of CityTotal/],
      ['an unknown option', () => loose.unwind?.({ path: 'tags', nope: 1 }), /nope/],
      ['raw stages that are none', () => loose.raw?.('$match'), /stages/],
      ['half a surrogate pair', () => loose.addFields?.({ a: '\ud800' }), /surrogate/],
      ['instances of classes', () => loose.addFields?.({ a: new URL('http://x') }), /expression/],
      ['sql', () => reshaped.match?.(sql`true`), /in sql/],
    ];

    it.each(refused)('%s', (_what, step, words) => {
      engine.clear();
      expect(step).toThrow(InvalidQueryError);
      expect(step).toThrow(words);
      expect(engine.statements).toEqual([]);
    });

    it('expressions without end', () => {
      let deep: unknown = 1;
      for (let level = 0; level < 1_000; level += 1) deep = { $abs: deep };
      expect(() => loose.addFields?.({ a: deep })).toThrow(/levels/);
    });

    it('a pipeline within another, run by itself', async () => {
      let inner: PromiseLike<unknown> = Promise.resolve();
      await customers.facet({
        a: (rows) => {
          inner = rows.limit(1);
          return rows;
        },
      });
      await expect(Promise.resolve(inner)).rejects.toThrow(InvalidQueryError);
    });
  });

  it('take a native query as it is', async () => {
    const query = native({ e_mail: { $type: 'string' } });
    expect(await stagesOf(customers.match(query))).toEqual([{ $match: { $and: [{ e_mail: { $type: 'string' } }] } }]);
  });
});

describe('pipelines of models elsewhere', () => {
  it('are refused where they begin', async () => {
    const postgres = recordingEngine('postgres');
    expect(() => Pipeline.from(Visit.using(postgres))).toThrow(/pipelines are MongoDB's/);
    await postgres.close();
  });
});
