import { Decimal, Duration, Entity } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { EveryType } from '../support/models/every-type';

@Entity({ watch: true })
class WatchedType extends EveryType {}

const AT = new Date('1969-12-31T23:59:59.999Z');

const ROWS: readonly Partial<EveryType>[] = [
  {},
  {
    string: 'a "quoted" \\ text, {of} [all] 𝄞 sorts\n',
    ascii: '~',
    boolean: false,
    tinyint: -128,
    smallint: 32_767,
    int: -2_147_483_648,
    bigint: 2n ** 63n - 1n,
    varint: 10n ** 33n,
    float: Math.fround(0.1),
    double: 5e-324,
    decimal: new Decimal('-0.000000000001'),
    uuid: '01890a5d-ac96-774b-bcce-b302099a8057',
    objectId: '507f1f77bcf86cd799439011',
    date: '0001-01-01',
    time: '23:59:59.999999',
    timestamp: AT,
    duration: new Duration(-14, -3, -1_000n),
    bytes: new Uint8Array([0, 255, 92]),
    inet: '::1',
    json: { a: [1, null, { b: 'c' }], d: true, e: 1.5 },
  },
  {
    strings: ['', 'a,b', '"', 'NULL'],
    bigints: [-(2n ** 63n)],
    decimals: [new Decimal('1e20')],
    timestamps: [AT],
    chunks: [new Uint8Array([1]), new Uint8Array()],
    booleans: [true, false],
    matrix: [[1, 2], [3]],
    stringSet: new Set(['b', 'a']),
    dateSet: new Set([AT]),
    bigintMap: new Map([['x', 2n ** 62n]]),
    listMap: new Map([
      [10, ['a']],
      [2, []],
    ]),
    tuple: [1, 'two', [3n]],
    embeddedList: [],
  },
];

describeEachEngine('documents of changes', (engine) => {
  if (engine.has('watch')) engine.useModels(WatchedType);

  itNeeds(
    'watch',
    'are those that reads give, of every type',
    async () => {
      const stream = WatchedType.watch();
      await stream.ready;
      for (const [id, values] of ROWS.entries()) {
        await WatchedType.create({ id, ...values });
        const { value } = await stream.next();
        expect(value?.type).toBe('insert');
        expect({ ...value?.document }).toEqual({ ...(await WatchedType.get(id)) });
        expect(value?.document?.isDirty()).toBe(false);
      }
      await WatchedType.updateMany({ id: 0 }, { ...ROWS[1] });
      const { value } = await stream.next();
      expect({ ...value?.document }).toEqual({ ...(await WatchedType.get(0)) });
      await stream.close();
    },
    30_000,
  );
});
