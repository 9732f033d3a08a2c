import fc from 'fast-check';
import { Decimal, Duration } from '../../lib';
import { describeEachEngine } from '../support/engines';
import { EveryType } from '../support/models/every-type';

const RUNS = 25;

/** Text that every store takes: no U+0000, no lone surrogate. */
const text = fc.string({ unit: 'binary', maxLength: 40 }).map((value) => value.replaceAll('\0', ''));
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
/** At most 34 digits, which is what the smallest of the stores takes. */
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 33n), max: 10n ** 33n }), fc.integer({ min: -30, max: 20 }))
  .map(([digits, exponent]) => new Decimal(`${digits}e${exponent}`));
const timestamp = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});
const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const duration = fc
  .tuple(fc.boolean(), fc.nat(1_000_000), fc.nat(1_000_000), fc.bigInt({ min: 0n, max: 10n ** 15n }))
  .map(([negative, months, days, micros]) =>
    negative ? new Duration(-months, -days, -micros * 1000n) : new Duration(months, days, micros * 1000n),
  );
/** JSON does not know -0. */
const json = fc
  .jsonValue({ noUnicodeString: true })
  .filter((value) => value !== null && !JSON.stringify(value).includes('\\u0000'))
  .map((value): unknown => JSON.parse(JSON.stringify(value)));

const ROWS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: text,
  int: fc.integer(),
  smallint: fc.integer({ min: -32_768, max: 32_767 }),
  boolean: fc.boolean(),
  bigint: int64,
  double,
  float: fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  decimal,
  uuid: fc.uuid(),
  timestamp,
  duration,
  bytes: fc.uint8Array({ maxLength: 50 }),
  strings: fc.array(text, { maxLength: 6 }),
  bigints: fc.array(int64, { maxLength: 4 }),
  decimals: fc.array(decimal, { maxLength: 4 }),
  timestamps: fc.array(timestamp, { maxLength: 4 }),
  chunks: fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 4 }),
  matrix: fc.array(fc.array(fc.integer(), { maxLength: 3 }), { maxLength: 3 }),
  stringSet: fc.array(text, { maxLength: 5 }).map((items) => new Set(items)),
  listMap: fc
    .array(fc.tuple(fc.integer(), fc.array(text, { maxLength: 3 })), { maxLength: 3 })
    .map((entries) => new Map(entries)),
  tuple: fc.tuple(fc.integer(), text, fc.array(int64, { maxLength: 3 })),
  embedded: fc
    .record({ big: int64, exact: decimal, at: timestamp, duration, double, text }, { requiredKeys: [] })
    .map((part) => ({
      big: null,
      exact: null,
      at: null,
      bytes: null,
      duration: null,
      set: null,
      map: null,
      double: null,
      text: null,
      ...part,
    })),
};

let next = 0;

/** The fields as plain values: embedded ones lose their class, which is not what is compared here. */
function plain(document: EveryType, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.map((name) => {
      const value: unknown = Reflect.get(document, name);
      return [name, name === 'embedded' && typeof value === 'object' && value !== null ? { ...value } : value];
    }),
  );
}

/** The value with other names for its members, at every depth; everything but plain objects stays as it is. */
function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => renamed(item, rename));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, member]) => [rename(name), renamed(member, rename)] as const);
  return Object.fromEntries(entries);
}

describeEachEngine('any value round-trips', (engine) => {
  engine.useModels(EveryType);
  const names = [...Object.keys(ROWS), 'json', 'bigintMap'];
  const nameOf = (text: string): string => engine.memberName(text);
  const row = fc.record(
    Object.fromEntries(
      Object.entries({
        ...ROWS,
        json: json.map((value) => renamed(value, nameOf)),
        bigintMap: fc.array(fc.tuple(text.map(nameOf), int64), { maxLength: 5 }).map((entries) => new Map(entries)),
      }).map(([name, values]) => [name, fc.option(values)]),
    ),
  );

  test('by insert', async () => {
    await fc.assert(
      fc.asyncProperty(row, async (attributes) => {
        next += 1;
        const document = await EveryType.create({ id: next, ...attributes });
        const loaded = await EveryType.get(next);
        expect(plain(loaded, names)).toEqual(attributes);
        expect(plain(document, names)).toEqual(attributes);
        expect(loaded.isDirty()).toBe(false);
      }),
      { numRuns: RUNS },
    );
  });

  test('by a save of what changed, and the changes are exactly those', async () => {
    await fc.assert(
      fc.asyncProperty(row, row, async (before, after) => {
        next += 1;
        await EveryType.create({ id: next, ...before });
        const document = await EveryType.get(next);
        Object.assign(document, after);
        await document.save();
        expect(document.isDirty()).toBe(false);
        const loaded = await EveryType.get(next);
        expect(plain(loaded, names)).toEqual(after);
        Object.assign(loaded, structuredPlain(before));
        loaded.reset();
        expect(plain(loaded, names)).toEqual(after);
      }),
      { numRuns: RUNS },
    );
  });

  test('by update', async () => {
    await fc.assert(
      fc.asyncProperty(row, row, async (before, after) => {
        next += 1;
        const document = await EveryType.create({ id: next, ...before });
        const changes: object = after;
        await document.update(changes);
        expect(plain(document, names)).toEqual(after);
        expect(plain(await EveryType.get(next), names)).toEqual(after);
      }),
      { numRuns: RUNS },
    );
  });

  test('in bulk', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 2, maxLength: 8 }), async (rows) => {
        const first = next + 1;
        next += rows.length;
        await EveryType.insertMany(rows.map((attributes, index) => ({ id: first + index, ...attributes })));
        const loaded = await EveryType.getMany(rows.map((_, index) => first + index));
        expect(loaded.map((document) => plain(document, names))).toEqual(rows);
      }),
      { numRuns: RUNS },
    );
  });

  if (engine.has('query.anyField')) {
    test('and is found by equality', async () => {
      const scalars = ['string', 'int', 'bigint', 'decimal', 'uuid', 'timestamp', 'boolean', 'double'] as const;
      await fc.assert(
        fc.asyncProperty(row, fc.constantFrom(...scalars), async (attributes, name) => {
          next += 1;
          await EveryType.create({ id: next, ...attributes });
          const filter: object = { id: next, [name]: Reflect.get(attributes, name) };
          expect(await EveryType.count(filter)).toBe(1);
        }),
        { numRuns: RUNS },
      );
    });
  }
});

/** Assignable copies: what is assigned may be taken over, and the original is compared afterwards. */
function structuredPlain(attributes: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => name === 'string' || name === 'int'));
}
