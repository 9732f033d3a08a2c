import { frozen } from '../internal/freeze';
import type { FieldMetadata } from '../metadata/field-metadata';
import type { FieldShape, LogicalType } from '../types/logical-type';

/** One step below a field: into an embedded value, a map entry or a list element. */
export type PathStep =
  | { readonly kind: 'property'; readonly field: FieldShape }
  | { readonly kind: 'key'; readonly key: unknown }
  | { readonly kind: 'index'; readonly index: number };

/** Reference to a field or to a part of it; inside a quantifier, to the element at hand or a part of it. */
export interface FieldPath {
  readonly kind: 'path';
  /** The model's field, or null when the path starts at the element of a quantifier. */
  readonly field: FieldMetadata | null;
  readonly steps: readonly PathStep[];
  /** Type at the end of the path. */
  readonly type: LogicalType;
  /** False only where the whole path can never be null. */
  readonly nullable: boolean;
  /** As the user writes it (`address.city`). */
  readonly text: string;
}

const paths = new WeakMap<FieldMetadata, FieldPath>();

/** Path to a whole field; made once per field. */
export function pathOf(field: FieldMetadata): FieldPath {
  const known = paths.get(field);
  if (known !== undefined) return known;
  const { type, nullable, property } = field;
  const path = frozen({ kind: 'path' as const, field, steps: [], type, nullable, text: property });
  paths.set(field, path);
  return path;
}
