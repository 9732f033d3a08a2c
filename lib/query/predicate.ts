import { frozen } from '../internal/freeze';
import type { FieldPath } from './field-path';

/** Operators that compare one value. */
export type ComparisonOperator = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte';

/** Right-hand side of a comparison. Values are canonical and fit the path's type; they are never null. */
export type Operand =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'field'; readonly path: FieldPath };

/** Operators that relate a list or a set to given elements. A null collection counts as empty. */
export type CollectionOperator = 'containsAll' | 'overlaps' | 'disjoint' | 'subset';

/**
 * A condition on one document. Two-valued throughout: a predicate never yields "unknown", so `not` is the plain
 * negation; a comparison with a missing value is false, except `ne` and `in.negated`, which are true.
 */
export type Predicate =
  | { readonly kind: 'always' }
  | { readonly kind: 'never' }
  | { readonly kind: 'and'; readonly operands: readonly Predicate[] }
  | { readonly kind: 'or'; readonly operands: readonly Predicate[] }
  | { readonly kind: 'not'; readonly operand: Predicate }
  /** All key fields equal `values`, in key order: the form that every engine answers fastest. */
  | { readonly kind: 'key'; readonly values: readonly unknown[] }
  /** One of several keys. */
  | { readonly kind: 'keys'; readonly keys: readonly (readonly unknown[])[] }
  | {
      readonly kind: 'compare';
      readonly path: FieldPath;
      readonly operator: ComparisonOperator;
      readonly operand: Operand;
    }
  /** `matchesNull`: the list held a null, so null and missing match as well (or, negated, do not). */
  | {
      readonly kind: 'in';
      readonly path: FieldPath;
      readonly values: readonly unknown[];
      readonly matchesNull: boolean;
      readonly negated: boolean;
    }
  | { readonly kind: 'null'; readonly path: FieldPath; readonly negated: boolean }
  /** `%`, `_` and backslash as in SQL. */
  | { readonly kind: 'like'; readonly path: FieldPath; readonly pattern: string; readonly ignoreCase: boolean }
  | { readonly kind: 'regex'; readonly path: FieldPath; readonly source: string; readonly flags: string }
  | { readonly kind: 'startsWith'; readonly path: FieldPath; readonly prefix: string }
  | {
      readonly kind: 'collection';
      readonly path: FieldPath;
      readonly operator: CollectionOperator;
      readonly values: readonly unknown[];
    }
  | { readonly kind: 'size'; readonly path: FieldPath; readonly operator: ComparisonOperator; readonly size: number }
  | { readonly kind: 'hasKey'; readonly path: FieldPath; readonly key: unknown }
  /** `element` speaks of the element: its paths have `field: null`. */
  | {
      readonly kind: 'quantifier';
      readonly quantifier: 'any' | 'all' | 'none';
      readonly path: FieldPath;
      readonly element: Predicate;
    }
  | { readonly kind: 'native'; readonly fragment: NativeFragment }
  | { readonly kind: 'token'; readonly operator: ComparisonOperator; readonly token: bigint };

/** A filter in the engine's own language, with bound values. */
export type NativeFragment =
  | { readonly language: 'mongodb'; readonly query: Readonly<Record<string, unknown>> }
  | { readonly language: 'sql' | 'cql'; readonly strings: readonly string[]; readonly values: readonly unknown[] };

/** Matches everything. */
export const ALWAYS: Predicate = frozen({ kind: 'always' });

/** Matches nothing; a read with it needs no I/O. */
export const NEVER: Predicate = frozen({ kind: 'never' });

/** All of them; flattened, and simplified where one of them decides. */
export function and(...predicates: readonly Predicate[]): Predicate {
  const operands = predicates
    .flatMap((predicate) => (predicate.kind === 'and' ? predicate.operands : [predicate]))
    .filter((predicate) => predicate.kind !== 'always');
  if (operands.some((predicate) => predicate.kind === 'never')) return NEVER;
  const [first, second] = operands;
  if (first === undefined) return ALWAYS;
  return second === undefined ? first : frozen({ kind: 'and', operands });
}

/** Any of them; flattened, and simplified where one of them decides. */
export function or(...predicates: readonly Predicate[]): Predicate {
  const operands = predicates
    .flatMap((predicate) => (predicate.kind === 'or' ? predicate.operands : [predicate]))
    .filter((predicate) => predicate.kind !== 'never');
  if (operands.some((predicate) => predicate.kind === 'always')) return ALWAYS;
  const [first, second] = operands;
  if (first === undefined) return NEVER;
  return second === undefined ? first : frozen({ kind: 'or', operands });
}

/** The opposite. */
export function not(predicate: Predicate): Predicate {
  if (predicate.kind === 'always') return NEVER;
  if (predicate.kind === 'never') return ALWAYS;
  return predicate.kind === 'not' ? predicate.operand : frozen({ kind: 'not', operand: predicate });
}
