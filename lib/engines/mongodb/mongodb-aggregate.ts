import type { AggregateOperation, Computation } from '../../query/operation';
import { byteOrderOf, needsByteOrder } from './mongodb-bytes-order';
import { codecOf } from './mongodb-codecs';
import { type Expression, isNull, isPresent, literal } from './mongodb-expression';
import { NOTHING, withNotExpired } from './mongodb-filter';
import { computedName, ID, targetOf } from './mongodb-names';
import { documentScope, type MongoScope, pathValue } from './mongodb-path';
import { compilePredicate } from './mongodb-predicate';
import type { BsonDocument, MongoStatement } from './mongodb-statement';

/**
 * Computations over matching documents as one group; over none there is no row. Sums are computed in the type of their
 * result, since the server's own ones of int64 go over to doubles when they overflow.
 */
export function compileAggregate(operation: AggregateOperation): MongoStatement {
  const { model, compute, limit } = operation;
  const scope = documentScope(model);
  const filter = limit === 0 ? NOTHING : withNotExpired(model, compilePredicate(model, operation.where));
  const computed = compute.map((one, position) => [computedName(position), accumulator(one, scope)] as const);
  const unwrapped = compute.flatMap((one, position) => {
    const name = computedName(position);
    return isByteExtreme(one) ? [[name, `$${name}.v`] as const] : [];
  });
  const pipeline: BsonDocument[] = [
    ...(Object.keys(filter).length === 0 ? [] : [{ $match: filter }]),
    ...(limit === null || limit === 0 ? [] : [{ $limit: limit }]),
    { $group: { [ID]: null, ...Object.fromEntries(computed) } },
    ...(unwrapped.length === 0 ? [] : [{ $set: Object.fromEntries(unwrapped) }]),
  ];
  return { kind: 'aggregate', target: targetOf(model), pipeline, hints: operation.hints };
}

function accumulator(computation: Computation, scope: MongoScope): Expression {
  const { path } = computation;
  const one = literal(codecOf({ kind: 'bigint' }).encode(1n));
  if (path === null) return { $sum: one };
  const value = pathValue(path, scope);
  switch (computation.function) {
    case 'count':
      return { $sum: { $cond: [isPresent(value), one, literal(codecOf({ kind: 'bigint' }).encode(0n))] } };
    case 'sum':
      // Nothing but nulls adds up to an int32, which is no value of the type.
      return { $sum: { $ifNull: [converted(value, computation), literal(zeroOf(computation))] } };
    case 'avg':
      return { $avg: converted(value, computation) };
    case 'min':
    case 'max':
      return { [`$${computation.function}`]: isByteExtreme(computation) ? ordered(value) : value };
  }
}

function isExact({ type }: Computation): boolean {
  return type.kind === 'varint' || type.kind === 'decimal';
}

function converted(value: Expression, computation: Computation): Expression {
  return isExact(computation) ? { $toDecimal: value } : { $toDouble: value };
}

function zeroOf(computation: Computation): unknown {
  return isExact(computation) ? codecOf({ kind: 'varint' }).encode(0n) : codecOf({ kind: 'double' }).encode(0);
}

function isByteExtreme({ path, function: name }: Computation): boolean {
  return path !== null && (name === 'min' || name === 'max') && needsByteOrder(path);
}

/** The value behind what it is ordered by: documents are compared member by member. */
function ordered(value: Expression): Expression {
  return { $cond: [isNull(value), null, { b: byteOrderOf(value), v: value }] };
}
