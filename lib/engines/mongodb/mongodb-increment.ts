import type { IncrementOperation } from '../../query/operation';
import { ID, isKeyField, targetOf } from './mongodb-names';
import { longOf } from './mongodb-numbers';
import { keyValue } from './mongodb-predicate';
import { projectionOf } from './mongodb-projection';
import type { BsonDocument, MongoStatement } from './mongodb-statement';

/** Deltas of counters as `$inc` on a document that comes into being at 0 if it is missing. */
export function compileIncrement(operation: IncrementOperation): MongoStatement {
  const { model, key, returning } = operation;
  const filter = { [ID]: keyValue(model, key) };
  const update = updateOf(operation);
  const target = targetOf(model);
  if (returning.length === 0) {
    return { kind: 'update', target, filter, update, many: false, upsert: true, counts: 'matched' };
  }
  const projection = projectionOf(model, returning);
  return { kind: 'findAndModify', target, filter, update, upsert: true, projection };
}

function updateOf({ model, deltas }: IncrementOperation): BsonDocument {
  const sums = new Map<string, bigint>();
  for (const { field, by } of deltas) sums.set(field.column, (sums.get(field.column) ?? 0n) + by);
  const others = model.fields.filter((field) => !isKeyField(field) && !sums.has(field.column));
  return {
    ...(sums.size > 0 && { $inc: Object.fromEntries(Array.from(sums, ([name, by]) => [name, longOf(by)])) }),
    // The others are there as well from the beginning.
    ...(others.length > 0 && { $setOnInsert: Object.fromEntries(others.map(({ column }) => [column, longOf(0n)])) }),
  };
}
