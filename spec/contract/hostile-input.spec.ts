import { InvalidQueryError, PolydocError, ValidationError } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { EveryType } from '../support/models/every-type';
import { Gauge } from '../support/models/gauge';
import { ada, Person } from '../support/models/person';
import { statementsOf } from '../support/statements-of';

/** Text that breaks out of statements, paths or templates that are put together carelessly. */
const NASTY = [
  `'; DROP TABLE "gauge"; --`,
  `"; DROP TABLE gauge; --`,
  `\\'; SELECT pg_sleep(10); --`,
  `$1`,
  `\${process.exit(1)}`,
  `{"$gt":""}`,
  `%' OR '1'='1`,
  `a.b.c`,
  `$where`,
  `__proto__`,
  `constructor`,
  `\u2028\u2029\ufeff`,
  `{NULL}`,
  `\\x00`,
];

/** Values that no store holds exactly, by field. */
const UNFIT: Readonly<Record<string, readonly unknown[]>> = {
  string: ['\ud800', 'a\udc00b', 5, {}, [], true, Symbol('x')],
  ascii: ['é', '\u0080'],
  boolean: [0, 1, 'true', {}],
  tinyint: [128, -129, 1.5, Number.NaN, '1'],
  smallint: [32_768, -32_769],
  int: [2_147_483_648, -2_147_483_649, 0.1, Number.NaN, Number.POSITIVE_INFINITY, '1', 1n << 40n],
  bigint: [2n ** 63n, -(2n ** 63n) - 1n, 1.5, 2 ** 60, '1', Number.NaN],
  varint: [1.5, '1', Number.NaN],
  float: [Number.NaN, Number.POSITIVE_INFINITY, 1e39, 0.1, '1'],
  double: [Number.NaN, Number.NEGATIVE_INFINITY, '1', 1n],
  decimal: ['abc', Number.NaN, 'NaN', 'Infinity', {}],
  uuid: ['', 'not-a-uuid', '11111111-2222-4333-8444-55555555555', 5],
  timeuuid: ['11111111-2222-4333-8444-555555555555'],
  objectId: ['xyz', '65a1b2c3d4e5f60718293a4'],
  date: ['2023-02-29', '0000-01-01', '10000-01-01', '2023-1-1', new Date(0), 5],
  time: ['24:00:00', '12:60:00', '1:00:00', '12:00:00.1234567890'],
  timestamp: [new Date(Number.NaN), 'yesterday', 5, '2020-01-01'],
  duration: ['not a duration', 5, {}],
  bytes: ['text', [1, 2], 5],
  inet: ['256.0.0.1', '10.0.0.0/8', 'fe80::1%eth0', ':::'],
  json: [Number.NaN, () => 1, 5n, new Date(0), { a: Symbol('x') }, new Map()],
  strings: ['a', [1], [null], ['\udfff'], { length: 1 }],
  bigints: [[1n, 2n ** 63n]],
  stringSet: ['abc', [1], new Map()],
  bigintMap: [[], new Map([[1, 1n]]), { a: 1.5 }],
  tuple: [
    [1, 'a'],
    [1, 'a', [], 5],
    ['a', 1, []],
  ],
  embedded: ['x', [], { unknown: 1 }, { big: 'x' }, { set: [2n ** 63n] }],
  embeddedList: [{}, [null], ['x']],
};

describeEachEngine('hostile input', (engine) => {
  engine.useModels(EveryType, Gauge, Person);

  for (const [name, values] of Object.entries(UNFIT)) {
    test(`${name}: what does not fit is refused before any I/O, by name`, async () => {
      const stored = await EveryType.build({ id: 1 }).save();
      const sent = await statementsOf(engine.engine, async () => {
        for (const value of values) {
          const attributes: object = { id: 2, [name]: value };
          const error = await expectError(() => EveryType.create(attributes), ValidationError, { model: 'EveryType' });
          expect(error.problems.map((problem) => problem.path.split('.')[0])).toContain(name);
          const changes: object = { [name]: value };
          await expectError(() => stored.update(changes), ValidationError);
          await expectError(() => EveryType.updateMany({ id: 1 }, changes), ValidationError);
        }
      });
      expect(sent).toEqual([]);
      expect(stored.isDirty()).toBe(false);
    });
  }

  test('U+0000 in text is kept where the store can, and refused by name where it cannot', async () => {
    for (const attributes of [
      { string: 'a\0b' },
      { strings: ['\0'] },
      { json: { a: '\0' } },
      { embedded: { text: '\0' } },
      { bigintMap: { '\0': 1n } },
    ]) {
      const [name] = Object.keys(attributes);
      const given: object = { id: 3, ...attributes };
      const outcome = await EveryType.create(given).catch((error: unknown) => error);
      if (outcome instanceof ValidationError) {
        expect(outcome.problems[0]?.path.split('.')[0]).toBe(name);
        expect(await EveryType.exists({ id: 3 })).toBe(false);
      } else {
        expect(outcome).toBeInstanceOf(EveryType);
        expect(await EveryType.get(3)).toMatchObject(given);
        await EveryType.deleteMany({ id: 3 });
      }
    }
  });

  test('a time finer than the store holds is refused, never rounded', async () => {
    const outcome = await EveryType.create({ id: 4, time: '10:00:00.123456789' }).catch((error: unknown) => error);
    if (outcome instanceof PolydocError) {
      expect(outcome).toBeInstanceOf(ValidationError);
      expect(outcome).toMatchObject({ problems: [{ path: 'time' }] });
    } else expect((await EveryType.get(4)).time).toBe('10:00:00.123456789');
  });

  test('text that looks like code is just text: as key, value, map key, list element', async () => {
    for (const text of NASTY) {
      const key = engine.memberName(text);
      const gauge = await Gauge.create({
        id: text,
        label: text,
        tags: [text],
        colours: [text],
        prefs: new Map([[key, 1]]),
      });
      const loaded = await Gauge.get(text);
      expect(loaded).toEqual(gauge);
      loaded.prefs.set(key, 2);
      loaded.tags.push(text);
      await loaded.save();
      await loaded.update({
        $put: { prefs: new Map([[key, 3]]) },
        $pull: { tags: text },
        $addToSet: { colours: text },
      });
      expect(await Gauge.get(text)).toMatchObject({ tags: [], prefs: new Map([[key, 3]]), label: text });
      await loaded.deleteColumns({ prefs: key });
      expect((await Gauge.get(text)).prefs.size).toBe(0);
    }
    expect((await Gauge.getMany(NASTY)).map((gauge) => gauge.id)).toEqual(NASTY);
    for (const text of NASTY) await (await Gauge.get(text)).delete();
  });

  itNeeds('query.anyField', 'text that looks like code finds only itself', async () => {
    await Gauge.truncate();
    await Gauge.insertMany(NASTY.map((label, index) => ({ id: `n${index}`, label, tags: [label] })));
    for (const [index, label] of NASTY.entries()) {
      expect((await Gauge.find({ label })).map((gauge) => gauge.id)).toEqual([`n${index}`]);
      expect(await Gauge.count({ label: { $in: [label] }, tags: { $contains: label } })).toBe(1);
      expect(await Gauge.updateMany({ label }, { count: index })).toBe(1);
    }
    expect(await Gauge.distinct('label')).toHaveLength(NASTY.length);
    expect(await Gauge.deleteMany({ label: { $in: NASTY } })).toBe(NASTY.length);
  });

  test('objects in place of values never become operators', async () => {
    await Gauge.create({ id: 'safe', label: 'x' });
    const key: object = { id: { $gt: '' } };
    const found = await Gauge.get(key).catch((error: unknown) => error);
    expect(found).toBeDefined();
    const sent = await statementsOf(engine.engine, async () => {
      for (const filter of [
        { label: { $where: '1' } },
        { $where: '1' },
        { label: { $gt: { $gt: '' } } },
        { 'label"; --': 1 },
        { constructor: 1 },
      ]) {
        await expectError(async () => Gauge.find(Object(filter)).all(), InvalidQueryError);
      }
      await expectError(
        async () => Gauge.find(Object(JSON.parse('{"__proto__":{"label":"x"}}'))).all(),
        InvalidQueryError,
      );
    });
    expect(sent).toEqual([]);
  });

  test('keys of maps and JSON never reach prototypes', async () => {
    const json: unknown = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
    await EveryType.create({ id: 5, json, bigintMap: new Map([['__proto__', 1n]]) });
    const loaded = await EveryType.get(5);
    expect(Object.keys(Object(loaded.json)).sort()).toEqual(['__proto__', 'constructor']);
    expect(JSON.parse(JSON.stringify(loaded.json))).toEqual(json);
    expect([...(loaded.bigintMap ?? [])]).toEqual([['__proto__', 1n]]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    const attributes: object = JSON.parse('{"name":"a","address":{"__proto__":{"city":"x"},"street":"s"}}');
    await expect(async () => Person.create(attributes)).rejects.toBeInstanceOf(PolydocError);
    expect(Reflect.get({}, 'city')).toBeUndefined();
  });

  test('values that contain themselves, throw when read, or are proxies end in errors of ours', async () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const throwing = Object.defineProperty({}, 'name', {
      enumerable: true,
      get: () => {
        throw new RangeError('trap');
      },
    });
    const bad: readonly (() => unknown)[] = [
      () => EveryType.create({ id: 6, json: circular }),
      () => Gauge.find(Object(circular)).all(),
      () => Gauge.find({ $and: [Object(circular)] }).all(),
    ];
    for (const work of bad) await expect(async () => work()).rejects.toBeInstanceOf(PolydocError);
    await expect(async () => Person.create(throwing)).rejects.toBeInstanceOf(Error);
    expect(await EveryType.exists({ id: 6 })).toBe(false);
  });

  test('a getter or an accessor added to a document does not get stored', async () => {
    const person = await Person.create(ada());
    Object.defineProperty(person, 'extra', { enumerable: true, get: () => 'x' });
    person.name = 'Countess';
    await person.save();
    expect(Object.keys(await Person.get(person.id))).not.toContain('extra');
  });
});
