import { compileFind } from '../../../lib/engines/mongodb/mongodb-find';
import type { AggregateStatement, FindStatement } from '../../../lib/engines/mongodb/mongodb-statement';
import { pathOf } from '../../../lib/query/field-path';
import { allFieldPaths } from '../../../lib/query/find-operation';
import type { FindOperation } from '../../../lib/query/operation';
import type { OrderTerm } from '../../../lib/query/selection';
import { ARTICLE, find, MEMBERSHIP, PAGE_VIEW, path } from '../postgres/sample-models';
import { compare } from './filter-of';

const order = (text: string, direction: 'asc' | 'desc', nulls: 'first' | 'last', model = ARTICLE): OrderTerm => ({
  path: path(text, model),
  direction,
  nulls,
});
const ALIVE = { _expires_at: { $not: { $lte: expect.objectContaining({ offsetMs: 0 }) } } };
const ALL = allFieldPaths(ARTICLE);

function found(parts: Partial<FindOperation>): FindStatement {
  const statement = compileFind(find(parts));
  if (statement.kind !== 'find') throw new Error('no find');
  return statement;
}

function computed(parts: Partial<FindOperation>): AggregateStatement {
  const statement = compileFind(find(parts));
  if (statement.kind !== 'aggregate') throw new Error('no aggregate');
  return statement;
}

describe('find on MongoDB', () => {
  it('reads whole documents by key, and leaves out on arrival what has ended', () => {
    expect(compileFind(find({ where: { kind: 'key', values: [1] }, selection: ALL, limit: 1 }))).toEqual({
      kind: 'find',
      target: { database: null, collection: 'articles' },
      filter: { _id: 1 },
      projection: null,
      sort: null,
      limit: null,
      skip: 0,
      hints: find().hints,
      dropsExpired: true,
    });
    const keys = { kind: 'keys' as const, keys: [[1], [2]] };
    expect(found({ where: keys, selection: ALL, limit: 2 }).dropsExpired).toBe(true);
    for (const parts of [{ limit: 1 }, { skip: 1 }, { selection: [path('title')] }]) {
      const { filter, dropsExpired } = found({ where: keys, selection: ALL, ...parts });
      expect([filter, dropsExpired]).toEqual([{ _id: { $in: [1, 2] }, ...ALIVE }, false]);
    }
  });

  it('leaves out in every other filter what has ended, but not of counters and views', () => {
    expect(found({ where: compare('title', 'eq', 'x') }).filter).toEqual({ title: { $eq: 'x' }, ...ALIVE });
    const selection = PAGE_VIEW.fields.map(pathOf);
    expect(found({ model: PAGE_VIEW, selection }).filter).toEqual({});
    expect(found({ model: { ...ARTICLE, kind: 'view' } }).filter).toEqual({});
  });

  it('does not take a limit of 0 for none', () => {
    expect(found({ limit: 0 })).toMatchObject({ filter: { _id: { $in: [] } }, limit: null });
    expect(found({ limit: 3, skip: 2 })).toMatchObject({ limit: 3, skip: 2 });
  });

  it('projects what is selected: stored names, no name below another one, lists whole', () => {
    const projected = (...texts: string[]): unknown => found({ selection: texts.map((text) => path(text)) }).projection;
    expect(projected('id', 'author')).toEqual({ _id: 1, author_name: 1 });
    expect(projected('title')).toEqual({ title: 1, _id: 0 });
    expect(projected('address.city', 'address')).toEqual({ address: 1, _id: 0 });
    expect(projected('address.city', 'lines.0.city', 'prefs.k')).toEqual({
      'address.town': 1,
      lines: 1,
      'prefs.k': 1,
      _id: 0,
    });
    expect(projected('prefs.$k')).toEqual({ prefs: 1, _id: 0 });
    expect(projected()).toEqual({ _id: 1 });
    expect(found({ selection: [...ALL] }).projection).toBeNull();
    const note = path('note', MEMBERSHIP);
    expect(found({ model: MEMBERSHIP, selection: [path('org', MEMBERSHIP), note] }).projection).toEqual({
      '_id.org': 1,
      note: 1,
    });
  });

  it('orders by names where the server puts null in its place', () => {
    const orderBy = [order('author', 'asc', 'first'), order('views', 'desc', 'last'), order('id', 'asc', 'first')];
    expect(found({ orderBy }).sort).toEqual([
      ['author_name', 1],
      ['views', -1],
      ['_id', 1],
    ]);
  });

  it('orders by a whole compound key, which has an index', () => {
    const key = (...directions: ('asc' | 'desc')[]): OrderTerm[] => [
      order('org', directions[0] ?? 'asc', 'first', MEMBERSHIP),
      order('user', directions[1] ?? 'asc', 'first', MEMBERSHIP),
    ];
    const selection = allFieldPaths(MEMBERSHIP);
    const sortOf = (orderBy: OrderTerm[]): unknown => found({ model: MEMBERSHIP, selection, orderBy }).sort;
    expect(sortOf(key('asc', 'asc'))).toEqual([['_id', 1]]);
    expect(sortOf(key('desc', 'desc'))).toEqual([['_id', -1]]);
    expect(sortOf(key('asc', 'desc'))).toEqual([
      ['_id.org', 1],
      ['_id.user_id', -1],
    ]);
  });

  it('computes where nulls go elsewhere, and what no name reaches', () => {
    const orderBy = [order('views', 'asc', 'last'), order('tags.0', 'desc', 'last'), order('id', 'asc', 'first')];
    const item = { $arrayElemAt: [{ $ifNull: ['$tags', null] }, 0] };
    const isNull = { $eq: [{ $ifNull: ['$views', null] }, null] };
    expect(computed({ orderBy, skip: 1, limit: 2 }).pipeline).toEqual([
      { $match: ALIVE },
      { $set: { _polydoc: { n0: { $cond: [isNull, 1, 0] }, v1: { $ifNull: [item, null] } } } },
      {
        $sort: new Map<string, number>([
          ['_polydoc.n0', 1],
          ['views', 1],
          ['_polydoc.v1', -1],
          ['_id', 1],
        ]),
      },
      { $skip: 1 },
      { $limit: 2 },
      { $project: { _id: 1, title: 1 } },
    ]);
    expect(computed({ orderBy, selection: ALL }).pipeline.at(-1)).toEqual({ $unset: '_polydoc' });
  });

  it('groups for rows without repetition, and puts values back where they are stored', () => {
    const selection = [path('author'), path('tags.1'), path('address.zip')];
    const orderBy = [order('author', 'desc', 'last'), order('id', 'asc', 'first')];
    const item = { $arrayElemAt: [{ $ifNull: ['$tags', null] }, 1] };
    expect(computed({ selection, orderBy, distinct: true, limit: 3 }).pipeline).toEqual([
      { $match: ALIVE },
      {
        $group: {
          _id: {
            v0: { $ifNull: ['$author_name', null] },
            v1: { $ifNull: [item, null] },
            v2: { $ifNull: ['$address.zip', null] },
          },
        },
      },
      { $sort: new Map([['_id.v0', -1]]) },
      { $limit: 3 },
      {
        $replaceWith: {
          author_name: '$_id.v0',
          tags: { $concatArrays: [[null, '$_id.v1']] },
          address: { zip: '$_id.v2' },
        },
      },
    ]);
  });
});
