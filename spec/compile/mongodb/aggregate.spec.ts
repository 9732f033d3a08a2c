import { Decimal128, Double, Long } from 'mongodb';
import { compileAggregate } from '../../../lib/engines/mongodb/mongodb-aggregate';
import { COUNT } from '../../../lib/query/computation';
import type { AggregateOperation, Computation } from '../../../lib/query/operation';
import { NO_READ_HINTS } from '../../../lib/query/operation';
import { ALWAYS } from '../../../lib/query/predicate';
import type { ScalarName } from '../../../lib/types/logical-type';
import { ARTICLE, path } from '../postgres/sample-models';

function pipelineOf(compute: readonly Computation[], parts: Partial<AggregateOperation> = {}): readonly unknown[] {
  const operation = { kind: 'aggregate' as const, model: { ...ARTICLE, readOnly: true }, where: ALWAYS, compute };
  const statement = compileAggregate({ ...operation, limit: null, hints: NO_READ_HINTS, ...parts });
  if (statement.kind !== 'aggregate') throw new Error('no aggregate');
  return statement.pipeline;
}

const computed = (name: 'sum' | 'avg' | 'min' | 'max', text: string, kind: ScalarName): Computation => ({
  name,
  function: name,
  path: path(text),
  type: { kind },
});

describe('aggregate on MongoDB', () => {
  it('counts by int64', () => {
    expect(pipelineOf([COUNT])).toEqual([{ $group: { _id: null, c0: { $sum: { $literal: Long.fromInt(1) } } } }]);
  });

  it('looks at so many documents at most, and at none for 0', () => {
    expect(pipelineOf([COUNT], { limit: 1 })[0]).toEqual({ $limit: 1 });
    expect(pipelineOf([COUNT], { limit: 0 })[0]).toEqual({ $match: { _id: { $in: [] } } });
  });

  it('adds up in the type of the result, so that nothing overflows', () => {
    const pipeline = pipelineOf([
      computed('sum', 'address.visits', 'varint'),
      computed('sum', 'views', 'double'),
      computed('avg', 'price', 'decimal'),
      computed('max', 'title', 'string'),
    ]);
    expect(pipeline).toEqual([
      {
        $group: {
          _id: null,
          c0: { $sum: { $ifNull: [{ $toDecimal: '$address.visits' }, { $literal: Decimal128.fromString('0') }] } },
          c1: { $sum: { $ifNull: [{ $toDouble: '$views' }, { $literal: new Double(0) }] } },
          c2: { $avg: { $toDecimal: '$price' } },
          c3: { $max: '$title' },
        },
      },
    ]);
  });

  it('finds the smallest bytes by their order, and takes the value out again', () => {
    const pipeline = pipelineOf([computed('min', 'raw', 'bytes')]);
    expect(JSON.stringify(pipeline[0])).toContain('"v":"$raw"');
    expect(pipeline[1]).toEqual({ $set: { c0: '$c0.v' } });
  });
});
