import { InvalidQueryError } from '../../../lib/errors';
import { aggregateOperation, findOperation } from '../../../lib/query/find-operation';
import type { FindOperation } from '../../../lib/query/operation';
import { parseFilter } from '../../../lib/query/parse-filter';
import { parseOrder } from '../../../lib/query/parse-order';
import { Query } from '../../../lib/query/query';
import type { QueryRunner } from '../../../lib/query/query-runner';
import { initialState, type QueryState } from '../../../lib/query/query-state';
import { requirementsOf } from '../../../lib/query/requirements';
import { seekAfter } from '../../../lib/query/seek';
import { ID, model, scalar } from './sample-model';

class Picture {
  id!: string;
  title!: string;
  colour!: Float32Array;
  shape?: Float32Array | null;
}

const vector = { kind: 'vector' as const, dimensions: 3 };
const PICTURE = model(Picture, [
  { property: 'id', type: scalar('uuid'), role: 'primaryKey' },
  { property: 'title', type: scalar('string') },
  { property: 'colour', type: vector },
  { property: 'shape', type: vector, nullable: true },
]);

/** Remembers what it was asked to read. */
class Remembering implements QueryRunner {
  asked: QueryState | null = null;

  async all(state: QueryState): Promise<unknown[]> {
    this.asked = state;
    return [];
  }

  async *batches(): AsyncIterable<readonly unknown[]> {
    yield [];
  }

  scope(state: QueryState): QueryState {
    return state;
  }

  compute(): Promise<readonly unknown[]> {
    return Promise.resolve([0]);
  }

  update(): Promise<number> {
    return Promise.resolve(0);
  }

  delete(): Promise<number> {
    return Promise.resolve(0);
  }

  explain(): Promise<unknown> {
    return Promise.resolve(null);
  }
}

function pictures(runner = new Remembering()): Query<Picture> {
  return new Query<Picture>(initialState(PICTURE), runner);
}

function find(order: unknown, parts: Partial<QueryState> = {}): FindOperation {
  return findOperation(initialState(PICTURE, { orderBy: parseOrder(PICTURE, [order]), ...parts }));
}

describe('an order by nearness', () => {
  it.each([
    ['a list', [1, 0.5, -2]],
    ['a Float32Array', new Float32Array([1, 0.5, -2])],
  ])('takes %s', (_, near) => {
    const [term, ...others] = parseOrder(PICTURE, [{ colour: { $near: near } }]);
    expect(others).toEqual([]);
    expect(term).toMatchObject({ direction: 'asc', nulls: 'last' });
    expect(term?.path.text).toBe('colour');
    expect(term?.near).toEqual(new Float32Array([1, 0.5, -2]));
  });

  it('keeps the vector that it was given, whatever becomes of that', () => {
    const near = new Float32Array([1, 2, 3]);
    const [term] = parseOrder(PICTURE, [{ colour: { $near: near } }]);
    near.fill(9);
    expect(term?.near).toEqual(new Float32Array([1, 2, 3]));
  });

  it('orders ties by what comes behind, and at last by key', () => {
    const paths = find([{ colour: { $near: [1, 2, 3] } }, '-title']).orderBy.map(
      ({ path, direction }) => `${path.text} ${direction}`,
    );
    expect(paths).toEqual(['colour asc', 'title desc', 'id asc']);
  });

  it.each([
    ['too few dimensions', { colour: { $near: [1, 2] } }],
    ['too many dimensions', { colour: { $near: new Float32Array(4) } }],
    ['NaN', { colour: { $near: [1, Number.NaN, 3] } }],
    ['infinity', { colour: { $near: [1, Number.POSITIVE_INFINITY, 3] } }],
    ['what is infinite in 32 bits', { colour: { $near: [1, 1e300, 3] } }],
    ['text in it', { colour: { $near: [1, '2', 3] } }],
    ['a missing element', { colour: { $near: [1, undefined, 3] } }],
    ['text', { colour: { $near: '[1,2,3]' } }],
    ['null', { colour: { $near: null } }],
    ['undefined', { colour: { $near: undefined } }],
    ['an option beside it', { colour: { $near: [1, 2, 3], dir: 'desc' } }],
    ['another kind of field', { title: { $near: [1, 2, 3] } }],
    ['an unknown field', { nope: { $near: [1, 2, 3] } }],
    ['a plain order of a vector', { colour: 'asc' }],
    ['a place behind other terms', ['title', { colour: { $near: [1, 2, 3] } }]],
    ['a place behind another distance', { colour: { $near: [1, 2, 3] }, shape: { $near: [1, 2, 3] } }],
    ['a second vector for the same field', [{ colour: { $near: [1, 2, 3] } }, { colour: { $near: [3, 2, 1] } }]],
  ])('refuses %s', (_, payload) => {
    expect(() => parseOrder(PICTURE, [payload])).toThrow(InvalidQueryError);
  });

  it('is refused behind the order of an earlier step, and goes before a later one', () => {
    const near = { colour: { $near: [1, 2, 3] } };
    expect(() => pictures().orderBy('title').orderBy(near)).toThrow(InvalidQueryError);
    expect(() => pictures().orderBy(near).orderBy(near)).toThrow(InvalidQueryError);
    expect(() => pictures().orderBy(near).orderBy('title')).not.toThrow();
  });

  it('finds no documents without a vector, and counts none', () => {
    const isThere = { kind: 'null', path: expect.objectContaining({ text: 'shape' }), negated: true };
    expect(find({ shape: { $near: [1, 2, 3] } }).where).toEqual(isThere);
    const state = initialState(PICTURE, { orderBy: parseOrder(PICTURE, [{ shape: { $near: [1, 2, 3] } }]) });
    expect(aggregateOperation(state, []).where).toEqual(isThere);
    expect(find({ colour: { $near: [1, 2, 3] } }).where).toEqual({ kind: 'always' });
    expect(find('title').where).toEqual({ kind: 'always' });
  });

  it('needs the ability of the engine, except for a key, which leaves nothing to order', () => {
    const needs = (operation: FindOperation) => requirementsOf(operation).map(({ capability }) => capability);
    expect(needs(find({ colour: { $near: [1, 2, 3] } }))).toEqual(['vector']);
    expect(needs(find({ colour: { $near: [1, 2, 3] } }, { where: parseFilter(PICTURE, { id: ID }) }))).toEqual([]);
    expect(needs(find('title'))).toEqual([]);
  });

  it('says nothing about the order of different values', async () => {
    const runner = new Remembering();
    await pictures(runner)
      .orderBy({ colour: { $near: [1, 2, 3] } })
      .distinct('colour');
    expect(runner.asked?.orderBy).toEqual([]);
  });

  it('cannot be sought in', () => {
    const { orderBy } = find({ colour: { $near: [1, 2, 3] } });
    expect(() => seekAfter(orderBy, [new Float32Array(3), ID])).toThrow(TypeError);
  });
});
