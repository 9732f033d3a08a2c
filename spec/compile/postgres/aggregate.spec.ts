import type { AggregateOperation, Computation } from '../../../lib/query/operation';
import { compare, compiled } from './compiled';
import { ARTICLE, find, makeModel, path, type } from './sample-models';

const compute = (name: Computation['function'], text: string | null, model = ARTICLE): Computation => ({
  name,
  function: name,
  path: text === null ? null : path(text, model),
  type: type.of('int'),
});
const aggregate = (computations: readonly Computation[], parts: Partial<AggregateOperation> = {}) =>
  compiled({
    kind: 'aggregate',
    model: ARTICLE,
    where: { kind: 'always' },
    compute: computations,
    limit: null,
    hints: find().hints,
    ...parts,
  });

describe('aggregate on PostgreSQL', () => {
  it('computes over the matching rows; a sum of none is 0', () => {
    const computations = [compute('count', null), compute('sum', 'views'), compute('avg', 'address.zip')];
    expect(aggregate(computations, { where: compare('title', 'eq', 'x') })).toEqual([
      `SELECT count(*), COALESCE(sum("views"), 0), avg(("address" ->> 'zip')::integer) FROM "articles" WHERE "title" = $1::text`,
      'x',
    ]);
  });

  it('looks at no more rows than it has to', () => {
    expect(aggregate([compute('count', null)], { limit: 1 })).toEqual([
      'SELECT count(*) FROM (SELECT 1 FROM "articles" LIMIT $1::bigint) AS "_rows"',
      '1',
    ]);
  });

  it('finds the ends of types that have no min and max', () => {
    expect(aggregate([compute('min', 'title'), compute('max', 'active'), compute('max', 'ref')])[0]).toBe(
      'SELECT min("title"), bool_or("active"), (array_agg("ref" ORDER BY "ref" DESC) FILTER (WHERE "ref" IS NOT NULL))[1] FROM "articles"',
    );
  });

  it('sums 32 bit floats in 64 bits', () => {
    const model = makeModel('readings', { level: { type: type.of('float') } });
    expect(aggregate([compute('sum', 'level', model)], { model })[0]).toContain('sum("level"::double precision)');
  });
});
