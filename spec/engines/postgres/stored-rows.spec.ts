import { setTimeout as sleep } from 'node:timers/promises';
import { NO_RUN_OPTIONS } from '../../../lib/contract/driver';
import { pathOf } from '../../../lib/query/field-path';
import { NO_WRITE_OPTIONS } from '../../../lib/query/write-options';
import { animals, find, insert, PAGE_VIEW, path, update } from '../../compile/postgres/sample-models';
import { ArticleStore, insertArticles } from './article-store';
import { sampleArticles } from './sample-articles';

const { root, cat } = animals();
const [FULL, BARE] = sampleArticles();
const SHORT = { ttlSeconds: 0.2, timestampMicros: null };
const setTitle = { kind: 'set' as const, path: path('title'), value: 'assigned' };

describe.each(['postgres', 'pglite'] as const)('rows on %s', (name) => {
  let store: ArticleStore;

  beforeAll(async () => {
    store = await ArticleStore.open(name, PAGE_VIEW, root);
  }, 60_000);
  beforeEach(() => store.reset(sampleArticles()));
  afterAll(() => store?.close(), 60_000);

  it('stand in the way of an insert with their key', async () => {
    expect(await store.affected(insertArticles([BARE]))).toBe(0);
    expect(await store.affected(insertArticles([BARE], { onConflict: 'ignore' }))).toBe(0);
    expect(await store.affected(insertArticles([BARE, { ...BARE, id: 4 }], { onConflict: 'ignore' }))).toBe(1);
  });

  it('are replaced whole, or changed where assignments say so', async () => {
    await store.run(insertArticles([{ ...BARE, id: 1 }], { onConflict: 'replace' }));
    expect(await store.article(1)).toEqual({ ...BARE, id: 1 });
    const returning = [path('title'), path('views')];
    const assigned = insertArticles([{ ...FULL, id: 3 }], {
      onConflict: 'replace',
      onConflictAssign: [setTitle],
      returning,
    });
    expect((await store.run(assigned)).rows).toEqual([['assigned', '0']]);
    expect((await store.run({ ...assigned, rows: insertArticles([{ ...FULL, id: 7 }]).rows })).rows).toEqual([
      ['one', '5'],
    ]);
  });

  it('are gone from the moment they end, and stand in nobody’s way', async () => {
    const short = insert({ rows: [[9, 'short']], options: SHORT });
    expect(await store.affected(short)).toBe(1);
    expect(await store.affected(short)).toBe(0);
    await sleep(300);
    expect(await store.ids({ kind: 'keys', keys: [[9]] })).toEqual([]);
    expect(await store.affected(update({ where: { kind: 'key', values: [9] }, assignments: [setTitle] }))).toBe(0);
    const rows = [
      [9, 'again'],
      [10, 'new'],
    ];
    expect(await store.affected(insert({ rows }))).toBe(2);
  });

  it('are replaced, not assigned to, once they have ended', async () => {
    await store.run(insertArticles([{ ...FULL, id: 9 }], { options: SHORT }));
    await sleep(300);
    const returning = [path('title'), path('views')];
    const parts = { onConflict: 'replace' as const, onConflictAssign: [setTitle], returning };
    expect((await store.run(insert({ rows: [[9, 'whole']], ...parts }))).rows).toEqual([['whole', null]]);
    expect(await store.ids({ kind: 'key', values: [9] })).toEqual([9]);
  });

  it('end within a transaction that goes on', async () => {
    await store.run(insert({ rows: [[9, 'short']], options: SHORT }));
    await store.connection.execute('BEGIN', [], NO_RUN_OPTIONS);
    expect(await store.ids({ kind: 'key', values: [9] })).toEqual([9]);
    await sleep(300);
    expect(await store.ids({ kind: 'key', values: [9] })).toEqual([]);
    await store.connection.execute('COMMIT', [], NO_RUN_OPTIONS);
  });

  it('of several classes of a table leave nothing of the one before', async () => {
    const dog = root.discriminator?.members().get('dog');
    if (dog === undefined) throw new Error('there are dogs');
    const write = (model: typeof cat, row: unknown[]) =>
      store.run(insert({ model, fields: model.fields, rows: [row], onConflict: 'replace' }));
    await write(dog, [1, 'dog', 'poodle']);
    await write(cat, [1, 'cat', '9']);
    const selection = [...cat.fields, ...dog.fields.slice(2)].map(pathOf);
    expect((await store.run(find({ model: root, selection }))).rows).toEqual([['1', 'cat', '9', null]]);
  });

  it('count', async () => {
    const [, views] = PAGE_VIEW.fields;
    if (views === undefined) throw new Error('there are counters');
    const count = (by: bigint) =>
      store.run({
        kind: 'increment',
        model: PAGE_VIEW,
        key: ['/'],
        deltas: [{ field: views, by }],
        returning: [pathOf(views)],
      });
    expect((await count(5n)).rows).toEqual([['5']]);
    expect((await count(-7n)).rows).toEqual([['-2']]);
  });

  it('are removed', async () => {
    const where = { kind: 'key' as const, values: [1] };
    const operation = { kind: 'delete' as const, model: find().model, ifExists: false, options: NO_WRITE_OPTIONS };
    expect(await store.affected({ ...operation, where, condition: { kind: 'never' } })).toBe(0);
    expect(await store.affected({ ...operation, where, condition: null })).toBe(1);
    expect(await store.ids({ kind: 'always' })).toEqual([2, 3]);
  });
});
