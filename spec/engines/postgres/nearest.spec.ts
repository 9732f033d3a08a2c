import fc from 'fast-check';
import { createEngine, Document, Entity, Field, Index, InvalidQueryError, PrimaryKey, Vector } from '../../../lib';
import { expectError } from '../../support/expect-error';

@Entity({ name: 'nearest_picture' })
@Index(['colour'], { using: 'vector' })
class Picture extends Document {
  @PrimaryKey({ type: 'int' }) id!: number;

  @Field({ type: 'string' }) title = '';

  @Vector({ dimensions: 3, nullable: true }) colour?: Float32Array | null;
}

@Entity({ name: 'nearest_point' })
class Point extends Document {
  @PrimaryKey({ type: 'int' }) id!: number;

  @Vector({ dimensions: 2 }) at!: Float32Array;
}

const OPEN_TIMEOUT_MS = 60_000;
/** Whole numbers have many equal distances, and their sums of squares are exact. */
const coordinate = fc.integer({ min: -4, max: 4 });
const place = fc.tuple(coordinate, coordinate);

function distance([x, y]: readonly [number, number], [left, top]: readonly [number, number]): number {
  return Math.hypot(x - left, y - top);
}

/** PGlite brings pgvector as a module of its own; polydoc's SQL is the same on a server. */
describe('nearest vectors with pgvector', () => {
  let engine: Awaited<ReturnType<typeof createEngine>>;

  beforeAll(async () => {
    const extensions = { vector: '@electric-sql/pglite-pgvector' };
    engine = await createEngine({ url: 'pglite:', driverOptions: { extensions }, models: [Picture, Point] });
    await engine.syncSchema();
  }, OPEN_TIMEOUT_MS);

  afterAll(() => engine?.close());

  beforeEach(async () => {
    await Picture.truncate();
    await Picture.insertMany([
      { id: 1, title: 'black', colour: new Float32Array([0, 0, 0]) },
      { id: 2, title: 'white', colour: new Float32Array([1, 1, 1]) },
      { id: 3, title: 'red', colour: new Float32Array([1, 0, 0]) },
      { id: 4, title: 'blue', colour: new Float32Array([0, 0, 1]) },
      { id: 5, title: 'none', colour: null },
    ]);
  });

  const near = (...numbers: number[]) => Picture.find().orderBy({ colour: { $near: numbers } });

  it('gives the nearest first, ties by key, and nothing without a vector', async () => {
    expect(await near(0.9, 0, 0).limit(2).values('title')).toEqual([['red'], ['black']]);
    expect(await near(0, 0, 0).values('id')).toEqual([[1], [3], [4], [2]]);
    expect((await near(1, 1, 0.9).first())?.colour).toEqual(new Float32Array([1, 1, 1]));
    expect((await near(0, 0, 0).orderBy('-title')).map(({ title }) => title)).toEqual([
      'black',
      'red',
      'blue',
      'white',
    ]);
  });

  it('goes with filters, skip, pages and counts', async () => {
    const primary = Picture.find({ title: { $in: ['red', 'blue', 'none'] } }).orderBy({
      colour: { $near: [0, 0, 0.6] },
    });
    expect(await primary.values('title')).toEqual([['blue'], ['red']]);
    expect(await primary.skip(1).values('title')).toEqual([['red']]);
    expect(await near(0, 0, 0).count()).toBe(4);
    const page = await near(0, 0, 0).page({ page: 2, perPage: 3 });
    expect([page.total, page.items.map(({ id }) => id)]).toEqual([4, [2]]);
  });

  it('streams in the same order, in a transaction as well', async () => {
    const streamed = async (): Promise<number[]> => {
      const ids: number[] = [];
      for await (const { id } of near(0, 0, 0).fetchSize(1)) ids.push(id);
      return ids;
    };
    expect(await streamed()).toEqual([1, 3, 4, 2]);
    expect(await engine.transaction(streamed)).toEqual([1, 3, 4, 2]);
  });

  it('refuses a vector that does not fit, and asks the store nothing', async () => {
    const operations: string[] = [];
    const stop = engine.on('operation', ({ operation }) => operations.push(operation));
    await expectError(() => near(1, 2), InvalidQueryError, { path: 'colour' });
    await expectError(() => near(1, 2, Number.NaN), InvalidQueryError, { path: 'colour' });
    stop();
    expect(operations).toEqual([]);
  });

  it('agrees with distances computed here', async () => {
    const scene = fc.tuple(fc.array(place, { minLength: 1, maxLength: 12 }), place, fc.integer({ min: 1, max: 12 }));
    await fc.assert(
      fc.asyncProperty(scene, async ([places, from, limit]) => {
        await Point.truncate();
        await Point.insertMany(places.map(([x, y], id) => ({ id, at: new Float32Array([x, y]) })));
        const expected = places
          .map((one, id) => ({ id, far: distance(one, from) }))
          .sort((a, b) => a.far - b.far || a.id - b.id)
          .slice(0, limit);
        const found = await Point.find()
          .orderBy({ at: { $near: from } })
          .limit(limit);
        expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
