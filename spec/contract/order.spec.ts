import fc from 'fast-check';
import { ClusteringKey, Document, Entity, Field, InvalidQueryError, PrimaryKey, type Query } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { sampleAttributes } from '../support/filters/arbitrary-sample';
import { valueAt } from '../support/filters/reference-filter';
import { order } from '../support/filters/reference-values';
import { Sample } from '../support/filters/sample';
import { statementsOf } from '../support/statements-of';

const TEXTS = ['', '\n', ' ', 'A', 'B', 'Z', '_', 'a', 'aA', 'aa', 'b', 'É', 'é', 'e\u0301', '€', '\ud7ff', '\ue000'];
const BEYOND = ['\uffff', '\u{10000}', '\u{1f600}', '\u{10ffff}'];

@Entity()
class Word extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string', nullable: true }) text?: string | null;

  @Field({ type: 'int' }) rank = 0;

  @Field({ type: { map: ['string', 'string'] } }) map: Map<string, string> = new Map();
}

@Entity()
class Reading extends Document {
  @PrimaryKey({ type: 'string' }) station!: string;

  @ClusteringKey({ type: 'int', order: 'desc' }) day!: number;

  @ClusteringKey({ type: 'string' }) part!: string;

  @Field({ type: 'int' }) value = 0;
}

interface Term {
  readonly path: string;
  readonly dir: 'asc' | 'desc';
  readonly nulls: 'first' | 'last' | undefined;
}

const PATHS = [
  'name',
  'age',
  'big',
  'ratio',
  'price',
  'active',
  'at',
  'main.n',
  'main.name',
  'prefs.a',
  'tags.0',
  'byName.a.n',
];
const terms = fc.uniqueArray(
  fc.record({
    path: fc.constantFrom(...PATHS),
    dir: fc.constantFrom('asc' as const, 'desc' as const),
    nulls: fc.constantFrom('first' as const, 'last' as const, undefined),
  }),
  { minLength: 1, maxLength: 3, selector: ({ path }) => path },
);

function compareBy({ path, dir, nulls }: Term, a: Sample, b: Sample): number {
  const [left, right] = [valueAt(a, path), valueAt(b, path)];
  if (left === null || right === null) {
    const nullsFirst = (nulls ?? (dir === 'asc' ? 'first' : 'last')) === 'first';
    if (left === right) return 0;
    return (left === null) === nullsFirst ? -1 : 1;
  }
  return dir === 'asc' ? order(left, right) : order(right, left);
}

function sortedIds(samples: readonly Sample[], by: readonly Term[]): number[] {
  const compared = (a: Sample, b: Sample): number =>
    by.map((term) => compareBy(term, a, b)).find((sign) => sign !== 0) ?? a.id - b.id;
  return [...samples].sort(compared).map(({ id }) => id);
}

function orderedBy(by: readonly Term[]): Query<Sample> {
  const payload = by.map(({ path, dir, nulls }) => ({ [path]: nulls === undefined ? dir : { dir, nulls } }));
  return Sample.find().orderBy(payload as never);
}

async function streamed(query: Query<Sample>): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of query) ids.push(id);
  return ids;
}

describeEachEngine('order', (engine) => {
  engine.useModels(Word, Reading, Sample);

  beforeEach(() => Promise.all([Word.truncate(), Reading.truncate()]));

  async function words(rows: readonly { id: string; text?: string | null; rank?: number }[]): Promise<void> {
    await Word.insertMany(rows);
  }

  async function wordIds(query: Query<Word>): Promise<string> {
    return (await query.values('id')).join('');
  }

  test('text is ordered by code point, as a field, as a key and inside a map', async () => {
    const sorted = [...TEXTS, ...BEYOND].sort((a, b) => order(a, b));
    expect(sorted.slice(-BEYOND.length)).toEqual(BEYOND);
    await Word.insertMany(sorted.map((text) => ({ id: text, text, map: { k: text } })).reverse());
    expect((await Word.find().orderBy('text')).map(({ text }) => text)).toEqual(sorted);
    expect((await Word.find().orderBy('-text')).map(({ text }) => text)).toEqual([...sorted].reverse());
    expect((await Word.find()).map(({ id }) => id)).toEqual(sorted);
    expect((await Word.find().orderBy('map.k')).map(({ id }) => id)).toEqual(sorted);
    expect(await Word.distinct('text')).toEqual(sorted);
    expect([await Word.find().min('text'), await Word.find().max('text')]).toEqual(['', '\u{10ffff}']);
    const middle = sorted.indexOf('é');
    expect((await Word.find({ text: { $gt: 'é' } })).map(({ id }) => id)).toEqual(sorted.slice(middle + 1));
    expect((await Word.find({ 'map.k': { $lte: 'é' } })).map(({ id }) => id)).toEqual(sorted.slice(0, middle + 1));
  });

  test('null is the smallest unless stated', async () => {
    await words([{ id: 'a', text: 'x' }, { id: 'b', text: null }, { id: 'c', text: '' }, { id: 'd' }]);
    expect(await wordIds(Word.find().orderBy('text'))).toBe('bdca');
    expect(await wordIds(Word.find().orderBy('-text'))).toBe('acbd');
    expect(await wordIds(Word.find().orderBy({ text: { dir: 'asc', nulls: 'last' } }))).toBe('cabd');
    expect(await wordIds(Word.find().orderBy({ text: { dir: 'desc', nulls: 'first' } }))).toBe('bdac');
    expect(await wordIds(Word.find().orderBy({ text: { dir: 'asc', nulls: 'first' } }))).toBe('bdca');
    expect(await wordIds(Word.find().orderBy(Word.fields().text.asc({ nulls: 'last' })))).toBe('cabd');
    expect(await wordIds(Word.find().orderBy('map.none', '-id'))).toBe('dcba');
  });

  test('ties, and reads without an order, are ordered by key', async () => {
    await words(['e', 'b', 'd', 'a', 'c'].map((id, index) => ({ id, rank: index % 2, text: null })));
    expect(await wordIds(Word.find())).toBe('abcde');
    expect(await wordIds(Word.find().orderBy('rank'))).toBe('cdeab');
    expect(await wordIds(Word.find().orderBy('-rank'))).toBe('abcde');
    expect(await wordIds(Word.find().orderBy('-text'))).toBe('abcde');
    expect(await wordIds(Word.find().orderBy('-rank', '-id'))).toBe('baedc');
    expect((await Word.findOne({}))?.id).toBe('a');
    expect((await Word.find().orderBy('rank').first())?.id).toBe('c');
    const pages = await Promise.all([0, 2, 4].map((skip) => wordIds(Word.find().orderBy('rank').skip(skip).limit(2))));
    expect(pages).toEqual(['cd', 'ea', 'b']);
  });

  test('every form of an order', async () => {
    await words([
      { id: 'a', rank: 2 },
      { id: 'b', rank: 1 },
      { id: 'c', rank: 2 },
    ]);
    const fields = Word.fields();
    const same: readonly Query<Word>[] = [
      Word.find().orderBy('-rank', '-id'),
      Word.find().orderBy(['-rank', '-id']),
      Word.find().orderBy(['rank', 'desc'], ['id', 'desc']),
      Word.find().orderBy([['rank', 'desc'], '-id']),
      Word.find().orderBy({ rank: -1, id: 'desc' }),
      Word.find().orderBy({ rank: { dir: 'desc' } }, { id: -1 }),
      Word.find().orderBy(fields.rank.desc(), fields.id.desc()),
      Word.find().orderBy([fields.rank.desc(), '-id']),
      Word.find().orderBy('-rank').orderBy('-id'),
      Word.find().orderBy('-rank', null, undefined, '-id', 'rank'),
    ];
    for (const query of same) expect(await wordIds(query)).toBe('cab');
    // A pair is one only if the second is exactly a direction.
    expect(await wordIds(Word.find().orderBy(['rank', 'id']))).toBe('bac');
  });

  test('an order that cannot be is refused, and nothing is sent', async () => {
    const wrong: readonly unknown[] = [
      'unknown',
      '',
      '-',
      '--rank',
      'rank.x',
      { rank: 2 },
      { rank: 'up' },
      { rank: 'ASC' },
      { rank: { nulls: 'last' } },
      { rank: { dir: 'asc', nulls: 'middle' } },
      { rank: { dir: 'asc', extra: 1 } },
      { unknown: 1 },
      'map',
      true,
      1,
      ['rank', true],
      [['unknown', 'asc']],
      Reading.fields().value.asc(),
    ];
    const sent = await statementsOf(engine.engine, async () => {
      for (const payload of wrong) await expectError(() => Word.find().orderBy(payload as never), InvalidQueryError);
    });
    expect(sent).toEqual([]);
  });

  test('rows of a partition come in clustering order, also without a stated order', async () => {
    const rows = ['s', 'r'].flatMap((station) =>
      [1, 2, 3].flatMap((day) => ['b', 'a'].map((part) => ({ station, day, part, value: day % 2 }))),
    );
    await Reading.insertMany(rows);
    const keys = async (query: Query<Reading>): Promise<string[]> =>
      (await query.values('station', 'day', 'part')).map((key) => key.join(''));
    expect(await keys(Reading.find({ station: 's' }))).toEqual(['s3a', 's3b', 's2a', 's2b', 's1a', 's1b']);
    expect(await keys(Reading.find({ station: 's', day: 2 }))).toEqual(['s2a', 's2b']);
    expect(await keys(Reading.find({ station: 's' }).orderBy('day'))).toEqual([
      's1a',
      's1b',
      's2a',
      's2b',
      's3a',
      's3b',
    ]);
    if (!engine.has('query.anyField')) return;
    expect((await keys(Reading.find())).slice(0, 3)).toEqual(['r3a', 'r3b', 'r2a']);
    expect(await keys(Reading.find({ station: 's' }).orderBy('value'))).toEqual([
      's2a',
      's2b',
      's3a',
      's3b',
      's1a',
      's1b',
    ]);
  });

  itNeeds(
    'query.anyField',
    'random orders of random rows: as sorted here, read at once, streamed and skipped through',
    async () => {
      const property = fc.asyncProperty(
        fc.array(sampleAttributes, { minLength: 2, maxLength: 12 }),
        fc.array(terms, { minLength: 3, maxLength: 5 }),
        fc.integer({ min: 1, max: 4 }),
        async (attributes, orders, size) => {
          const samples = attributes.map((given, id) => Sample.build({ ...given, id }));
          await Sample.truncate();
          await Sample.insertMany(samples);
          for (const by of orders) {
            const expected = sortedIds(samples, by);
            const query = orderedBy(by);
            expect({ by, ids: (await query).map(({ id }) => id) }).toEqual({ by, ids: expected });
            expect({ by, streamed: await streamed(query.fetchSize(size)) }).toEqual({ by, streamed: expected });
            const page = await query.skip(size).limit(size).values('id');
            expect({ by, page: page.flat() }).toEqual({ by, page: expected.slice(size, 2 * size) });
          }
        },
      );
      await fc.assert(property, { numRuns: Number(process.env.POLYDOC_PROPERTY_RUNS ?? 15) });
    },
    120_000,
  );
});
