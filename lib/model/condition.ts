import { InvalidQueryError } from '../errors/usage-errors';
import type { ModelMetadata } from '../metadata/model-metadata';
import { parseFilter } from '../query/parse-filter';
import type { Predicate } from '../query/predicate';

const ALLOWED: ReadonlySet<Predicate['kind']> = new Set(['always', 'and', 'compare', 'in', 'null']);

/**
 * The condition of a conditional write, or null when none was given.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for anything but `$eq $ne $gt $gte $lt $lte $in` on fields.
 */
export function conditionPredicate(model: ModelMetadata, conditions: unknown): Predicate | null {
  if (conditions === undefined || conditions === null) return null;
  const predicate = parseFilter(model, conditions);
  if (!isAllowed(predicate)) {
    throw new InvalidQueryError(`ifConditions of ${model.name} knows only $eq $ne $gt $gte $lt $lte $in.`, {
      model: model.name,
    });
  }
  return predicate.kind === 'always' ? null : predicate;
}

function isAllowed(predicate: Predicate): boolean {
  if (predicate.kind === 'and') return predicate.operands.every(isAllowed);
  if (predicate.kind === 'compare') return predicate.operand.kind === 'value';
  return ALLOWED.has(predicate.kind);
}
