import type { DeleteOperation, IncrementOperation } from '../../../lib/query/operation';
import { NO_WRITE_OPTIONS } from '../../../lib/query/write-options';
import { compare, compiled } from './compiled';
import { ARTICLE, PAGE_VIEW, path } from './sample-models';

const remove = (parts: Partial<DeleteOperation> = {}): DeleteOperation => ({
  kind: 'delete',
  model: ARTICLE,
  where: { kind: 'key', values: [1] },
  condition: null,
  ifExists: false,
  options: NO_WRITE_OPTIONS,
  ...parts,
});

describe('delete on PostgreSQL', () => {
  it('removes by key, under a condition, or by filter', () => {
    expect(compiled(remove())).toEqual(['DELETE FROM "articles" WHERE "id" = $1', '1']);
    expect(compiled(remove({ condition: compare('rev', 'eq', 2) }))).toEqual([
      'DELETE FROM "articles" WHERE "id" = $1 AND "rev" = $2::integer',
      '1',
      '2',
    ]);
    const where = compare('views', 'lt', 3);
    expect(compiled(remove({ where }))).toEqual(['DELETE FROM "articles" WHERE "views" < $1::integer', '3']);
  });
});

describe('increment on PostgreSQL', () => {
  it('adds to the row or makes it, in one statement', () => {
    const [, views, visitors] = PAGE_VIEW.fields;
    if (views === undefined || visitors === undefined) throw new Error('the model has counters');
    const operation: IncrementOperation = {
      kind: 'increment',
      model: PAGE_VIEW,
      key: ['/'],
      deltas: [
        { field: views, by: 2n },
        { field: visitors, by: -1n },
      ],
      returning: [path('views', PAGE_VIEW)],
    };
    expect(compiled(operation)).toEqual([
      [
        'INSERT INTO "page_views" AS "_t" ("path", "views", "visitors") VALUES ($1, $2, $3) ON CONFLICT ("path") DO UPDATE',
        'SET "views" = COALESCE("_t"."views", 0) + EXCLUDED."views", "visitors" = COALESCE("_t"."visitors", 0) + EXCLUDED."visitors"',
        'RETURNING "_t"."views"',
      ].join(' '),
      '/',
      '2',
      '-1',
    ]);
  });
});
