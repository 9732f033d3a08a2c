import type { ModelMetadata } from '../../metadata/model-metadata';
import type { FieldPath, PathStep } from '../../query/field-path';
import type { LogicalType } from '../../types/logical-type';
import { locatedAt } from '../../types/misfit';
import { type Expression, isPathName, itemAt, memberOf } from './mongodb-expression';
import { mapKeyText, storedName } from './mongodb-names';

/** What paths mean where an expression or a filter stands. */
export interface MongoScope {
  readonly model: ModelMetadata;
  /** Quantifiers around: the element at hand of the innermost one is the variable `e` with this number. */
  readonly depth: number;
  /** Type of the element at hand, null outside of quantifiers. */
  readonly element: LogicalType | null;
}

/** The scope of a document. */
export function documentScope(model: ModelMetadata): MongoScope {
  return { model, depth: 0, element: null };
}

/** The scope of the elements of a collection, inside of another one. */
export function elementScope(scope: MongoScope, element: LogicalType): MongoScope {
  return { model: scope.model, depth: scope.depth + 1, element };
}

/** Name of the variable that is the element at hand. */
export function elementName(depth: number): string {
  return `e${depth}`;
}

/** Type of what a step leads to. */
function typeBelow(type: LogicalType, step: PathStep): LogicalType | null {
  if (step.kind === 'property') return step.field.type;
  if (type.kind === 'map') return type.value;
  if (type.kind === 'list' || type.kind === 'set') return type.element;
  return type.kind === 'tuple' && step.kind === 'index' ? (type.elements[step.index] ?? null) : null;
}

/** Name of the member that a step into a map or an embedded value leads to; of an index its digits. */
export function stepName(type: LogicalType | null, step: PathStep): string {
  if (step.kind === 'property') return step.field.column;
  if (step.kind === 'index') return String(step.index);
  return mapKeyText(step.key, type?.kind === 'map' ? type.key : null);
}

/** The steps of a path, each with the type that it starts from. */
export function stepsOf(
  path: FieldPath,
  element: LogicalType | null,
): readonly { readonly step: PathStep; readonly type: LogicalType | null }[] {
  let type: LogicalType | null = path.field === null ? element : path.field.type;
  return path.steps.map((step) => {
    const from = type;
    type = from === null ? null : typeBelow(from, step);
    return { step, type: from };
  });
}

/**
 * The dotted name of a path in filters, sorts and projections; empty for the element at hand, null where there is none: for
 * names with dots and the like, and behind an index, where filters would also look into the list's other items.
 */
export function plainName(path: FieldPath, scope: MongoScope): string | null {
  const names = path.field === null ? [] : [storedName(scope.model, path.field)];
  for (const { step, type } of stepsOf(path, scope.element)) {
    const name = stepName(type, step);
    if (step.kind === 'index' || !isPathName(name)) return null;
    names.push(name);
  }
  return names.join('.');
}

/** The value at the end of a path; missing where there is none. */
export function pathValue(path: FieldPath, scope: MongoScope): Expression {
  let value: Expression =
    path.field === null ? `$$${elementName(scope.depth)}` : `$${storedName(scope.model, path.field)}`;
  for (const { step, type } of stepsOf(path, scope.element)) {
    if (step.kind === 'index') value = itemAt({ $ifNull: [value, null] }, step.index);
    else value = memberIn(value, stepName(type, step), path);
  }
  return value;
}

function memberIn(value: Expression, name: string, path: FieldPath): Expression {
  return atPath(path, () => memberOf(value, name));
}

/** Runs `encode`; a problem in it tells the path it belongs to. */
export function atPath<T>(path: Pick<FieldPath, 'text'>, encode: () => T): T {
  try {
    return encode();
  } catch (cause) {
    throw locatedAt(cause, path.text);
  }
}
