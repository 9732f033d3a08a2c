import { InvalidQueryError } from '../../../lib/errors';
import { findOperation } from '../../../lib/query/find-operation';
import type { Computation } from '../../../lib/query/operation';
import { Page } from '../../../lib/query/page';
import { printPredicate } from '../../../lib/query/print-predicate';
import { Query } from '../../../lib/query/query';
import type { QueryRunner } from '../../../lib/query/query-runner';
import { initialState, type QueryState } from '../../../lib/query/query-state';
import { ID, READING, USER } from './sample-model';

interface Row {
  id: string;
  email: string;
  name: string | null;
  age: number | null;
  tags: string[];
  address: { city: string; zip: string | null } | null;
}

/** Holds what it was asked and answers from a list; executing queries is not what is looked at here. */
class ListRunner implements QueryRunner {
  readonly calls: { readonly method: string; readonly state: QueryState; readonly extra?: unknown }[] = [];
  closed = 0;

  constructor(readonly results: readonly unknown[] = []) {}

  get last(): QueryState {
    const call = this.calls.at(-1);
    if (call === undefined) throw new Error('Nothing was run.');
    return call.state;
  }

  scope(state: QueryState): QueryState {
    return state;
  }

  async all(state: QueryState): Promise<unknown[]> {
    this.calls.push({ method: 'all', state });
    return this.results.slice(state.skip, state.limit === null ? undefined : state.skip + state.limit);
  }

  async *batches(state: QueryState, size: number): AsyncGenerator<readonly unknown[], void, void> {
    this.calls.push({ method: 'batches', state, extra: size });
    try {
      for (let start = 0; start < this.results.length; start += 2) yield this.results.slice(start, start + 2);
    } finally {
      this.closed += 1;
    }
  }

  async compute(state: QueryState, computations: readonly Computation[]): Promise<readonly unknown[]> {
    this.calls.push({ method: 'compute', state, extra: computations });
    const most = state.limit === null ? Infinity : state.limit + state.skip;
    return computations.map(({ path }) => (path === null ? BigInt(Math.min(most, this.results.length)) : null));
  }

  async update(state: QueryState, changes: unknown): Promise<number> {
    this.calls.push({ method: 'update', state, extra: changes });
    return this.results.length;
  }

  async delete(state: QueryState): Promise<number> {
    this.calls.push({ method: 'delete', state });
    return this.results.length;
  }

  async explain(state: QueryState): Promise<unknown> {
    this.calls.push({ method: 'explain', state });
    return 'plan';
  }
}

function start(results: readonly unknown[] = []): { readonly query: Query<Row>; readonly runner: ListRunner } {
  const runner = new ListRunner(results);
  return { query: new Query<Row>(initialState(USER), runner), runner };
}

/** The same call with an argument that the compiler would refuse. */
function step(query: Query<Row>, name: string, ...operands: unknown[]): unknown {
  return Reflect.apply(Reflect.get(query, name), query, operands);
}

describe('Query', () => {
  it('does nothing until awaited, then runs afresh each time', async () => {
    const { query, runner } = start(['a', 'b']);
    const derived = query.where({ age: 1 }).limit(1);
    expect(runner.calls).toEqual([]);
    expect(await derived).toEqual(['a']);
    expect(await derived).toEqual(['a']);
    expect(runner.calls).toHaveLength(2);
  });

  it('is immutable', () => {
    const { query } = start();
    const before = Query.stateOf(query);
    const steps = query.where({ age: 1 }).orderBy('name').limit(1).skip(2).select('email').withDeleted().forUpdate();
    expect(Query.stateOf(query)).toBe(before);
    expect(Query.stateOf(query)).toEqual(initialState(USER));
    expect(Object.isFrozen(Query.stateOf(steps))).toBe(true);
  });

  it('rejects as a promise does', async () => {
    const { query, runner } = start();
    const failure = new Error('no');
    runner.all = async () => {
      throw failure;
    };
    await expect(query.all()).rejects.toBe(failure);
    await expect(query.then(undefined, (reason) => [reason])).resolves.toEqual([failure]);
  });

  it('adds filters and orders up', () => {
    const { query } = start();
    const state = Query.stateOf(
      query.where({ age: 1 }).where([]).where({ name: 'x' }).orderBy('-age').orderBy('age', 'name'),
    );
    expect(printPredicate(state.where)).toBe('age = ? and name = ?');
    expect(state.orderBy.map(({ path, direction }) => `${path.text} ${direction}`)).toEqual(['age desc', 'name asc']);
    expect(Query.stateOf(query.where({ id: ID })).where.kind).toBe('key');
  });

  it('takes null and undefined for nothing said', () => {
    const { query } = start();
    for (const nothing of [null, undefined]) {
      const same = query
        .limit(nothing)
        .skip(nothing)
        .perPartitionLimit(nothing)
        .orderBy(nothing)
        .timeout(nothing)
        .signal(nothing)
        .fetchSize(nothing)
        .consistency(nothing)
        .comment(nothing)
        .hint(nothing)
        .readPreference(nothing);
      expect(same).toBe(query);
    }
  });

  it.each([
    ['limit', -1],
    ['limit', 1.5],
    ['limit', Number.NaN],
    ['limit', Infinity],
    ['limit', '1'],
    ['skip', -1],
    ['skip', 0.5],
    ['perPartitionLimit', 0],
    ['timeout', 0],
    ['timeout', -5],
    ['fetchSize', 0],
    ['signal', {}],
    ['consistency', 'most'],
    ['comment', 1],
    ['readPreference', {}],
    ['where', undefined],
    ['where', true],
    ['orderBy', 'nope'],
    ['select', 'nope'],
    ['select', 'tags.0'],
    ['select', 1],
    ['defer', 'nope'],
    ['defer', 'address.city'],
    ['as', class Empty {}],
    ['forUpdate', { nowait: true, skipLocked: true }],
    ['batches', 0],
  ])('refuses %s(%p) at once', (name, operand) => {
    expect(() => step(start().query, name, operand)).toThrow(InvalidQueryError);
  });

  it('refuses an empty selection and one without fields', () => {
    expect(() => step(start().query, 'select')).toThrow(InvalidQueryError);
    expect(() => step(start().query, 'defer', ...USER.fields.map(({ property }) => property))).toThrow(
      InvalidQueryError,
    );
  });

  it('knows soft-deleted documents only where there are some', () => {
    const reading = new Query<{ sensor: string }>(initialState(READING), new ListRunner());
    expect(() => reading.onlyDeleted()).toThrow(InvalidQueryError);
    expect(Query.stateOf(reading.withDeleted()).visibility.deleted).toBe('include');
    expect(Query.stateOf(start().query.onlyDeleted()).visibility.deleted).toBe('only');
  });

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

  it('keeps what it is told for the execution', () => {
    const { signal } = new AbortController();
    const state = Query.stateOf(
      start()
        .query.timeout(5)
        .signal(signal)
        .fetchSize(3)
        .consistency('quorum')
        .allowFiltering()
        .comment('why')
        .hint('index')
        .readPreference('nearest')
        .perPartitionLimit(2)
        .forUpdate({ skipLocked: true }),
    );
    expect(state.run).toEqual({ timeoutMs: 5, signal, fetchSize: 3, consistency: 'quorum', serialConsistency: null });
    expect(findOperation(state)).toMatchObject({
      lock: { mode: 'skipLocked' },
      hints: { allowFiltering: true, perPartitionLimit: 2, hint: 'index', comment: 'why', readPreference: 'nearest' },
    });
  });
});
