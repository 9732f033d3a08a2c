import type { DeleteOperation } from '../../query/operation';
import type { Predicate } from '../../query/predicate';
import { allOf, EVERYTHING, withNotExpired } from './mongodb-filter';
import { targetOf } from './mongodb-names';
import { compilePredicate } from './mongodb-predicate';
import type { MongoStatement } from './mongodb-statement';

/** A removal as `deleteOne` by key, else as `deleteMany`. What has ended counts as gone. */
export function compileDelete({ model, where, condition }: DeleteOperation): MongoStatement {
  const further = condition === null ? EVERYTHING : compilePredicate(model, condition);
  const filter = withNotExpired(model, allOf(compilePredicate(model, where), further));
  return { kind: 'delete', target: targetOf(model), filter, many: !isByKey(where) };
}

/** True where at most one document can match, since its key is given. */
export function isByKey(where: Predicate): boolean {
  return where.kind === 'key' || (where.kind === 'and' && where.operands.some(isByKey));
}
