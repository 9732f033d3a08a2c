import { InvalidQueryError } from '../../errors/usage-errors';
import type { Assignment } from '../../query/assignment';
import type { FieldPath } from '../../query/field-path';
import type { Codec } from './postgres-codec';
import { atPath, type PathScope } from './postgres-path';

/** What all expressions of one update share. */
export interface Change {
  readonly scope: PathScope;
  /** Grows by a condition for each list element that must exist. */
  readonly guards: string[];
}

/** A value, or null, as a parameter with its SQL type. */
export function bindable(path: FieldPath, codec: Codec, value: unknown, { scope }: Change): string {
  const isMissing = value === null || value === undefined;
  return `${scope.writer.bind(isMissing ? null : atPath(path, () => codec.encode(value)))}::${codec.sqlType}`;
}

/** The new value of a scalar made of its old one. Throws `InvalidQueryError` for operators of collections. */
export function scalarChange(base: string, assignment: Assignment, codec: Codec, change: Change): string {
  switch (assignment.kind) {
    case 'increment':
      return `${orZero(base, codec)} + ${bindable(assignment.path, codec, assignment.operand, change)}`;
    case 'multiply':
      return `${orZero(base, codec)} * ${bindable(assignment.path, codec, assignment.operand, change)}`;
    case 'min':
      return `LEAST(${base}, ${bindable(assignment.path, codec, assignment.operand, change)})`;
    case 'max':
      return `GREATEST(${base}, ${bindable(assignment.path, codec, assignment.operand, change)})`;
    default:
      throw wrongOperator(assignment);
  }
}

function orZero(base: string, codec: Codec): string {
  return `COALESCE(${base}, 0::${codec.sqlType})`;
}

/** The error of an operator that the type at its path does not have. */
export function wrongOperator({ kind, path }: Assignment): InvalidQueryError {
  return new InvalidQueryError(`${kind} cannot be applied to ${path.text}, which holds ${path.type.kind}.`, {
    path: path.text,
  });
}

/** Notes the condition that a list is long enough to have an element at a position, given as SQL. */
export function guardElement(length: string, position: string, change: Change): void {
  change.guards.push(`${length} > ${position}`);
}
