import type { FieldPath } from './field-path';

/** One change to one place of a document. Values are canonical and fit the place's type; null only in `set`. */
export type Assignment =
  | { readonly kind: 'set'; readonly path: FieldPath; readonly value: unknown }
  /** Removes the value: null in a column, the entry itself inside an embedded value or a map. */
  | { readonly kind: 'unset'; readonly path: FieldPath }
  | { readonly kind: 'increment' | 'multiply' | 'min' | 'max'; readonly path: FieldPath; readonly operand: unknown }
  | {
      readonly kind: 'push' | 'prepend' | 'pull' | 'addToSet';
      readonly path: FieldPath;
      readonly values: readonly unknown[];
    }
  /** Sets entries of a map, keeping the others. */
  | { readonly kind: 'put'; readonly path: FieldPath; readonly entries: readonly (readonly [unknown, unknown])[] }
  /** Replaces one element of a list; beyond the end of the list it is an error of the call. */
  | { readonly kind: 'setIndex'; readonly path: FieldPath; readonly index: number; readonly value: unknown }
  | { readonly kind: 'removeKey'; readonly path: FieldPath; readonly key: unknown }
  | { readonly kind: 'removeIndex'; readonly path: FieldPath; readonly index: number };
