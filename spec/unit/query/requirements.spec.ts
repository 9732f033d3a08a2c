import type { Assignment } from '../../../lib/query/assignment';
import { COUNT, computation } from '../../../lib/query/computation';
import { aggregateOperation, findOperation } from '../../../lib/query/find-operation';
import { NO_READ_HINTS, type Operation, type UpdateOperation } from '../../../lib/query/operation';
import { parseChanges } from '../../../lib/query/parse-changes';
import { parseFilter } from '../../../lib/query/parse-filter';
import { ALWAYS } from '../../../lib/query/predicate';
import { initialState, type QueryState } from '../../../lib/query/query-state';
import { requirementsOf } from '../../../lib/query/requirements';
import { NO_WRITE_OPTIONS } from '../../../lib/query/write-options';
import { ID, READING, USER } from './sample-model';

function find(filter: unknown, parts: Partial<QueryState> = {}): Operation {
  return findOperation(initialState(READING, { where: parseFilter(READING, filter), ...parts }));
}

function names(operation: Operation): string[] {
  return requirementsOf(operation).map(({ capability }) => capability);
}

function update(parts: Partial<UpdateOperation>): UpdateOperation {
  return {
    kind: 'update',
    model: USER,
    where: parseFilter(USER, { id: ID }),
    condition: null,
    ifExists: false,
    assignments: [],
    returning: [],
    options: NO_WRITE_OPTIONS,
    ...parts,
  };
}

function changes(given: unknown): readonly Assignment[] {
  return parseChanges(USER, given);
}

describe('requirementsOf', () => {
  it('asks nothing of an engine for a read by key or of everything', () => {
    expect(requirementsOf(find({ sensor: 'a', at: new Date() }))).toEqual([]);
    expect(requirementsOf(find({}))).toEqual([]);
    expect(requirementsOf(find({ sensor: 'a' }))).toEqual([]);
  });

  it.each([
    [{ $or: [{ sensor: 'a' }, { value: 1 }] }, ['query.or']],
    [{ $not: { sensor: 'a', value: 1 } }, ['query.not']],
    [{ sensor: { $ne: 'a' } }, ['query.not']],
    [{ sensor: { $nin: ['a'] } }, ['query.not']],
    [{ sensor: { $like: 'a%' } }, ['query.like']],
    [{ sensor: { $startsWith: 'a' } }, ['query.like']],
    [{ sensor: { $regex: 'a' } }, ['query.regex']],
    [{ $token: { $gt: 1n } }, ['token']],
    [
      { $not: [{ sensor: { $like: 'a' } }, { $or: [{ value: 1 }, { sensor: { $regex: 'a' } }] }] },
      ['query.not', 'query.like', 'query.or', 'query.regex'],
    ],
  ])('reads %j', (filter, expected) => {
    expect(names(find(filter))).toEqual(expected);
  });

  it('names what needs it', () => {
    expect(requirementsOf(find({ sensor: { $like: 'a' } }))).toEqual([{ capability: 'query.like', subject: 'sensor' }]);
  });

  it('finds what a read asks for beside its filter', () => {
    expect(names(find({}, { skip: 1 }))).toEqual(['page.offset']);
    expect(names(find({}, { lock: { mode: 'wait' } }))).toEqual(['lock.row']);
    expect(names(find({}, { lock: { mode: 'nowait' } }))).toEqual(['lock.row', 'lock.nowait']);
    expect(names(find({}, { lock: { mode: 'skipLocked' } }))).toEqual(['lock.row', 'lock.skipLocked']);
    expect(names(find({}, { hints: { ...NO_READ_HINTS, comment: 'x' } }))).toEqual([]);
    const hints = { allowFiltering: true, perPartitionLimit: 1, hint: 'x', comment: null, readPreference: 'x' };
    expect(names(find({}, { hints }))).toEqual([
      'query.allowFiltering',
      'query.perPartitionLimit',
      'query.hint',
      'query.readPreference',
    ]);
    expect(names(aggregateOperation(initialState(USER), [COUNT]))).toEqual([]);
    expect(names(aggregateOperation(initialState(USER), [computation(USER, 'sum', 'age')]))).toEqual(['aggregate']);
  });

  it('finds what writes ask for', () => {
    expect(names(update({ assignments: changes({ name: 'x', $push: { tags: 'a' } }) }))).toEqual([]);
    expect(names(update({ assignments: changes({ $inc: { age: 1 }, $max: { score: 1 } }) }))).toEqual([
      'write.increment',
      'write.increment',
    ]);
    expect(names(update({ condition: ALWAYS, ifExists: true }))).toEqual(['write.ifConditions', 'write.ifConditions']);
    expect(names(update({ options: { ttlSeconds: 1, timestampMicros: 1n } }))).toEqual([
      'ttl.field',
      'write.timestamp',
    ]);
    const insert: Operation = {
      kind: 'insert',
      model: USER,
      fields: [],
      rows: [],
      onConflict: 'ignore',
      onConflictAssign: null,
      returning: [],
      options: { ttlSeconds: 1, timestampMicros: null },
    };
    expect(names(insert)).toEqual(['write.ifNotExists', 'ttl.record']);
    const increment: Operation = { kind: 'increment', model: USER, key: [ID], deltas: [], returning: [] };
    expect(names(increment)).toEqual(['counter']);
    expect(names({ kind: 'batch', operations: [insert, increment], type: 'logged', timestampMicros: 1n })).toEqual([
      'write.ifNotExists',
      'ttl.record',
      'counter',
      'write.timestamp',
    ]);
  });
});
