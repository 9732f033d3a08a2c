import type { FindOperation } from '../../query/operation';
import { distinctStages } from './mongodb-distinct';
import { hasExpiry } from './mongodb-expiry';
import { NOTHING, withNotExpired } from './mongodb-filter';
import { targetOf } from './mongodb-names';
import { orderOf, sortStage, WITHOUT_COMPUTED } from './mongodb-order';
import { compilePredicate } from './mongodb-predicate';
import { projectionOf } from './mongodb-projection';
import type { BsonDocument, MongoStatement, SortTerms } from './mongodb-statement';

/**
 * A read as `find`; as `aggregate` where rows are distinct, or ordered by something computed.
 * Throws what `compilePredicate` does.
 */
export function compileFind(operation: FindOperation): MongoStatement {
  if (operation.distinct) return aggregate(operation, distinctStages(operation));
  const { model, where } = operation;
  const projection = projectionOf(model, operation.selection);
  // One document has no order.
  const order = where.kind === 'key' ? NO_ORDER : orderOf(model, operation.orderBy);
  if (order.before !== null) return aggregate(operation, orderedStages(operation, order, projection));
  const dropsExpired = projection === null && hasExpiry(model) && isByKeys(operation);
  return {
    kind: 'find',
    target: targetOf(model),
    filter: dropsExpired ? compilePredicate(model, where) : filterOf(operation),
    projection,
    sort: order.sort.length === 0 ? null : order.sort,
    limit: limitOf(operation),
    skip: operation.skip,
    hints: operation.hints,
    dropsExpired,
  };
}

const NO_ORDER: { readonly sort: SortTerms; readonly before: null } = Object.freeze({ sort: [], before: null });

/** The filter of a read; for the server no limit and a limit of 0 are the same, so that 0 is one that nothing matches. */
function filterOf({ model, where, limit }: FindOperation): BsonDocument {
  return limit === 0 ? NOTHING : withNotExpired(model, compilePredicate(model, where));
}

function limitOf({ where, limit }: FindOperation): number | null {
  return limit === 0 || where.kind === 'key' ? null : limit;
}

/** True where every document with one of the keys comes, so that it can be left out on arrival. */
function isByKeys({ where, skip, limit }: FindOperation): boolean {
  if (skip > 0 || limit === 0) return false;
  if (where.kind === 'key') return true;
  return where.kind === 'keys' && (limit === null || limit >= where.keys.length);
}

function aggregate(operation: FindOperation, stages: readonly BsonDocument[]): MongoStatement {
  const filter = filterOf(operation);
  const match = Object.keys(filter).length === 0 ? [] : [{ $match: filter }];
  return {
    kind: 'aggregate',
    target: targetOf(operation.model),
    pipeline: [...match, ...stages],
    hints: operation.hints,
  };
}

function orderedStages(
  { skip, limit }: FindOperation,
  order: ReturnType<typeof orderOf>,
  projection: BsonDocument | null,
): readonly BsonDocument[] {
  return [
    ...(order.before === null ? [] : [order.before]),
    sortStage(order.sort),
    ...(skip === 0 ? [] : [{ $skip: skip }]),
    ...(limit === null || limit === 0 ? [] : [{ $limit: limit }]),
    projection === null ? WITHOUT_COMPUTED : { $project: projection },
  ];
}
