import { InvalidQueryError } from '../../errors/usage-errors';
import type { Assignment } from '../../query/assignment';
import type { FieldPath } from '../../query/field-path';
import type { LogicalType } from '../../types/logical-type';
import { atWritten } from './at-written';
import { codecOf } from './mongodb-codecs';
import { checkValueSize } from './mongodb-document-size';

/** A canonical value as what is sent. Throws `ValueProblem` with the path in front. */
export function encodeAt(path: FieldPath, type: LogicalType, value: unknown): unknown {
  return atWritten(path, () => {
    const encoded = codecOf(type).encode(value);
    checkValueSize(type, value, encoded);
    return encoded;
  });
}

/** A value that may be null, or null. */
export function encodeOrNull(path: FieldPath, type: LogicalType, value: unknown): unknown {
  return value === null || value === undefined ? null : encodeAt(path, type, value);
}

/** Type of the elements of a list or a set, or of the values of a map; the type itself where it has none. */
export function partType(type: LogicalType): LogicalType {
  if (type.kind === 'list' || type.kind === 'set') return type.element;
  return type.kind === 'map' ? type.value : type;
}

/**
 * True where null is stored by leaving the place out: for whole fields. Embedded values, lists and maps hold their nulls.
 */
export function isLeftOut(path: FieldPath): boolean {
  return path.steps.length === 0;
}

/** Assignments that work on the elements of a collection. */
export type ListAssignment = Extract<Assignment, { readonly values: unknown }>;

/** The operands of a change of elements as they are sent. Throws `InvalidQueryError` where there are no elements. */
export function encodedValues(assignment: ListAssignment): readonly unknown[] {
  const { path, values } = assignment;
  if (path.type.kind !== 'list' && path.type.kind !== 'set') throw wrongOperator(assignment);
  const { element } = path.type;
  return values.map((value) => encodeOrNull(path, element, value));
}

/** The error of an operator that the type at its path does not have. */
export function wrongOperator({ kind, path }: Assignment): InvalidQueryError {
  return new InvalidQueryError(`${kind} cannot be applied to ${path.text}, which holds ${path.type.kind}.`, {
    path: path.text,
  });
}
