import { InvalidQueryError } from '../../../lib/errors';
import { Page } from '../../../lib/query/page';
import { Query } from '../../../lib/query/query';
import { start, step } from './list-runner';
import { USER } from './sample-model';

describe('the terminals of a query', () => {
  it('sends nothing where nothing can match', async () => {
    for (const nothing of [start(['a']).query.limit(0), start(['a']).query.where({ age: { $in: [] } })]) {
      expect(await nothing).toEqual([]);
      expect(await nothing.first()).toBeNull();
      await expect(nothing.one()).rejects.toMatchObject({ code: 'POLYDOC_DOCUMENT_NOT_FOUND' });
      expect(await nothing.count()).toBe(0);
      expect(await nothing.exists()).toBe(false);
      expect(await nothing.distinct('age')).toEqual([]);
      expect(await nothing.values('age')).toEqual([]);
      for await (const _ of nothing) throw new Error('There is one.');
      for await (const _ of nothing.batches(2)) throw new Error('There is one.');
      expect(Query.runnerOf(nothing)).toMatchObject({ calls: [] });
    }
    const { query, runner } = start(['a']);
    const never = query.where({ age: { $in: [] } });
    expect(await never.update({ age: 1 })).toBe(0);
    expect(await never.delete()).toBe(0);
    await expect(step(never, 'update', { nope: 1 })).rejects.toThrow(InvalidQueryError);
    expect((await never.page()).items).toEqual([]);
    expect(runner.calls).toEqual([]);
  });

  it('reads no more rows than first, one and exists need', async () => {
    const { query, runner } = start(['a', 'b', 'c']);
    expect(await query.first()).toBe('a');
    expect(runner.last.limit).toBe(1);
    await expect(query.one()).rejects.toMatchObject({ code: 'POLYDOC_MULTIPLE_DOCUMENTS_FOUND' });
    expect(runner.last.limit).toBe(2);
    expect(await query.limit(1).one()).toBe('a');
    expect(runner.last.limit).toBe(1);
    expect(await query.exists()).toBe(true);
    expect(runner.last.limit).toBe(1);
    await expect(start().query.one()).rejects.toMatchObject({ code: 'POLYDOC_DOCUMENT_NOT_FOUND' });
  });

  it('counts with skip and limit', async () => {
    const { query } = start(['a', 'b', 'c']);
    expect(await query.count()).toBe(3);
    expect(await query.skip(1).count()).toBe(2);
    expect(await query.skip(5).count()).toBe(0);
    expect(await query.limit(2).count()).toBe(2);
    expect(await query.skip(2).limit(2).count()).toBe(1);
    expect(await query.skip(2).exists()).toBe(true);
    expect(await query.skip(3).exists()).toBe(false);
  });

  it('computes with the types of the field', async () => {
    const { query, runner } = start();
    const typeOf = async (name: string, field: string): Promise<unknown> => {
      await step(query, name, field);
      const computations: unknown = runner.calls.at(-1)?.extra;
      return Array.isArray(computations) ? computations[0].type.kind : null;
    };
    expect(await typeOf('sum', 'age')).toBe('double');
    expect(await typeOf('sum', 'total')).toBe('varint');
    expect(await typeOf('sum', 'price')).toBe('decimal');
    expect(await typeOf('avg', 'score')).toBe('double');
    expect(await typeOf('avg', 'total')).toBe('decimal');
    expect(await typeOf('min', 'bornAt')).toBe('timestamp');
    expect(await query.max('age')).toBeNull();
    await expect(step(query, 'sum', 'name')).rejects.toThrow(InvalidQueryError);
    await expect(step(query, 'max', 'tags')).rejects.toThrow(InvalidQueryError);
    await expect(step(query.limit(1), 'sum', 'age')).rejects.toThrow(InvalidQueryError);
  });

  it('unpacks distinct values and gives tuples as they are', async () => {
    const { query, runner } = start([[1], [null]]);
    expect(await query.distinct('age')).toEqual([1, null]);
    expect(runner.last).toMatchObject({ distinct: true, form: { kind: 'values' }, orderBy: [{ direction: 'asc' }] });
    await query.orderBy('-age', 'name').distinct('age');
    expect(runner.last.orderBy).toMatchObject([{ path: { text: 'age' }, direction: 'desc' }]);
    await query.distinct('tags');
    expect(runner.last.orderBy).toEqual([]);
    expect(await query.values('age')).toEqual([[1], [null]]);
    expect(runner.last).toMatchObject({ distinct: false, form: { kind: 'values' } });
    await expect(step(query, 'values')).rejects.toThrow(InvalidQueryError);
  });

  it('states the form of the results', () => {
    const { query } = start();
    expect(Query.stateOf(query).form).toEqual({ kind: 'document' });
    expect(Query.stateOf(query.lean()).form).toEqual({ kind: 'lean' });
    const selected = Query.stateOf(query.lean().select('address', 'address.city', 'email', 'email'));
    expect(selected.form).toEqual({ kind: 'partial' });
    expect(selected.selection?.map(({ text }) => text)).toEqual(['address', 'email']);
    expect(Query.stateOf(query.select('email').lean()).form).toEqual({ kind: 'partial' });
    const deferred = Query.stateOf(query.defer('tags')).selection?.map(({ text }) => text);
    expect(deferred).toHaveLength(USER.fields.length - 1);
    class Summary {}
    const dto = Query.stateOf(query.select('email').as(Summary));
    expect(dto).toMatchObject({ form: { kind: 'dto', class: Summary }, selection: [{ text: 'email' }] });
  });

  it('streams, and leaves the source when the loop is left', async () => {
    const { query, runner } = start(['a', 'b', 'c', 'd', 'e']);
    const seen: unknown[] = [];
    for await (const one of query) {
      seen.push(one);
      if (seen.length === 3) break;
    }
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(runner.closed).toBe(1);
    expect(runner.calls.at(-1)?.extra).toBe(500);
    for await (const _ of query.fetchSize(7)) break;
    expect(runner.calls.at(-1)?.extra).toBe(7);
    const batches: unknown[] = [];
    for await (const batch of query.batches(3)) batches.push(batch);
    expect(batches).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ]);
    for await (const _ of query.batches(1)) break;
    expect(runner.closed).toBe(4);
  });

  it('refuses set-based writes that are probably not meant', async () => {
    const { query, runner } = start(['a']);
    await expect(query.update({ age: 1 })).rejects.toThrow(InvalidQueryError);
    await expect(query.delete()).rejects.toThrow(InvalidQueryError);
    await expect(query.where({}).delete()).rejects.toThrow(InvalidQueryError);
    await expect(query.where({ age: { $nin: [] } }).delete()).rejects.toThrow(InvalidQueryError);
    for (const shaped of [query.orderBy('age'), query.limit(1), query.skip(1)]) {
      await expect(shaped.delete({ all: true })).rejects.toThrow(InvalidQueryError);
    }
    expect(runner.calls).toEqual([]);
    expect(await query.delete({ all: true })).toBe(1);
    expect(await query.where({ age: 1 }).update({ age: 2 })).toBe(1);
    expect(runner.calls.map(({ method }) => method)).toEqual(['delete', 'update']);
    expect(await query.explain()).toBe('plan');
  });

  describe('page', () => {
    it('gives one page and the total', async () => {
      const { query, runner } = start(['a', 'b', 'c', 'd', 'e']);
      const page = await query.page({ page: 2, perPage: 2 });
      expect(page).toMatchObject({ items: ['c', 'd'], total: 5, page: 2, perPage: 2, pages: 3, hasNext: true });
      expect([...page]).toEqual(['c', 'd']);
      expect((await query.page({ page: 3, perPage: 2 })).hasNext).toBe(false);
      const before = runner.calls.length;
      expect((await query.page({ page: 4, perPage: 2 })).items).toEqual([]);
      expect(runner.calls).toHaveLength(before + 1);
      expect(await start().query.page()).toMatchObject({
        items: [],
        total: 0,
        page: 1,
        perPage: 10,
        pages: 0,
        hasNext: false,
      });
    });

    it('maps', () => {
      expect(new Page([1, 2], 5, 1, 2).map((item, index) => item * 10 + index)).toEqual(new Page([10, 21], 5, 1, 2));
    });

    it.each([{ page: 0 }, { page: 1.5 }, { perPage: 0 }, { perPage: -1 }, { page: 2 ** 52, perPage: 100 }])(
      'refuses %j',
      async (request) => {
        await expect(start().query.page(request)).rejects.toThrow(InvalidQueryError);
      },
    );

    it('refuses limit and skip', async () => {
      await expect(start().query.limit(1).page()).rejects.toThrow(InvalidQueryError);
      await expect(start().query.skip(1).page()).rejects.toThrow(InvalidQueryError);
    });
  });
});
