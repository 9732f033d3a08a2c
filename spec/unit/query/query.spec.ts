import { InvalidQueryError } from '../../../lib/errors';
import { findOperation } from '../../../lib/query/find-operation';
import { Query } from '../../../lib/query/query';
import { initialState } from '../../../lib/query/query-state';
import { ListRunner, start, step } from './list-runner';
import { printPredicate } from './print-predicate';
import { ID, READING, USER } from './sample-model';

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
