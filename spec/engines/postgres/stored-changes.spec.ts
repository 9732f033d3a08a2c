import type { Assignment } from '../../../lib/query/assignment';
import { Decimal } from '../../../lib/types/decimal';
import { path, update } from '../../compile/postgres/sample-models';
import { ArticleStore, address } from './article-store';
import { sampleArticles } from './sample-articles';

const [FULL] = sampleArticles();
const set = (text: string, value: unknown): Assignment => ({ kind: 'set', path: path(text), value });
const compute = (kind: 'increment' | 'multiply' | 'min' | 'max', text: string, operand: unknown): Assignment => ({
  kind,
  path: path(text),
  operand,
});
const list = (kind: 'push' | 'prepend' | 'pull' | 'addToSet', text: string, ...values: unknown[]): Assignment => ({
  kind,
  path: path(text),
  values,
});
const unset = (text: string): Assignment => ({ kind: 'unset', path: path(text) });
const put = (text: string, ...entries: [unknown, unknown][]): Assignment => ({
  kind: 'put',
  path: path(text),
  entries,
});
const setIndex = (text: string, index: number, value: unknown): Assignment => ({
  kind: 'setIndex',
  path: path(text),
  index,
  value,
});
const removeIndex = (text: string, index: number): Assignment => ({ kind: 'removeIndex', path: path(text), index });

describe.each(['postgres', 'pglite'] as const)('changes on %s', (name) => {
  let store: ArticleStore;

  beforeAll(async () => {
    store = await ArticleStore.open(name);
  }, 60_000);
  beforeEach(() => store.reset(sampleArticles()));
  afterAll(() => store?.close(), 60_000);

  /** Applies changes to an article; how many rows they reached. */
  const change = (id: number, ...assignments: Assignment[]): Promise<number> =>
    store.affected(update({ assignments, where: { kind: 'key', values: [id] } }));

  it('give back every value as it was written', async () => {
    expect(await store.articles()).toEqual(sampleArticles());
  });

  it('keep siblings of nested paths', async () => {
    await change(
      1,
      set('address.city', 'Rome'),
      compute('increment', 'address.visits', -7n),
      list('push', 'address.tags', 't2', 't3'),
      unset('address.zip'),
      compute('multiply', 'address.price', new Decimal(3)),
      compute('max', 'address.since', new Date(5)),
      set('lines.1.city', 'LL'),
    );
    const article = await store.article(1);
    expect(article.address).toEqual(
      address({
        city: 'Rome',
        tags: ['t1', 't2', 't3'],
        visits: 9_223_372_036_854_775_800n,
        price: new Decimal('3e-12'),
        since: new Date(5),
        raw: new Uint8Array([0, 255, 1]),
      }),
    );
    expect(article.lines).toEqual([address({ city: 'L0', zip: 1 }), address({ city: 'LL', zip: 2 })]);
  });

  it('apply every operator to what is stored', async () => {
    await change(
      1,
      list('pull', 'tags', 'a', 'zz'),
      list('addToSet', 'scores', 3, 4, 4),
      list('addToSet', 'labels', 'y', 'z', 'z'),
      put('prefs', ['n', 3]),
      removeIndex('lines', 0),
      compute('min', 'views', 2),
      compute('multiply', 'price', new Decimal(2)),
    );
    expect(await store.article(1)).toMatchObject({
      tags: ['b,"c\\', ''],
      scores: [1, 2, 3, 4],
      labels: new Set(['x', 'y', 'z']),
      prefs: new Map([
        ['k', 1],
        ['n', 3],
        ['__proto__', 2],
      ]),
      lines: [address({ city: 'L1', zip: 2 })],
      views: 2,
      price: new Decimal(25),
    });
  });

  it('make what is missing on the way', async () => {
    await change(
      2,
      compute('increment', 'views', 3),
      compute('multiply', 'price', new Decimal(4)),
      compute('max', 'rev', 3),
      list('push', 'tags', 'n'),
      list('addToSet', 'labels', 'n'),
      list('pull', 'scores', 1),
      put('prefs', ['n', 3]),
      set('address.city', 'New'),
      compute('increment', 'address.zip', 2),
      compute('min', 'address.since', new Date(7)),
    );
    expect(await store.article(2)).toMatchObject({
      views: 3,
      price: new Decimal(0),
      rev: 3,
      tags: ['n'],
      labels: new Set(['n']),
      scores: null,
      prefs: new Map([['n', 3]]),
      address: address({ city: 'New', zip: 2, since: new Date(7) }),
    });
  });

  it('replace and remove elements of lists', async () => {
    await change(1, setIndex('scores', 1, 9), setIndex('lines', 0, address({ city: 'N' })), removeIndex('tags', 1));
    await change(1, compute('increment', 'scores.0', 10));
    await change(1, removeIndex('scores', 2), list('prepend', 'tags', 'p'), list('pull', 'labels', 'x'));
    expect(await store.article(1)).toMatchObject({
      scores: [11, 9],
      lines: [address({ city: 'N' }), address({ city: 'L1', zip: 2 })],
      tags: ['p', 'a', ''],
      labels: new Set(['y']),
    });
  });

  it('reach no row whose list has no such element', async () => {
    expect(await change(1, set('title', 'x'), setIndex('scores', 3, 9))).toBe(0);
    expect(await change(2, setIndex('scores', 0, 9))).toBe(0);
    expect(await change(1, setIndex('lines', 2, address({})))).toBe(0);
    expect(await change(1, set('lines.2.city', 'x'))).toBe(0);
    expect(await store.article(1)).toEqual(FULL);
  });

  it('take values away', async () => {
    const removeKey: Assignment = { kind: 'removeKey', path: path('prefs'), key: 'k' };
    await change(1, unset('tags'), set('meta', null), removeKey, unset('address.raw'), unset('address.tags'));
    const { tags, meta, prefs, address: stored } = await store.article(1);
    expect([tags, meta, prefs]).toEqual([null, null, new Map([['__proto__', 2]])]);
    expect(Object.keys(stored as object).sort()).toEqual(['city', 'price', 'since', 'visits', 'zip']);
    await change(2, unset('address.city'));
    expect((await store.article(2)).address).toBeNull();
  });

  it('apply only under the condition', async () => {
    const condition = { kind: 'compare' as const, path: path('rev'), operator: 'eq' as const };
    const write = (rev: number) =>
      store.run(
        update({
          assignments: [set('title', 'x'), compute('increment', 'rev', 1)],
          condition: { ...condition, operand: { kind: 'value', value: rev } },
          returning: [path('rev')],
        }),
      );
    expect((await write(1)).rows).toEqual([['2']]);
    expect((await write(1)).affected).toBe(0);
  });
});
