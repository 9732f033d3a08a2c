import { changePipeline, isAboutKey } from '../../../lib/engines/mongodb/mongodb-change-pipeline';
import type { WatchOperation } from '../../../lib/query/operation';
import { ALWAYS, type Predicate } from '../../../lib/query/predicate';
import { ARTICLE, path } from '../postgres/sample-models';
import { compare, compareFields } from './filter-of';

const watch = (where: Predicate): WatchOperation => ({
  kind: 'watch',
  model: ARTICLE,
  where,
  after: null,
  selection: [],
});
const TYPE = '_polydoc_event.operationType';
const TITLE = compare('title', 'eq', 'x');

describe('the pipeline of a change stream', () => {
  it('is empty where everything matches', () => {
    expect(changePipeline(watch(ALWAYS))).toEqual([]);
  });

  it('holds the filter against the document, and lets through what has none', () => {
    expect(changePipeline(watch(TITLE))).toEqual([
      {
        $replaceWith: {
          $mergeObjects: ['$documentKey', '$fullDocumentBeforeChange', '$fullDocument', { _polydoc_event: '$$ROOT' }],
        },
      },
      {
        $match: {
          $or: [
            { [TYPE]: { $nin: ['insert', 'update', 'replace'] }, '_polydoc_event.fullDocumentBeforeChange': null },
            { title: { $eq: 'x' } },
          ],
        },
      },
      { $replaceWith: '$_polydoc_event' },
    ]);
  });

  it('holds a filter on the key alone against deletes as well', () => {
    const [, match] = changePipeline(watch({ kind: 'key', values: [1] }));
    expect(match).toEqual({
      $match: { $or: [{ [TYPE]: { $nin: ['insert', 'update', 'replace', 'delete'] } }, { _id: 1 }] },
    });
  });

  it('knows filters that speak of the key alone', () => {
    const id = compare('id', 'gt', 1);
    const isKeys = (predicate: Predicate): boolean => isAboutKey(ARTICLE, predicate);
    const keys: readonly Predicate[] = [
      ALWAYS,
      id,
      { kind: 'not', operand: id },
      { kind: 'or', operands: [id, { kind: 'keys', keys: [[1]] }] },
      { kind: 'in', path: path('id'), values: [1], matchesNull: false, negated: true },
    ];
    expect(keys.map(isKeys)).toEqual(keys.map(() => true));
    const others: readonly Predicate[] = [
      TITLE,
      { kind: 'and', operands: [id, TITLE] },
      compareFields('id', 'eq', 'title'),
      { kind: 'native', fragment: { language: 'mongodb', query: { _id: 1 } } },
    ];
    expect(others.map(isKeys)).toEqual(others.map(() => false));
  });
});
