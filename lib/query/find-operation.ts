import { frozen } from '../internal/freeze';
import type { DiscriminatorMetadata, ModelMetadata } from '../metadata/model-metadata';
import { type FieldPath, pathOf } from './field-path';
import type { AggregateOperation, Computation, FindOperation } from './operation';
import { completeOrder } from './parse-order';

import { ALWAYS, and, NEVER, type Predicate } from './predicate';
import type { QueryState } from './query-state';
import type { OrderTerm, Visibility } from './selection';

/**
 * The operation that reads what a query asks for: with the complete order, every field unless some were selected, and
 * only rows that the query's class and its view of deleted rows let through.
 */
export function findOperation(state: QueryState): FindOperation {
  return frozen({
    kind: 'find' as const,
    model: state.model,
    where: visibleWhere(state),
    orderBy: orderOf(state),
    limit: state.limit,
    skip: state.skip,
    selection: state.selection ?? allFieldPaths(state.model),
    distinct: state.distinct,
    lock: state.lock,
    hints: state.hints,
  });
}

/** The operation that computes over what a query asks for; a limit counts the skipped rows, too. */
export function aggregateOperation(state: QueryState, computations: readonly Computation[]): AggregateOperation {
  return frozen({
    kind: 'aggregate' as const,
    model: state.model,
    where: visibleWhere(state),
    compute: computations,
    limit: state.limit === null ? null : state.limit + state.skip,
    hints: state.hints,
  });
}

/** The filter of a query with what its class, its view of deleted rows and a distance in its order add. Also that of set-based writes. */
export function visibleWhere(state: QueryState): Predicate {
  return and(state.where, visiblePredicate(state.model, state.visibility), measurable(state.orderBy));
}

/** What has no vector has no distance. An index of vectors does not hold it, and so it is never found by nearness. */
function measurable([first]: readonly OrderTerm[]): Predicate {
  if (first?.near === undefined || !first.path.nullable) return ALWAYS;
  return frozen({ kind: 'null' as const, path: first.path, negated: true });
}

/** What a class and a view of deleted rows add to every filter; no condition at all for most models. */
export function visiblePredicate(model: ModelMetadata, visibility: Visibility): Predicate {
  const deleted = deletedPredicate(model, visibility);
  if (model.discriminator === null) return deleted;
  return and(deleted, classPredicate(model, model.discriminator));
}

function deletedPredicate(model: ModelMetadata, { deleted }: Visibility): Predicate {
  if (model.deletedAt === null || deleted === 'include') return ALWAYS;
  return frozen({ kind: 'null' as const, path: pathOf(model.deletedAt), negated: deleted === 'only' });
}

/** Rows of the class and of those below it; the root of an inheritance sees all. */
function classPredicate(model: ModelMetadata, discriminator: DiscriminatorMetadata): Predicate {
  if (discriminator.root() === model) return ALWAYS;
  const values = [...discriminator.members().keys()];
  const path = pathOf(discriminator.field);
  const [only] = values;
  if (only === undefined) return NEVER;
  if (values.length > 1) return frozen({ kind: 'in' as const, path, values, matchesNull: false, negated: false });
  const operand = frozen({ kind: 'value' as const, value: only });
  return frozen({ kind: 'compare' as const, path, operator: 'eq' as const, operand });
}

/** At most one row answers a key, so there is nothing to order; rows without repetition are ordered by themselves. */
function orderOf(state: QueryState): readonly OrderTerm[] {
  if (state.where.kind === 'key') return NO_ORDER;
  return state.distinct ? state.orderBy : completeOrder(state.model, state.orderBy);
}

const NO_ORDER: readonly OrderTerm[] = Object.freeze([]);

const ALL_FIELDS = new WeakMap<ModelMetadata, readonly FieldPath[]>();

/**
 * Every field of a model; of a class with a discriminator also those of the classes below it, whose documents the read
 * may give. The model's own fields come first, in their order.
 */
export function allFieldPaths(model: ModelMetadata): readonly FieldPath[] {
  const members = model.discriminator?.members();
  const known = ALL_FIELDS.get(model);
  // Classes may be declared later; their fields only ever add to the list.
  if (known !== undefined && members === undefined) return known;
  const byColumn = new Map(model.fields.map((field) => [field.column, field]));
  for (const member of members?.values() ?? []) {
    for (const field of member.fields) if (!byColumn.has(field.column)) byColumn.set(field.column, field);
  }
  if (known?.length === byColumn.size) return known;
  const paths = Object.freeze([...byColumn.values()].map(pathOf));
  ALL_FIELDS.set(model, paths);
  return paths;
}
