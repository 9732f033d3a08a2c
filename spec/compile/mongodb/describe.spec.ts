import { describeStatement } from '../../../lib/engines/mongodb/mongodb-describe';
import { compileFind } from '../../../lib/engines/mongodb/mongodb-find';
import type { MongoStatement } from '../../../lib/engines/mongodb/mongodb-statement';
import { NO_READ_HINTS } from '../../../lib/query/operation';
import type { Predicate } from '../../../lib/query/predicate';
import { find, path } from '../postgres/sample-models';
import { compare, compareFields } from './filter-of';

const target = { database: null, collection: 'users' };
const SECRET = 'secret value';

function textOf(statement: MongoStatement): string {
  const text = describeStatement(statement, false);
  expect(text).not.toContain(SECRET);
  expect(describeStatement(statement, true)).toContain(SECRET);
  return text;
}

describe('statements of MongoDB as text', () => {
  it('show a read as in the shell, with question marks for values', () => {
    const or: Predicate = {
      kind: 'or',
      operands: [compare('title', 'eq', SECRET), compareFields('views', 'eq', 'rev'), compare('tags', 'eq', [SECRET])],
    };
    const orderBy = [{ path: path('id'), direction: 'asc' as const, nulls: 'first' as const }];
    expect(textOf(compileFind(find({ where: or, orderBy, limit: 5, skip: 1 })))).toBe(
      'db.articles.find({ $or: [{ title: { $eq: ? } }, ' +
        '{ $expr: { $and: [{ $ne: [{ $ifNull: ["$views", ?] }, ?] }, { $eq: ["$views", "$rev"] }] } }, ' +
        '{ $expr: { $eq: ["$tags", { $literal: ? }] } }], _expires_at: { $not: { $lte: ? } } }, { _id: 1, title: 1 })' +
        '.sort({ _id: 1 }).skip(?).limit(?)',
    );
  });

  it('show the comment of a read, as one text', () => {
    const hints = { ...NO_READ_HINTS, comment: 'why "this"\n' };
    const read = compileFind(find({ where: compare('title', 'eq', SECRET), hints }));
    expect(textOf(read)).toMatch(/\.comment\("why \\"this\\"\\n"\)$/);
    const pipeline = [{ $match: { name: SECRET } }];
    expect(textOf({ kind: 'aggregate', target, pipeline, hints })).toBe(
      'db.users.aggregate([{ $match: { name: ? } }], { comment: "why \\"this\\"\\n" })',
    );
  });

  it('show names of what is written', () => {
    expect(textOf({ kind: 'insert', target, documents: [{ _id: 1, name: SECRET }] })).toBe(
      'db.users.insertOne({ _id: ?, name: ? })',
    );
    expect(textOf({ kind: 'insert', target, documents: [{ _id: 1 }, { _id: SECRET }] })).toBe(
      'db.users.insertMany([{ _id: ? }, ... 2])',
    );
    const update = { $set: { name: SECRET, 'a.b': { deep: SECRET } }, $inc: { n: 1 } };
    const changed = { target, filter: { _id: { key: SECRET } }, update, upsert: false } as const;
    expect(textOf({ kind: 'update', many: true, counts: 'matched', ...changed })).toBe(
      'db.users.updateMany({ _id: ? }, { $set: { name: ?, a.b: ? }, $inc: { n: ? } })',
    );
    expect(textOf({ kind: 'findAndModify', projection: null, ...changed })).toContain('db.users.findOneAndUpdate(');
    const write = { kind: 'delete' as const, target, filter: { a: { $gt: SECRET } }, many: false };
    expect(textOf({ kind: 'bulkWrite', writes: [{ write, isCounted: true }] })).toBe(
      'db.users.deleteOne({ a: { $gt: ? } })',
    );
  });

  it('name the database that is not the one of the connection', () => {
    const elsewhere = { database: 'other', collection: 'users' };
    const replacement = new Map([['name', SECRET]]) as never;
    expect(textOf({ kind: 'replace', target: elsewhere, filter: {}, replacement, upsert: true })).toBe(
      'other.users.replaceOne({}, { name: ? })',
    );
  });
});
