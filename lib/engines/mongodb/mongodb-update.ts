import type { UpdateOperation } from '../../query/operation';
import { compileAssignments } from './mongodb-assignment';
import { isByKey } from './mongodb-delete';
import { hasExpiry } from './mongodb-expiry';
import { allOf, EVERYTHING, withNotExpired } from './mongodb-filter';
import { targetOf } from './mongodb-names';
import { compilePredicate } from './mongodb-predicate';
import { projectionOf } from './mongodb-projection';
import type { MongoStatement } from './mongodb-statement';

/**
 * A change of existing documents: one by key, else all that match. Documents without a list element that is to be
 * replaced are not touched. With values to give back it is one document, found and changed in one step.
 */
export function compileUpdate(operation: UpdateOperation): MongoStatement {
  const { model, where, condition, assignments, options, returning } = operation;
  const ttlSeconds = hasExpiry(model) ? options.ttlSeconds : null;
  const { update, guards } = compileAssignments(model, assignments, ttlSeconds);
  const parts = allOf(
    compilePredicate(model, where),
    condition === null ? EVERYTHING : compilePredicate(model, condition),
    ...guards.map((guard) => ({ $expr: guard })),
  );
  const filter = withNotExpired(model, parts);
  const target = targetOf(model);
  const isOne = isByKey(where);
  if (returning.length > 0 && isOne) {
    return { kind: 'findAndModify', target, filter, update, upsert: false, projection: projectionOf(model, returning) };
  }
  return { kind: 'update', target, filter, update, many: !isOne, upsert: false, counts: 'matched' };
}
