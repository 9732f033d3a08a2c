import { Decimal128, Double, Long } from 'mongodb';
import { InvalidQueryError } from '../../../lib';
import { NOW } from '../../../lib/engines/mongodb/clock-time';
import { mongodbCompiler } from '../../../lib/engines/mongodb/mongodb-compiler';
import { expiryIn, NOT_EXPIRED } from '../../../lib/engines/mongodb/mongodb-expiry';
import type { FieldMetadata } from '../../../lib/metadata/field-metadata';
import type { Assignment } from '../../../lib/query/assignment';
import type { InsertOperation } from '../../../lib/query/operation';
import { Decimal } from '../../../lib/types/decimal';
import { ValueProblem } from '../../../lib/types/value-problem';
import { compare, thrownBy } from '../postgres/compiled';
import { ARTICLE, insert, MEMBERSHIP, PAGE_VIEW, path, update } from '../postgres/sample-models';

const ARTICLES = { database: null, collection: 'articles' };
const KEY = { _id: 1, ...NOT_EXPIRED };
const EXPIRED_1 = { _expires_at: { $lte: NOW }, _id: 1 };

const set = (text: string, value: unknown): Assignment => ({ kind: 'set', path: path(text), value });

/** The update that assignments make. */
function changes(...assignments: readonly Assignment[]): unknown {
  const statement = mongodbCompiler.compile(update({ assignments }));
  return statement.kind === 'update' ? statement.update : statement;
}

/** A complete article: its values by property, null for the others. */
function article(values: Readonly<Record<string, unknown>>): Pick<InsertOperation, 'fields' | 'rows'> {
  return { fields: ARTICLE.fields, rows: [ARTICLE.fields.map((field) => values[field.property] ?? null)] };
}

describe('insert on MongoDB', () => {
  it('writes documents without nulls, the key as _id', () => {
    const rows = [
      [1, 'a'],
      [2, null],
    ];
    expect(mongodbCompiler.compile(insert({ rows, onConflict: 'fail' }))).toEqual({
      kind: 'insert',
      target: ARTICLES,
      documents: [{ _id: 1, title: 'a' }, { _id: 2 }],
    });
  });

  it('puts a compound key into a sub-document in key order, under stored names', () => {
    const org = '11111111-2222-4333-8444-555555555555';
    const rows = [[org, 5, null]];
    const operation = insert({ model: MEMBERSHIP, fields: MEMBERSHIP.fields, rows, onConflict: 'replace' });
    const statement = mongodbCompiler.compile(operation);
    const id = { org: expect.objectContaining({ sub_type: 4 }), user_id: 5 };
    expect(statement).toMatchObject({ kind: 'replace', filter: { _id: id }, replacement: { _id: id }, upsert: true });
    expect(Object.keys(Reflect.get(Object(Reflect.get(statement, 'replacement')), '_id'))).toEqual(['org', 'user_id']);
  });

  it('leaves rows in the way alone by upserts that set on insert only, after the removal of what has ended', () => {
    for (const onConflict of ['error', 'ignore'] as const) {
      const upsert = { kind: 'update', target: ARTICLES, many: false, upsert: true, counts: 'upserted' };
      expect(mongodbCompiler.compile(insert({ rows: [[1, 'a']], onConflict }))).toEqual({
        kind: 'bulkWrite',
        writes: [
          { write: { kind: 'delete', target: ARTICLES, filter: EXPIRED_1, many: false }, isCounted: false },
          { write: { ...upsert, filter: { _id: 1 }, update: { $setOnInsert: { title: 'a' } } }, isCounted: true },
        ],
      });
    }
  });

  it('gives documents an end by the clock of the moment of sending', () => {
    const options = { ttlSeconds: 60, timestampMicros: null };
    const statement = mongodbCompiler.compile(insert({ rows: [[1, 'a']], onConflict: 'fail', options }));
    expect(statement).toMatchObject({ documents: [{ _id: 1, title: 'a', _expires_at: expiryIn(60) }] });
  });

  it('names the field of a value that MongoDB cannot hold', () => {
    const price = new Decimal('1'.repeat(35));
    const problem = thrownBy(() => mongodbCompiler.compile(insert({ ...article({ id: 1, price }) })));
    expect(problem).toBeInstanceOf(ValueProblem);
    expect(problem).toMatchObject({ constraint: 'precision', path: ['price'] });
  });

  it('refuses a document of more than 16 MiB by its largest field, and takes one of less', () => {
    const large = article({ id: 1, title: 'small', author: 'ä'.repeat(8 * 1024 * 1024), raw: new Uint8Array(100) });
    expect(thrownBy(() => mongodbCompiler.compile(insert(large)))).toMatchObject({
      constraint: 'size',
      path: ['author'],
    });
    const many = Array.from({ length: 70 }, () => 'x'.repeat(256 * 1024));
    expect(thrownBy(() => mongodbCompiler.compile(insert(article({ id: 1, tags: many }))))).toMatchObject({
      path: ['tags'],
    });
    const raw = new Uint8Array(15 * 1024 * 1024);
    expect(mongodbCompiler.compile(insert(article({ id: 1, raw })))).toMatchObject({ kind: 'bulkWrite' });
    expect(thrownBy(() => changes(set('author', 'x'.repeat(17 * 1024 * 1024))))).toMatchObject({ path: ['author'] });
  });
});

describe('a complete row over an old one on MongoDB', () => {
  const whole = ARTICLE.fields.filter(({ role }) => role === 'plain').map(({ property }) => set(property, null));
  const rev: Assignment = { kind: 'increment', path: path('rev'), operand: 1 };

  it('goes on counting the version of the row that it replaces, but for one that has ended', () => {
    const assign = [...whole, rev];
    const operation = insert({
      ...article({ id: 1, rev: 1 }),
      onConflict: 'replace',
      onConflictAssign: assign,
      returning: [path('rev')],
    });
    const statement = mongodbCompiler.compile(operation);
    expect(statement).toMatchObject({ kind: 'findAndModify', filter: { _id: 1 }, upsert: true });
    expect(statement).toMatchObject({ projection: { rev: 1, _id: 0 } });
    const [stage] = Reflect.get(statement, 'update');
    const [document, next] = stage.$replaceWith.$mergeObjects;
    expect(document).toEqual({ $literal: { _id: 1, rev: 1 } });
    expect(next.rev.$cond.slice(1)).toEqual([{ $add: ['$rev', { $literal: 1 }] }, { $literal: 1 }]);
  });

  it('is a plain replacement where every field is set', () => {
    const assign = [...whole, set('rev', 3)];
    const operation = insert({ ...article({ id: 1, rev: 3 }), onConflict: 'replace', onConflictAssign: assign });
    expect(mongodbCompiler.compile(operation)).toMatchObject({ kind: 'replace', replacement: { _id: 1, rev: 3 } });
  });
});

describe('a vanished document on MongoDB', () => {
  /** The update that writes it again. */
  function again(values: Readonly<Record<string, unknown>>, ...onConflictAssign: readonly Assignment[]): unknown {
    const operation = insert({ ...article({ id: 1, ...values }), onConflict: 'replace', onConflictAssign });
    const statement = mongodbCompiler.compile(operation);
    if (statement.kind !== 'bulkWrite') throw new Error(statement.kind);
    expect(statement.writes[0]).toMatchObject({ write: { kind: 'delete', filter: EXPIRED_1 }, isCounted: false });
    expect(statement.writes[1]).toMatchObject({ write: { filter: { _id: 1 }, upsert: true }, isCounted: true });
    return Reflect.get(statement.writes[1]?.write ?? {}, 'update');
  }

  it('gets its changes whatever happened, and the rest only if it is made anew', () => {
    expect(again({ title: 't', views: 3, tags: ['a'] }, set('title', 't'), set('author', null))).toEqual({
      $set: { title: 't' },
      $unset: { author_name: '' },
      $setOnInsert: { views: 3, tags: ['a'] },
    });
  });

  it('gets the siblings of nested changes, too', () => {
    const address = { city: 'x', zip: 7, tags: [] };
    const prefs = new Map([
      ['a', 1],
      ['b', 2],
    ]);
    expect(
      again({ address, prefs }, set('address.city', 'x'), set('prefs.b', 2), { kind: 'unset', path: path('prefs.c') }),
    ).toEqual({
      $set: { 'address.town': 'x', 'prefs.b': 2 },
      $unset: { 'prefs.c': '' },
      $setOnInsert: { 'address.zip': 7, 'address.tags': [], 'prefs.a': 1 },
    });
  });

  it('is written by stages where nothing is left of what holds a change', () => {
    const stages = again({ title: 't', prefs: new Map() }, { kind: 'unset', path: path('prefs.c') });
    const complete = { _id: 1, title: 't', prefs: new Map() };
    expect(stages).toEqual([
      { $set: { _is_new: { $eq: [{ $size: { $objectToArray: '$$ROOT' } }, 1] } } },
      { $unset: ['prefs.c'] },
      { $replaceWith: { $cond: ['$_is_new', { $literal: complete }, '$$ROOT'] } },
      { $unset: ['_is_new'] },
    ]);
  });
});

describe('update on MongoDB', () => {
  it('sets values and leaves out nulls, of one document by key', () => {
    expect(mongodbCompiler.compile(update({ assignments: [set('title', 'a'), set('author', null)] }))).toEqual({
      kind: 'update',
      target: ARTICLES,
      filter: KEY,
      update: { $set: { title: 'a' }, $unset: { author_name: '' } },
      many: false,
      upsert: false,
      counts: 'matched',
    });
  });

  it('changes all that match another filter', () => {
    const where = compare('title', 'eq', 'a');
    const statement = mongodbCompiler.compile(update({ where, assignments: [set('title', 'b')] }));
    expect(statement).toMatchObject({ filter: { title: { $eq: 'a' }, ...NOT_EXPIRED }, many: true });
  });

  it('moves the version under a condition on the old one, and gives values back', () => {
    const operation = update({
      assignments: [{ kind: 'increment', path: path('rev'), operand: 1 }],
      condition: compare('rev', 'eq', 4),
      returning: [path('rev')],
    });
    expect(mongodbCompiler.compile(operation)).toEqual({
      kind: 'findAndModify',
      target: ARTICLES,
      filter: { _id: 1, rev: { $eq: 4 }, ...NOT_EXPIRED },
      update: { $inc: { rev: 1 } },
      upsert: false,
      projection: { rev: 1, _id: 0 },
    });
  });

  it('computes by operators where these keep the type', () => {
    expect(
      changes(
        { kind: 'increment', path: path('price'), operand: new Decimal('0.5') },
        { kind: 'max', path: path('views'), operand: 2 },
        { kind: 'min', path: path('at'), operand: new Date(5) },
      ),
    ).toEqual({ $inc: { price: Decimal128.fromString('0.5') }, $max: { views: 2 }, $min: { at: new Date(5) } });
  });

  it('adds whole numbers of 32 bits by stages, whose conversion refuses what is too large', () => {
    expect(changes({ kind: 'increment', path: path('views'), operand: 2 }, set('title', 'a'))).toEqual([
      {
        $set: { views: { $toInt: { $add: [{ $ifNull: ['$views', 0] }, { $literal: 2 }] } }, title: { $literal: 'a' } },
      },
    ]);
  });

  it('changes lists, sets and maps in place', () => {
    expect(
      changes(
        { kind: 'push', path: path('tags'), values: ['a', 'b'] },
        { kind: 'prepend', path: path('scores'), values: [1] },
        { kind: 'addToSet', path: path('labels'), values: ['x'] },
        { kind: 'put', path: path('prefs'), entries: [['k', 1]] },
        { kind: 'removeKey', path: path('prefs'), key: 'j' },
      ),
    ).toEqual({
      $push: { tags: { $each: ['a', 'b'] }, scores: { $each: [1], $position: 0 } },
      $addToSet: { labels: { $each: ['x'] } },
      $set: { 'prefs.k': 1 },
      $unset: { 'prefs.j': '' },
    });
    expect(changes({ kind: 'pull', path: path('tags'), values: ['a'] })).toEqual({ $pullAll: { tags: ['a'] } });
  });

  it('replaces a list element only where there is one', () => {
    const statement = mongodbCompiler.compile(
      update({ assignments: [{ kind: 'setIndex', path: path('tags'), index: 2, value: 'x' }] }),
    );
    const isThere = { $gt: [{ $size: { $cond: [{ $isArray: ['$tags'] }, '$tags', []] } }, 2] };
    expect(statement).toMatchObject({ filter: { ...KEY, $expr: isThere }, update: { $set: { 'tags.2': 'x' } } });
  });

  it('takes a list element out by stages', () => {
    expect(changes({ kind: 'removeIndex', path: path('tags'), index: 1 })).toEqual([
      {
        $set: {
          tags: {
            $cond: [
              { $isArray: ['$tags'] },
              { $concatArrays: [{ $slice: ['$tags', 1] }, { $slice: ['$tags', 2, 2 ** 31 - 1] }] },
              '$$REMOVE',
            ],
          },
        },
      },
    ]);
  });

  it('does two things to one place one after another', () => {
    const stages = changes(
      { kind: 'removeIndex', path: path('tags'), index: 0 },
      { kind: 'push', path: path('tags'), values: ['z'] },
    );
    expect(stages).toHaveLength(2);
  });

  it('lets the later of two values of a field win', () => {
    expect(changes(set('at', new Date(1)), set('title', 'a'), set('at', new Date(2)))).toEqual({
      $set: { title: 'a', at: new Date(2) },
    });
  });

  it('writes parts of embedded values, whose nulls are stored', () => {
    expect(changes(set('address.city', 'x'), set('address.zip', null))).toEqual({
      $set: { 'address.town': 'x', 'address.zip': null },
    });
    // Operators fail for a stored null.
    expect(changes({ kind: 'push', path: path('address.tags'), values: ['a'] })).toEqual([
      {
        $set: {
          'address.tags': {
            $concatArrays: [{ $cond: [{ $isArray: ['$address.tags'] }, '$address.tags', []] }, { $literal: ['a'] }],
          },
        },
      },
    ]);
  });

  it('has something to do where nothing is assigned', () => {
    expect(changes()).toEqual({ $unset: { _unchanged: '' } });
    const options = { ttlSeconds: 5, timestampMicros: null };
    const statement = mongodbCompiler.compile(update({ assignments: [], options }));
    expect(statement).toMatchObject({ update: { $set: { _expires_at: expiryIn(5) } } });
  });

  it('refuses keys that are paths or operators, and operators that a type does not have', () => {
    for (const key of ['a.b', '$x', 'a\0']) {
      const put: Assignment = { kind: 'put', path: path('prefs'), entries: [[key, 1]] };
      expect(thrownBy(() => changes(put))).toMatchObject({ constraint: 'key', path: ['prefs'] });
      expect(thrownBy(() => changes(set('meta', { deep: [{ [key]: 1 }] })))).toMatchObject({
        constraint: 'key',
        path: ['meta', 'deep', '0'],
      });
    }
    const push: Assignment = { kind: 'push', path: path('title'), values: ['a'] };
    expect(thrownBy(() => changes(push))).toBeInstanceOf(InvalidQueryError);
  });

  it('never takes a value for an operator', () => {
    expect(changes(set('meta', { a: 1 }), set('title', '$views'))).toEqual({
      $set: { meta: new Map([['a', new Double(1)]]), title: '$views' },
    });
    const staged = changes(set('title', '$views'), { kind: 'increment', path: path('views'), operand: 1 });
    expect(staged).toMatchObject([{ $set: { title: { $literal: '$views' } } }]);
  });
});

describe('counters and removals on MongoDB', () => {
  const target = { database: null, collection: 'page_views' };

  it('adds to counters, and makes the others at 0', () => {
    const views = { field: PAGE_VIEW.fields[1] as FieldMetadata, by: 2n };
    const operation = {
      kind: 'increment',
      model: PAGE_VIEW,
      key: ['/'],
      deltas: [views, views],
      returning: [],
    } as const;
    expect(mongodbCompiler.compile(operation)).toEqual({
      kind: 'update',
      target,
      filter: { _id: '/' },
      update: { $inc: { views: Long.fromNumber(4) }, $setOnInsert: { visitors: Long.ZERO } },
      many: false,
      upsert: true,
      counts: 'matched',
    });
    const returning = [path('views', PAGE_VIEW)];
    expect(mongodbCompiler.compile({ ...operation, returning })).toMatchObject({ kind: 'findAndModify', upsert: true });
  });

  it('removes one by key, else all that match', () => {
    const one = {
      kind: 'delete',
      model: ARTICLE,
      where: { kind: 'key', values: [1] },
      condition: compare('rev', 'eq', 2),
      ifExists: false,
      options: { ttlSeconds: null, timestampMicros: null },
    } as const;
    expect(mongodbCompiler.compile(one)).toEqual({
      kind: 'delete',
      target: ARTICLES,
      filter: { _id: 1, rev: { $eq: 2 }, ...NOT_EXPIRED },
      many: false,
    });
    const all = { ...one, where: { kind: 'always' }, condition: null } as const;
    expect(mongodbCompiler.compile(all)).toEqual({ kind: 'delete', target: ARTICLES, filter: NOT_EXPIRED, many: true });
  });
});
