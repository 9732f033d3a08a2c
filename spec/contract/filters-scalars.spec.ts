import type { Filter } from '../../lib';
import { Decimal } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { order, sameValue } from '../support/filters/reference-values';
import { EveryType } from '../support/models/every-type';

/** Three values of every type that has an order, smallest first. */
const VALUES = {
  string: ['', 'a', '\u{1f600}'],
  ascii: ['A', 'a', 'aa'],
  tinyint: [-128, 0, 127],
  smallint: [-32_768, 0, 32_767],
  int: [-2_147_483_648, 0, 2_147_483_647],
  bigint: [-(2n ** 63n), 0n, 2n ** 63n - 1n],
  varint: [-(10n ** 30n), 0n, 10n ** 30n],
  float: [-1.5, 0, Math.fround(1e30)],
  double: [-1e-12, 0, 1.7976931348623157e308],
  decimal: [new Decimal('-1e20'), new Decimal('0.000000000001'), new Decimal('0.00000000000100001')],
  uuid: [
    '00000000-0000-0000-0000-000000000000',
    '7fffffff-ffff-4fff-8fff-ffffffffffff',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
  ],
  objectId: ['000000000000000000000000', '507f1f77bcf86cd799439011', 'ffffffffffffffffffffffff'],
  date: ['0001-01-01', '1969-12-31', '9999-12-31'],
  time: ['00:00:00', '12:30:00.000001', '23:59:59.999999'],
  timestamp: [new Date(-1), new Date(0), new Date('2024-02-29T12:00:00.123Z')],
  bytes: [new Uint8Array(), new Uint8Array([0, 255]), new Uint8Array([255])],
} as const;

type Kind = keyof typeof VALUES;
const KINDS = Object.keys(VALUES) as Kind[];

async function ids(filter: object): Promise<number[]> {
  const rows = await EveryType.find(filter as Filter<EveryType>).values('id');
  return rows.map(([id]) => id);
}

function where(kind: Kind, test: (value: unknown) => boolean): number[] {
  return [0, 1, 2].filter((id) => test(VALUES[kind][id]));
}

describeEachEngine('operators on scalars', (engine) => {
  engine.useModels(EveryType);

  beforeAll(async () => {
    const rows = [0, 1, 2].map((id) => ({
      id,
      ...Object.fromEntries(KINDS.map((kind) => [kind, VALUES[kind][id]])),
    }));
    await EveryType.insertMany([...rows, { id: 3 }]);
  });

  for (const kind of KINDS) {
    itNeeds('query.anyField', `${kind}: every comparison with every value`, async () => {
      for (const [index, value] of VALUES[kind].entries()) {
        const found = await Promise.all(
          ['$eq', '$gt', '$gte', '$lt', '$lte'].map((operator) => ids({ [kind]: { [operator]: value } })),
        );
        expect(found).toEqual([
          [index],
          where(kind, (other) => order(other, value) > 0),
          where(kind, (other) => order(other, value) >= 0),
          where(kind, (other) => order(other, value) < 0),
          where(kind, (other) => order(other, value) <= 0),
        ]);
        expect(await ids({ [kind]: value })).toEqual([index]);
        expect(await ids({ [kind]: [value] })).toEqual([index]);
      }
    });

    itNeeds(['query.anyField', 'query.not'], `${kind}: $ne, $in, $nin, ranges and another field`, async () => {
      const [low, middle, high] = VALUES[kind];
      expect(await ids({ [kind]: { $ne: middle } })).toEqual([0, 2, 3]);
      expect(await ids({ [kind]: { $in: [low, high, high] } })).toEqual([0, 2]);
      expect(await ids({ [kind]: { $nin: [low, high] } })).toEqual([1, 3]);
      expect(await ids({ [kind]: { $gt: low, $lt: high } })).toEqual([1]);
      expect(await ids({ [kind]: { $gte: low, $lte: high, $ne: middle } })).toEqual([0, 2]);
      expect(await ids({ [kind]: { $field: kind } })).toEqual([0, 1, 2]);
      expect(await ids({ [kind]: { $lt: { $field: kind } } })).toEqual([]);
    });

    test(`${kind}: sorts, smallest and largest, different values`, async () => {
      const sorted = await EveryType.find({ id: { $lt: 3 } })
        .orderBy({ [kind]: 'desc' } as never)
        .values('id');
      expect(sorted).toEqual([[2], [1], [0]]);
      expect(await EveryType.find().min(kind)).toEqual(VALUES[kind][0]);
      expect(await EveryType.find().max(kind)).toEqual(VALUES[kind][2]);
      const different: unknown[] = await EveryType.distinct(kind);
      expect(different).toHaveLength(4);
      expect(different[0]).toBeNull();
      expect(different.slice(1).every((value, index) => sameValue(value, VALUES[kind][index]))).toBe(true);
    });
  }

  itNeeds('query.anyField', 'decimals may be written as text, whole numbers of 64 bits as safe numbers', async () => {
    expect(await EveryType.find({ decimal: '0.0000000000010' }).values('id')).toEqual([[1]]);
    expect(await EveryType.find({ decimal: { $gt: '0.000000000001' } }).values('id')).toEqual([[2]]);
    expect(await EveryType.find({ decimal: { $in: ['-100000000000000000000', new Decimal(7)] } }).values('id')).toEqual(
      [[0]],
    );
    expect(await ids({ bigint: { $gte: 0 } })).toEqual([1, 2]);
    expect(await ids({ uuid: '7FFFFFFF-FFFF-4FFF-8FFF-FFFFFFFFFFFF' })).toEqual([1]);
  });
});
