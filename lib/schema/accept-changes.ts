import type { SchemaChange, SchemaPlan } from '../contract/schema-sync';
import { SchemaError } from '../errors/database-errors';

/** What may be applied beyond the safe changes. */
export interface AcceptOptions {
  /** Risks that the caller has named. */
  readonly allow?: readonly ('rewrite' | 'destructive')[] | undefined;
  /** Lets the removal of indexes pass, which the caller asked for by planning it. */
  readonly dropRemovedIndexes?: boolean | undefined;
}

function isAccepted(change: SchemaChange, options: AcceptOptions): boolean {
  if (change.risk === 'safe') return true;
  if (change.kind === 'dropIndex' && options.dropRemovedIndexes === true) return true;
  return change.risk !== 'impossible' && (options.allow?.includes(change.risk) ?? false);
}

function describe(change: SchemaChange): string {
  return `${change.model ?? 'the store'}: ${change.statement}`;
}

/**
 * Chooses what to apply from a plan: the safe changes, and those whose risk the caller named. Others stay planned
 * and are left out. Order and identity of the changes are kept.
 *
 * Throws `SchemaError` (POLYDOC_SCHEMA) that lists every impossible change, so that nothing of such a plan is applied.
 */
export function acceptChanges(plan: SchemaPlan, options: AcceptOptions = {}): SchemaPlan {
  const impossible = plan.filter((change) => change.risk === 'impossible');
  if (impossible.length === 0) return plan.filter((change) => isAccepted(change, options));
  const models = new Set(impossible.map((change) => change.model));
  const [only] = models;
  throw new SchemaError(`The stored schema cannot be brought in line: ${impossible.map(describe).join('; ')}`, {
    model: models.size === 1 ? (only ?? undefined) : undefined,
    operation: 'syncSchema',
    hint: 'Nothing was changed.',
  });
}
