import { type Attributes, Decimal, Duration } from '../../lib';
import { describeEachEngine } from '../support/engines';
import { EveryType, Exotic } from '../support/models/every-type';

/** Values at the edges of every type. What Postgres or MongoDB cannot hold exactly is in `hostile-input.spec.ts`. */
const EXTREMES: { readonly [K in keyof Attributes<EveryType>]?: readonly unknown[] } = {
  string: [
    '',
    ' ',
    "it's",
    '"\\n\t',
    '𝒳😀\u{10FFFF}',
    'e\u0301',
    '\u0001',
    '%_\\',
    'null',
    '{}',
    '{"a"}',
    'x'.repeat(100_000),
  ],
  ascii: ['', '\u007f~ a'],
  boolean: [true, false],
  tinyint: [-128, 0, 127],
  smallint: [-32_768, 32_767],
  int: [-2_147_483_648, 2_147_483_647],
  bigint: [-(2n ** 63n), 2n ** 63n - 1n, 0n, 2n ** 53n + 1n],
  varint: [10n ** 34n - 1n, -(10n ** 34n - 1n), 0n],
  float: [0, 1.5, -3.4028234663852886e38, 1.401298464324817e-45, Math.fround(0.1)],
  double: [0, 0.1, -1e-12, 5e-324, 1.7976931348623157e308, Number.MAX_SAFE_INTEGER, 123456789.12345679],
  decimal: ['0', '1e-12', '-0.000000000000000000000000000001', '1234567890123456789012345678901234', '1e30', '0.1'].map(
    (text) => new Decimal(text),
  ),
  uuid: ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  timeuuid: ['58e0a7d7-eebc-11d8-9669-0800200c9a66'],
  objectId: ['000000000000000000000000', 'ffffffffffffffffffffffff'],
  date: ['0001-01-01', '1582-10-10', '1969-12-31', '2000-02-29', '9999-12-31'],
  time: ['00:00:00', '23:59:59', '23:59:59.999999', '12:00:00.1'],
  timestamp: [
    '1970-01-01T00:00:00.000Z',
    '1969-12-31T23:59:59.999Z',
    '0001-01-01T00:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
    '2024-03-10T02:30:00.001Z',
  ].map((text) => new Date(text)),
  duration: ['PT0S', 'P1Y2M3DT4H5M6.000007S', '-P1M1DT1S', 'P2147483647M'].map((text) => Duration.parse(text)),
  bytes: [new Uint8Array(), Uint8Array.of(0, 255, 128, 10, 92), new Uint8Array(70_000).fill(7)],
  inet: ['0.0.0.0', '255.255.255.255', '::', '::1', '2001:db8::ff00:42:8329', '::ffff:10.0.0.1'],
  json: [
    {},
    [],
    '',
    0,
    false,
    { a: [1, null, { b: 'x' }], 'c d': 1e-7, e$: '', '': 2 },
    [[], [null]],
    'text',
    1e21,
    -0.5,
  ],
  strings: [[], [''], ['a', 'a', 'NULL', '{', '"', "'", ',', '\\', '😀']],
  bigints: [[], [2n ** 63n - 1n, -(2n ** 63n)]],
  decimals: [[new Decimal('1e-12'), new Decimal('99999999999999999999')]],
  timestamps: [[new Date(-1), new Date(0)]],
  chunks: [[], [new Uint8Array(), Uint8Array.of(0, 92, 34)]],
  booleans: [[true, false, true]],
  matrix: [[], [[]], [[1], [], [2, 3]]],
  stringSet: [new Set(), new Set(['', 'a'])],
  dateSet: [new Set([new Date(0), new Date(-62_135_596_800_000)])],
  bigintMap: [
    new Map(),
    new Map([
      ['', 2n ** 63n - 1n],
      ['a b', 0n],
      ['c$', -1n],
      ['__proto__', 5n],
    ]),
  ],
  listMap: [
    new Map<number, string[]>([
      [-1, []],
      [2_147_483_647, ['x', '']],
    ]),
  ],
  deepMap: [new Map([['11111111-2222-4333-8444-555555555555', new Map([['x', 1e-12]])]])],
  tuple: [
    [0, '', []],
    [-5, 'x', [1n, 2n]],
  ],
};

const EXOTIC = {
  big: -(2n ** 63n),
  exact: new Decimal('12345678901234567890.000000000001'),
  at: new Date(-1),
  bytes: Uint8Array.of(0, 1, 255),
  duration: Duration.parse('P1M2DT3S'),
  set: new Set([2n ** 53n + 1n]),
  map: new Map([[-5, new Date(7)]]),
  double: 5e-324,
  text: '😀',
};

let next = 0;

async function stored(attributes: object): Promise<EveryType> {
  next += 1;
  await EveryType.create({ id: next, ...attributes });
  return EveryType.get(next);
}

describeEachEngine('every type round-trips', (engine) => {
  engine.useModels(EveryType);
  const [dotted, dollar] = [engine.memberName('a.b'), engine.memberName('$c')];
  const extremes: typeof EXTREMES = {
    ...EXTREMES,
    json: [{ [dotted]: 1e-7, in: [{ [dollar]: '' }] }, ...(EXTREMES.json ?? [])],
    bigintMap: [
      ...(EXTREMES.bigintMap ?? []),
      new Map([
        [dotted, 0n],
        [dollar, -1n],
      ]),
    ],
  };

  for (const [name, values] of Object.entries(extremes)) {
    test(`${name} at its extremes`, async () => {
      for (const value of values ?? []) {
        const document = await stored({ [name]: value });
        expect({ [name]: Reflect.get(document, name) }).toEqual({ [name]: value });
        expect(document.isDirty()).toBe(false);
        Reflect.set(document, name, structuredCloneOf(value));
        expect(document.isDirty()).toBe(false);
      }
    });
  }

  test('all at once, by insert, save, update and in bulk', async () => {
    const first: object = Object.fromEntries(Object.entries(extremes).map(([name, values]) => [name, values?.[0]]));
    const last: object = Object.fromEntries(Object.entries(extremes).map(([name, values]) => [name, values?.at(-1)]));
    const document = await stored(first);
    expect({ ...document }).toMatchObject(first);
    Object.assign(document, last);
    await document.save();
    expect({ ...(await EveryType.get(document.id)) }).toMatchObject(last);
    await document.update(first);
    expect({ ...document }).toMatchObject(first);
    expect({ ...(await EveryType.get(document.id)) }).toMatchObject(first);
    next += 2;
    await EveryType.insertMany([
      { id: next - 1, ...first },
      { id: next, ...last },
    ]);
    expect({ ...(await EveryType.get(next - 1)) }).toMatchObject(first);
    expect({ ...(await EveryType.get(next)) }).toMatchObject(last);
  });

  test('null in every field', async () => {
    const nulls: object = Object.fromEntries(
      [...Object.keys(extremes), 'embedded', 'embeddedList'].map((name) => [name, null]),
    );
    const document = await stored(nulls);
    expect({ ...document }).toEqual({ id: document.id, ...nulls });
    await document.update({ string: 'x' });
    await document.update(nulls);
    expect({ ...(await EveryType.get(document.id)) }).toEqual({ id: document.id, ...nulls });
  });

  test('embedded values of every type', async () => {
    const document = await stored({ embedded: EXOTIC, embeddedList: [EXOTIC, {}, { text: '' }] });
    expect(document.embedded).toBeInstanceOf(Exotic);
    expect({ ...document.embedded }).toEqual(EXOTIC);
    expect(document.embeddedList).toHaveLength(3);
    expect({ ...document.embeddedList?.[0] }).toEqual(EXOTIC);
    expect(document.embeddedList?.[2]?.text).toBe('');
    expect(document.embeddedList?.[1]?.big ?? null).toBeNull();
    expect(document.isDirty()).toBe(false);
  });

  test('lean rows have the same values', async () => {
    const first: object = Object.fromEntries(Object.entries(extremes).map(([name, values]) => [name, values?.at(-1)]));
    const document = await stored(first);
    const [row] = await EveryType.find({ id: document.id }).lean();
    expect(row).toMatchObject(first);
  });

  test('values keep their classes', async () => {
    const document = await stored({
      decimal: '1.50',
      duration: Duration.parse('PT1S'),
      bytes: Buffer.from('a'),
      timestamp: new Date(1),
    });
    expect(document.decimal).toBeInstanceOf(Decimal);
    expect(document.duration).toBeInstanceOf(Duration);
    expect(document.bytes).toBeInstanceOf(Uint8Array);
    expect(document.timestamp).toBeInstanceOf(Date);
    expect(document.decimal?.equals('1.5')).toBe(true);
  });

  test('text takes its canonical form', async () => {
    const document = await stored({
      uuid: 'ABCDEF00-0000-4000-8000-00000000000A',
      objectId: 'ABCDEFABCDEFABCDEFABCDEF',
      inet: '2001:0DB8:0:0:0:0:0:1',
      time: '10:00:00.500',
    });
    expect(document).toMatchObject({
      uuid: 'abcdef00-0000-4000-8000-00000000000a',
      objectId: 'abcdefabcdefabcdefabcdef',
      inet: '2001:db8::1',
      time: '10:00:00.5',
    });
  });
});

/** A copy that shares nothing, of the classes that polydoc makes too. */
function structuredCloneOf(value: unknown): unknown {
  return value instanceof Decimal || value instanceof Duration ? value : unsharedCopy(value);
}

function unsharedCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(structuredCloneOf);
  return structuredClone(value);
}
