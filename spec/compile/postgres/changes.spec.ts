import { changesStatement } from '../../../lib/engines/postgres/postgres-change-statement';
import type { WatchOperation } from '../../../lib/query/operation';
import { ALWAYS } from '../../../lib/query/predicate';
import { compare } from './compiled';
import { ARTICLE, path } from './sample-models';

const watch = (parts: Partial<WatchOperation> = {}): WatchOperation => ({
  kind: 'watch',
  model: ARTICLE,
  where: ALWAYS,
  after: null,
  selection: [path('id'), path('title')],
  ...parts,
});

describe('reading of changes on PostgreSQL', () => {
  it('takes rows from the log as rows of the table, in the order of commits', () => {
    expect(changesStatement(watch(), '42', 7n, 100)).toEqual({
      text:
        'SELECT c.position::text, c.type, array_to_json(c.changed)::text, t.* FROM (' +
        'SELECT * FROM "_polydoc_changes" WHERE relation = $1::oid AND position > $2::bigint ORDER BY position LIMIT $3::bigint) c ' +
        'LEFT JOIN LATERAL (SELECT true AS "_matches", "id", "title" FROM json_populate_record(NULL::"articles", c.image)) t ON true ' +
        'ORDER BY c.position',
      values: ['42', '7', '100'],
    });
  });

  it('holds the filter against the row, behind the limit, so that the position moves on over what does not match', () => {
    const { text, values } = changesStatement(watch({ where: compare('title', 'eq', 'x') }), '42', 7n, 100);
    expect(text).toContain('LIMIT $3::bigint) c ');
    expect(text).toContain('c.image) WHERE "title" = $4::text) t ON true');
    expect(values[3]).toBe('x');
  });
});
