import { InvalidQueryError, Page } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Sample } from '../support/filters/sample';
import { statementsOf } from '../support/statements-of';

describeEachEngine('pages by number', (engine) => {
  engine.useModels(Sample);

  beforeAll(async () => {
    await Sample.truncate();
    await Sample.insertMany(Array.from({ length: 23 }, (_, id) => ({ id, age: id % 2, name: `n${id}` })));
  });

  itNeeds('page.offset', 'items, total, pages, hasNext', async () => {
    const first = await Sample.find().page({ page: 1, perPage: 10 });
    expect(first).toBeInstanceOf(Page);
    expect(first.items.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(first.items[0]).toBeInstanceOf(Sample);
    expect(first).toMatchObject({ total: 23, page: 1, perPage: 10, pages: 3, hasNext: true });
    const last = await Sample.find().page({ page: 3, perPage: 10 });
    expect(last.items.map(({ id }) => id)).toEqual([20, 21, 22]);
    expect(last.hasNext).toBe(false);
  });

  itNeeds('page.offset', 'page 1 of 10 unless stated', async () => {
    expect(await Sample.find().page()).toMatchObject({ page: 1, perPage: 10, total: 23 });
    expect((await Sample.find().page({ perPage: 23 })).hasNext).toBe(false);
  });

  itNeeds('page.offset', 'beyond the end there are no items, and the total stays', async () => {
    const page = await Sample.find().page({ page: 9, perPage: 10 });
    expect(page).toMatchObject({ items: [], total: 23, pages: 3, hasNext: false, page: 9 });
    const none = await Sample.find({ id: -1 }).page({});
    expect(none).toMatchObject({ items: [], total: 0, pages: 0, hasNext: false });
  });

  itNeeds('page.offset', 'pages of an order with ties neither skip nor repeat', async () => {
    const query = Sample.find({ id: { $lt: 20 } }).orderBy('-age');
    const pages = await Promise.all([1, 2, 3, 4, 5].map((page) => query.page({ page, perPage: 4 })));
    const ids = pages.flatMap(({ items }) => items.map(({ id }) => id));
    expect(ids).toEqual((await query).map(({ id }) => id));
    expect(new Set(ids).size).toBe(20);
  });

  itNeeds('page.offset', 'is iterable, and maps its items', async () => {
    const page = await Sample.find().page({ perPage: 2 });
    expect([...page].map(({ id }) => id)).toEqual([0, 1]);
    const names = page.map(({ name }, index) => `${index}${name}`);
    expect(names).toBeInstanceOf(Page);
    expect(names).toMatchObject({ items: ['0n0', '1n1'], total: 23, page: 1, perPage: 2, pages: 12, hasNext: true });
  });

  itNeeds('page.offset', 'with rows of another form', async () => {
    expect((await Sample.find().lean().page({ perPage: 1 })).items).toEqual([expect.objectContaining({ id: 0 })]);
    expect((await Sample.find().select('name').page({ page: 2, perPage: 1 })).items).toEqual([{ name: 'n1' }]);
  });

  test('numbers from 1, and no limit or skip of its own', async () => {
    const sent = await statementsOf(engine.engine, async () => {
      await expectError(Sample.find().page({ page: 0 }), InvalidQueryError);
      await expectError(Sample.find().page({ perPage: 0 }), InvalidQueryError);
      await expectError(Sample.find().limit(5).page({}), InvalidQueryError);
      await expectError(Sample.find().skip(5).page({}), InvalidQueryError);
    });
    expect(sent).toEqual([]);
  });
});
