import { DocumentNotFoundError, InvalidQueryError, ReadOnlyError, ValidationError } from '../../lib';
import { MovieViews } from '../../models-example';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { statementsOf } from '../support/statements-of';

let next = 0;

function freshKey(): string {
  next += 1;
  return `00000000-0000-4000-8000-${String(next).padStart(12, '0')}`;
}

describeEachEngine('counters', (engine) => {
  if (engine.has('counter')) engine.useModels(MovieViews);

  itNeeds('counter', 'increment creates the row, and a counter never written reads as 0n', async () => {
    const views = MovieViews.build({ movieId: freshKey() });
    expect(await views.increment({ views: 2 })).toBe(views);
    expect(views).toMatchObject({ views: 2n, likes: 0n });
    expect([views.isNew, views.isDirty()]).toEqual([false, false]);
    const stored = await MovieViews.get(views.movieId);
    expect({ ...stored }).toEqual({ movieId: views.movieId, views: 2n, likes: 0n });
  });

  itNeeds('counter', 'increment and decrement add to what is stored, and memory shows the sum', async () => {
    const movieId = freshKey();
    const mine = MovieViews.build({ movieId });
    await mine.increment({ views: 5n, likes: 1 });
    const theirs = await MovieViews.get(movieId);
    await theirs.increment({ views: 10 });
    await mine.decrement({ views: 1, likes: 3n });
    expect(mine).toMatchObject({ views: 14n, likes: -2n });
    expect(await MovieViews.get(movieId)).toEqual(mine);
  });

  itNeeds('counter', 'the static form takes the key', async () => {
    const movieId = freshKey();
    await MovieViews.increment(movieId, { views: 1n });
    await MovieViews.increment({ movieId }, { views: 1n, likes: 7 });
    await MovieViews.decrement(movieId, { likes: 2 });
    expect(await MovieViews.get(movieId)).toMatchObject({ views: 2n, likes: 5n });
  });

  itNeeds('counter', 'concurrent increments sum up exactly', async () => {
    const movieId = freshKey();
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => MovieViews.increment(movieId, { views: index, likes: -1n })),
    );
    expect(await MovieViews.get(movieId)).toMatchObject({ views: 4950n, likes: -100n });
  });

  itNeeds('counter', 'counts beyond what a number holds', async () => {
    const movieId = freshKey();
    await MovieViews.increment(movieId, { views: 2n ** 63n - 2n });
    await MovieViews.increment(movieId, { views: 1 });
    expect((await MovieViews.get(movieId)).views).toBe(2n ** 63n - 1n);
  });

  itNeeds('counter', 'a counter that would go beyond 64 bits is refused by name, and keeps its value', async () => {
    const movieId = freshKey();
    const views = MovieViews.build({ movieId });
    await views.increment({ views: 2n ** 63n - 1n, likes: 1 });
    const range = expect.objectContaining({ path: 'views', constraint: 'range' });
    await expectError(views.increment({ views: 1 }), ValidationError, { model: 'MovieViews', problems: [range] });
    const either = await expectError(MovieViews.increment(movieId, { views: 1, likes: 1 }), ValidationError);
    expect(either.problems.map(({ path }) => path)).toEqual(['views', 'likes']);
    expect(views).toMatchObject({ views: 2n ** 63n - 1n, likes: 1n });
    expect(await MovieViews.get(movieId)).toEqual(views);
  });

  itNeeds('counter', 'refresh and delete work', async () => {
    const movieId = freshKey();
    const views = MovieViews.build({ movieId });
    await expectError(views.refresh(), DocumentNotFoundError);
    await views.increment({ views: 1 });
    await MovieViews.increment(movieId, { views: 1 });
    await views.refresh();
    expect(views.views).toBe(2n);
    await views.delete();
    expect(await MovieViews.exists({ movieId })).toBe(false);
    await expectError(MovieViews.get(movieId), DocumentNotFoundError);
  });

  itNeeds('counter', 'save, insert and update are refused at run time too', async () => {
    const views = MovieViews.build({ movieId: freshKey() });
    const sent = await statementsOf(engine.engine, async () => {
      for (const method of ['save', 'insert', 'update', 'saveJson', 'touch', 'deleteColumns', 'restore']) {
        const write: unknown = Reflect.get(views, method);
        if (typeof write !== 'function') continue;
        await expectError(() => Reflect.apply(write, views, [{ views: 1n }]), ReadOnlyError, { model: 'MovieViews' });
      }
      for (const method of ['create', 'insertMany', 'saveMany']) {
        const write: unknown = Reflect.get(MovieViews, method);
        if (typeof write !== 'function') continue;
        await expectError(() => Reflect.apply(write, MovieViews, [[{ views: 1n }]]), ReadOnlyError);
      }
    });
    expect(sent).toEqual([]);
    for (const method of ['save', 'insert', 'update']) expect(typeof Reflect.get(views, method)).toBe('function');
  });

  itNeeds('counter', 'deltas that cannot be meant are refused before any I/O', async () => {
    const movieId = freshKey();
    const bad: readonly object[] = [
      { views: 1.5 },
      { views: '1' },
      { views: Number.NaN },
      { nothing: 1 },
      { movieId: 1 },
      { views: null },
    ];
    const sent = await statementsOf(engine.engine, async () => {
      for (const deltas of bad) {
        await expectError(() => MovieViews.increment(movieId, deltas), InvalidQueryError, { model: 'MovieViews' });
        await expectError(() => MovieViews.build({ movieId }).increment(deltas), InvalidQueryError);
      }
      await expectError(() => MovieViews.increment('no uuid', { views: 1 }), InvalidQueryError);
      await expectError(() => MovieViews.increment(movieId, { views: 1 }, { ttl: 5 }), InvalidQueryError);
    });
    expect(sent).toEqual([]);
  });

  itNeeds(['counter', 'transaction'], 'an aborted transaction takes the increment back', async () => {
    const views = MovieViews.build({ movieId: freshKey() });
    await views.increment({ views: 1 });
    await expect(
      engine.engine.transaction(async () => {
        await views.increment({ views: 5 });
        expect(views.views).toBe(6n);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(views.views).toBe(1n);
    expect((await MovieViews.get(views.movieId)).views).toBe(1n);
  });

  itNeeds(['counter', 'query.anyField'], 'counters can be asked for', async () => {
    const [few, many] = [freshKey(), freshKey()];
    await MovieViews.increment(few, { likes: 1000 });
    await MovieViews.increment(many, { likes: 2000 });
    const found = await MovieViews.find({ likes: { $gte: 1000n } }).orderBy('-likes');
    expect(found.map((views) => views.movieId)).toEqual([many, few]);
  });
});
