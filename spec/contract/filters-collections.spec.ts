import {
  Document,
  Duration,
  Embeddable,
  Embedded,
  Entity,
  Field,
  type Filter,
  InvalidQueryError,
  PrimaryKey,
} from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';

@Embeddable()
class Line {
  @Field({ type: 'string', name: 'line_sku' }) sku!: string;

  @Field({ type: 'int' }) count!: number;

  @Field({ type: 'string', nullable: true }) note?: string | null;

  @Field({ type: ['string'] }) tags: string[] = [];
}

@Entity()
class Basket extends Document {
  @PrimaryKey({ type: 'int' }) id!: number;

  @Embedded(() => [Line]) lines: Line[] = [];

  @Field({ type: { set: () => Line }, nullable: true }) unique?: Set<Line> | null;

  @Field({ type: ['string'] }) tags: string[] = [];

  @Field({ type: ['bigint'], nullable: true }) bigs?: bigint[] | null;

  @Field({ type: ['int'], nullable: true }) ints?: number[] | null;

  @Field({ type: ['duration'], nullable: true }) spans?: Duration[] | null;

  @Field({ type: { tuple: ['string', 'int'] }, nullable: true }) pair?: [string, number] | null;

  @Field({ type: { map: ['int', ['string']] }, nullable: true }) byNumber?: Map<number, string[]> | null;

  @Field({ type: { map: ['string', { map: ['string', 'int'] }] }, nullable: true }) deep?: Map<
    string,
    Map<string, number>
  > | null;
}

async function ids(filter: Filter<Basket>): Promise<number[]> {
  return (await Basket.find(filter).values('id')).map(([id]) => id);
}

const apple = { sku: 'apple', count: 2, tags: ['fruit', 'red'] };
const pear = { sku: 'pear', count: 5, note: 'ripe', tags: ['fruit'] };
const soap = { sku: 'soap', count: 1, note: null, tags: [] };

describeEachEngine('operators on collections', (engine) => {
  engine.useModels(Basket);

  beforeAll(async () => {
    await Basket.insertMany([
      {
        id: 1,
        lines: [apple, pear],
        unique: [apple, pear],
        tags: ['fruit', 'red'],
        spans: [Duration.parse('P30D')],
        pair: ['x', 1],
        byNumber: new Map([
          [1, ['a', 'b']],
          [-2, []],
        ]),
        deep: new Map([['a', new Map([['b', 3]])]]),
        ints: [1, 2],
        bigs: [1n, 2n],
      },
      { id: 2, lines: [soap], unique: [soap], tags: ['home'], spans: [Duration.parse('P1M')], pair: ['y', 2] },
      { id: 3, lines: [pear, soap, apple], unique: [pear, apple], tags: ['red', 'fruit', 'red'] },
      { id: 4 },
    ]);
  });

  itNeeds(
    ['query.anyField', 'query.or', 'query.not'],
    'quantifiers on embedded lists, one element at a time',
    async () => {
      expect(await ids({ lines: { $any: { sku: 'pear', count: { $gte: 5 } } } })).toEqual([1, 3]);
      // No single line has both.
      expect(await ids({ lines: { $any: { sku: 'apple', count: 5 } } })).toEqual([]);
      expect(await ids({ lines: { $all: { count: { $gt: 1 } } } })).toEqual([1, 4]);
      expect(await ids({ lines: { $none: { note: { $ne: null } } } })).toEqual([2, 4]);
      expect(await ids({ lines: { $any: { $or: [{ sku: 'soap' }, { note: 'ripe' }] } } })).toEqual([1, 2, 3]);
      expect(await ids({ lines: { $any: { $not: { tags: { $contains: 'fruit' } } } } })).toEqual([2, 3]);
      expect(await ids({ lines: { $any: { tags: { $any: { $startsWith: 're' } } } } })).toEqual([1, 3]);
      expect(await ids({ lines: { $all: { tags: { $all: { $in: ['fruit', 'red'] } } } } })).toEqual([1, 2, 3, 4]);
      expect(await ids({ lines: { $any: { note: { $field: 'sku' } } } })).toEqual([]);
      expect(await ids({ lines: { $any: { note: { $ne: { $field: 'sku' } } }, $size: 1 } })).toEqual([2]);
      expect(await ids({ lines: { $any: [{ sku: 'pear' }, { count: 5 }] } })).toEqual([1, 3]);
      expect(await ids({ unique: { $any: { sku: 'soap' } } })).toEqual([2]);
    },
  );

  itNeeds('query.anyField', 'whole embedded elements: a null part is a missing one', async () => {
    expect(await ids({ lines: { $contains: apple } })).toEqual([1, 3]);
    expect(await ids({ lines: { $contains: { ...apple, note: null } } })).toEqual([1, 3]);
    expect(await ids({ lines: { $contains: { sku: 'soap', count: 1, tags: [] } } })).toEqual([2, 3]);
    expect(await ids({ lines: { $contains: { sku: 'apple', count: 2, tags: [] } } })).toEqual([]);
    expect(await ids({ lines: { $containsAll: [soap, apple] } })).toEqual([3]);
    expect(await ids({ lines: { $overlaps: [soap] } })).toEqual([2, 3]);
    expect(await ids({ lines: { $subset: [apple, pear] } })).toEqual([1, 4]);
    expect(await ids({ lines: { $disjoint: [pear] } })).toEqual([2, 4]);
    expect(await ids({ lines: [apple, { ...pear }] })).toEqual([1]);
    expect(await ids({ lines: [pear, apple] })).toEqual([]);
    expect(await ids({ 'lines.0': { ...soap } } as Filter<Basket>)).toEqual([2]);
  });

  itNeeds('query.anyField', 'lists have an order, sets have none', async () => {
    expect(await ids({ tags: ['fruit', 'red'] })).toEqual([1]);
    expect(await ids({ tags: { $eq: ['red', 'fruit'] } })).toEqual([]);
    expect(await ids({ tags: { $in: [['home'], ['fruit', 'red']] } })).toEqual([1, 2]);
    expect(await ids({ unique: new Set([pear, apple]) } as Filter<Basket>)).toEqual([1, 3]);
    expect(await ids({ unique: { $in: [new Set([soap])] } } as Filter<Basket>)).toEqual([2]);
    expect(await ids({ unique: { $ne: new Set([apple, pear]) } } as Filter<Basket>)).toEqual([2, 4]);
  });

  itNeeds('query.anyField', 'a list as a column and one inside of others can be compared', async () => {
    expect(await ids({ tags: { $field: 'lines.0.tags' } })).toEqual([1]);
    expect(await ids({ 'lines.0.tags': { $ne: { $field: 'tags' } } })).toEqual([2, 3, 4]);
    await expectError(() => Basket.find({ ints: { $field: 'bigs' } } as never), InvalidQueryError, { path: 'ints' });
  });

  itNeeds('query.anyField', 'a month is not 30 days, in lists as alone', async () => {
    const month = Duration.parse('P1M');
    expect(await ids({ spans: { $contains: month } })).toEqual([2]);
    expect(await ids({ spans: [month] })).toEqual([2]);
    expect(await ids({ spans: { $overlaps: [Duration.parse('P30D')] } })).toEqual([1]);
    expect(await ids({ spans: { $any: { $eq: month } } })).toEqual([2]);
    expect(await ids({ 'spans.0': month })).toEqual([2]);
  });

  itNeeds('query.anyField', 'paths through lists, tuples and maps of everything', async () => {
    expect(await ids({ 'lines.1.sku': 'pear' })).toEqual([1]);
    expect(await ids({ 'lines.2.count': { $lt: 9 } })).toEqual([3]);
    expect(await ids({ 'lines.0.tags.1': 'red' })).toEqual([1]);
    expect(await ids({ 'pair.0': 'y' })).toEqual([2]);
    expect(await ids({ 'pair.1': { $gte: 1 } })).toEqual([1, 2]);
    expect(await ids({ 'byNumber.1': ['a', 'b'] } as Filter<Basket>)).toEqual([1]);
    expect(await ids({ 'byNumber.1': { $in: [['a', 'b'], []] } } as Filter<Basket>)).toEqual([1]);
    expect(await ids({ 'byNumber.1.1': 'b' } as Filter<Basket>)).toEqual([1]);
    expect(await ids({ 'byNumber.-2': { $empty: true }, byNumber: { $hasKey: -2 } } as Filter<Basket>)).toEqual([1]);
    expect(await ids({ 'deep.a.b': 3 } as Filter<Basket>)).toEqual([1]);
    expect(await ids({ 'deep.a': { $hasKey: 'b' } } as Filter<Basket>)).toEqual([1]);
    expect(await ids(Basket.fields().lines.at(0).sku.eq('soap'))).toEqual([2]);
    expect(await ids(Basket.fields().lines.any({ sku: 'soap' }))).toEqual([2, 3]);
  });
});
