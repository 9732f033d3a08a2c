import { Document, Entity, Field, type Filter, InvalidQueryError, PrimaryKey, ValidationError } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { statementsOf } from '../support/statements-of';

/** Text that would end a literal, a pattern, an array or a path somewhere if it were not bound and escaped. */
const HOSTILE = [
  '',
  ' ',
  "'",
  "''; DROP TABLE texts; --",
  '"',
  '\\',
  '\\\\',
  "\\'",
  '%',
  '_',
  '100%_\\%',
  '$1',
  '$$',
  '$' + '{x}',
  ':id',
  '?',
  '{a,b}',
  '{}',
  'NULL',
  'null',
  '[1]',
  '{"a":1}',
  '(',
  '^.*$',
  'a.b',
  '$field',
  '__proto__',
  'constructor',
  '/* */',
  '--',
  '\n\t\r',
  '\u0001\u007f\u0085\u2028',
  'é',
  'e\u0301',
  'İıß',
  '\u{1f600}\u{10ffff}',
  '\ufffd\uffff',
  '\u202e\u200d\ufeff',
];

@Entity()
class Texts extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string' }) text!: string;

  @Field({ type: ['string'] }) list: string[] = [];

  @Field({ type: { set: 'string' } }) set: Set<string> = new Set();

  @Field({ type: { map: ['string', 'string'] } }) map: Map<string, string> = new Map();
}

async function ids(filter: Filter<Texts>): Promise<string[]> {
  const rows = await Texts.find(filter).values('id');
  return rows.map(([id]) => id);
}

/** A pattern that means the text itself. */
function literalLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

function literalRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

describeEachEngine('hostile text', (engine) => {
  engine.useModels(Texts);

  beforeAll(async () => {
    await Texts.insertMany(
      HOSTILE.map((text) => ({ id: text, text, list: [text], set: [text], map: { [engine.memberName(text)]: text } })),
    );
  });

  test('is stored and read as it is', async () => {
    for (const text of HOSTILE) {
      const document = await Texts.get(text);
      expect({ ...document }).toEqual({
        id: text,
        text,
        list: [text],
        set: new Set([text]),
        map: new Map([[engine.memberName(text), text]]),
      });
    }
  });

  itNeeds(
    ['query.anyField', 'query.like', 'query.not'],
    'is a value to every operator of text',
    async () => {
      for (const text of HOSTILE) {
        const filters: Filter<Texts>[] = [
          { text },
          { text: { $eq: text } },
          { text: { $in: [text] } },
          { text: { $gte: text, $lte: text } },
          { text: { $like: literalLike(text) } },
          { $not: { text: { $ne: text } } },
          { id: text },
          [Texts.fields().text.eq(text)],
        ];
        for (const filter of filters) expect({ filter, ids: await ids(filter) }).toEqual({ filter, ids: [text] });
        const prefixed = HOSTILE.filter((other) => other.startsWith(text));
        expect(new Set(await ids({ text: { $startsWith: text } }))).toEqual(new Set(prefixed));
        const containing = HOSTILE.filter((other) => other.includes(text));
        expect(new Set(await ids({ text: { $like: `%${literalLike(text)}%` } }))).toEqual(new Set(containing));
        expect(await ids({ text: { $ilike: literalLike(text) } })).toContain(text);
      }
    },
    120_000,
  );

  itNeeds(['query.anyField', 'query.regex'], 'escaped, is a value to $regex', async () => {
    for (const text of HOSTILE.filter((given) => given !== '')) {
      const containing = HOSTILE.filter((other) => other.includes(text));
      expect(new Set(await ids({ text: { $regex: literalRegex(text) } }))).toEqual(new Set(containing));
    }
  });

  itNeeds(
    'query.anyField',
    'is a value to every operator of collections',
    async () => {
      for (const text of HOSTILE) {
        const key = engine.memberName(text);
        const filters: Filter<Texts>[] = [
          { list: [text] },
          { list: { $contains: text } },
          { list: { $containsAll: [text] } },
          { list: { $overlaps: [text, 'other'] } },
          { list: { $subset: [text] } },
          { list: { $any: { $eq: text } } },
          { set: new Set([text]) },
          { set: { $contains: text } },
          { set: { $overlaps: [text] } },
          { set: { $subset: [text] } },
          { set: { $all: { $in: [text] } } },
          { map: { $hasKey: key } },
          { map: new Map([[key, text]]) },
          { [`map.${key}`]: text } as Filter<Texts>,
          Texts.fields().map.at(key).eq(text),
        ];
        for (const filter of filters) expect({ filter, ids: await ids(filter) }).toEqual({ filter, ids: [text] });
      }
    },
    120_000,
  );

  itNeeds('query.anyField', 'selects and sorts by keys of maps with any text', async () => {
    for (const text of HOSTILE.filter((given) => given !== '')) {
      const key = engine.memberName(text);
      const path = `map.${key}` as 'map.x';
      expect(await Texts.find({ map: { $hasKey: key } }).select(path)).toEqual([
        { map: expect.objectContaining(Object.fromEntries([[key, text]])) },
      ]);
      expect(await Texts.find({ map: { $hasKey: key } }).values(path)).toEqual([[text]]);
      expect(
        (
          await Texts.find()
            .orderBy({ [path]: 'desc' } as never)
            .first()
        )?.id,
      ).toBe(text);
    }
  });

  itNeeds('query.anyField', 'of a megabyte', async () => {
    const long = '€'.repeat(350_000);
    await Texts.create({ id: 'long', text: long, list: [long], set: [long], map: { k: long } });
    expect(await ids({ text: long })).toEqual(['long']);
    expect(await ids({ text: { $in: [long] } })).toEqual(['long']);
    expect(await ids({ text: { $startsWith: long.slice(1) } })).toEqual(['long']);
    expect(await ids({ list: { $contains: long } })).toEqual(['long']);
    expect(await ids({ set: { $contains: long } })).toEqual(['long']);
    expect(await ids({ 'map.k': long })).toEqual(['long']);
    expect((await Texts.get('long')).text).toBe(long);
    await Texts.deleteMany({ id: 'long' });
  });

  test('half a surrogate pair is refused everywhere before anything is sent', async () => {
    const half = 'a\ud800';
    const sent = await statementsOf(engine.engine, async () => {
      await expectError(Texts.create({ id: 'x', text: half }), ValidationError);
      for (const filter of [
        { text: half },
        { text: { $like: half } },
        { text: { $regex: half } },
        { text: { $startsWith: half } },
        { list: { $contains: half } },
        { map: { $hasKey: half } },
      ] as Filter<Texts>[]) {
        await expectError(async () => ids(filter), InvalidQueryError);
      }
    });
    expect(sent).toEqual([]);
  });

  test('U+0000 is stored and found, or refused naming the field before anything is sent', async () => {
    const zero = 'a\0b';
    const isRefused = engine.name === 'postgres' || engine.name === 'pglite';
    if (!isRefused) {
      await Texts.create({ id: 'zero', text: zero });
      expect(await ids({ text: zero })).toEqual(['zero']);
      return;
    }
    const sent = await statementsOf(engine.engine, async () => {
      const error = await expectError(Texts.create({ id: 'zero', text: zero }), ValidationError);
      expect(error.problems).toEqual([expect.objectContaining({ path: 'text' })]);
      for (const filter of [
        { text: zero },
        { text: { $in: [zero] } },
        { text: { $like: zero } },
        { text: { $ilike: zero } },
        { text: { $startsWith: zero } },
        { list: { $contains: zero } },
        { list: { $any: { $eq: zero } } },
        { set: { $overlaps: [zero] } },
        { map: { $hasKey: zero } },
        { [`map.${zero}`]: 'x' },
      ] as Filter<Texts>[]) {
        await expect(ids(filter)).rejects.toMatchObject({
          code: expect.stringMatching(/^POLYDOC_(VALIDATION|INVALID_QUERY)$/),
        });
      }
    });
    expect(sent).toEqual([]);
  });

  itNeeds(['query.anyField', 'query.like'], 'pattern characters', async () => {
    await Texts.insertMany(['p1', 'P1', 'p22', 'p\n3'].map((id) => ({ id, text: id })));
    const found = async (filter: Filter<Texts>): Promise<string[]> =>
      (await ids(filter)).filter((id) => /^p/i.test(id)).sort();
    expect(await found({ text: { $like: 'p_' } })).toEqual(['p1']);
    expect(await found({ text: { $like: 'p%' } })).toEqual(['p\n3', 'p1', 'p22']);
    expect(await found({ text: { $like: 'p__' } })).toEqual(['p\n3', 'p22']);
    expect(await found({ text: { $like: 'P1' } })).toEqual(['P1']);
    expect(await found({ text: { $ilike: 'P_' } })).toEqual(['P1', 'p1']);
    expect(await found({ text: { $like: 'p\\1' } })).toEqual(['p1']);
    // One emoji is one character, though two units of UTF-16.
    expect(await ids({ text: { $like: '__' } })).toContain('\u{1f600}\u{10ffff}');
    await Texts.deleteMany({ id: { $in: ['p1', 'P1', 'p22', 'p\n3'] } });
  });

  itNeeds(['query.anyField', 'query.regex'], 'flags of expressions: i, m and s', async () => {
    await Texts.insertMany(['one\ntwo', 'ONE'].map((id) => ({ id, text: id })));
    const found = async (filter: Filter<Texts>): Promise<string[]> =>
      (await ids(filter)).filter((id) => /one/i.test(id)).sort();
    expect(await found({ text: { $regex: 'one' } })).toEqual(['one\ntwo']);
    expect(await found({ text: { $regex: /one/i } })).toEqual(['ONE', 'one\ntwo']);
    expect(await found({ text: { $regex: /^two/ } })).toEqual([]);
    expect(await found({ text: { $regex: /^two/m } })).toEqual(['one\ntwo']);
    expect(await found({ text: { $regex: /one$/m } })).toEqual(['one\ntwo']);
    expect(await found({ text: { $regex: /one.two/ } })).toEqual([]);
    expect(await found({ text: { $regex: /one.two/s } })).toEqual(['one\ntwo']);
    expect(await found({ text: { $regex: /^ONE.TWO$/is } })).toEqual(['one\ntwo']);
    expect(await found({ text: { $regex: /^one.two$/ims } })).toEqual(['one\ntwo']);
    for (const flag of ['g', 'u', 'y', 'v', 'd']) {
      await expectError(() => Texts.find({ text: { $regex: new RegExp('a', flag) } }), InvalidQueryError, {
        path: 'text',
      });
    }
    await Texts.deleteMany({ id: { $in: ['one\ntwo', 'ONE'] } });
  });
});
