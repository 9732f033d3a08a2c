import type { Decimal } from '../types/decimal';
import type { FieldCondition } from './field-condition';
import type { FieldOrder } from './field-order';
import type { NullsOption } from './field-reference';
import type { ElementFilter, Operand, SizeOperators } from './filter';
import type { ReferenceMark } from './reference-mark';
import type { ElementOf, FieldKey, Leaf } from './value-types';

/** What every field reference can say. `D` is the document, `V` what the field is compared with. */
export interface EqualityReference<D, V> extends ReferenceMark {
  /** Equals; null: is null or missing. */
  eq(value: V | ReferenceMark | null): FieldCondition<D>;
  /** Does not equal; true for null and missing too, unless the value is null. */
  ne(value: V | ReferenceMark | null): FieldCondition<D>;
  /** Equals one of them. */
  in(values: readonly (V | null)[]): FieldCondition<D>;
  /** Equals none of them. */
  nin(values: readonly (V | null)[]): FieldCondition<D>;
  /** Is null or missing; with `false` the opposite. */
  isNull(expected?: boolean): FieldCondition<D>;
  /** Is neither null nor missing; with `false` the opposite. */
  exists(expected?: boolean): FieldCondition<D>;
}

/** References to fields with an order. */
export interface OrderReference<D, V> extends EqualityReference<D, V> {
  gt(value: V | ReferenceMark): FieldCondition<D>;
  gte(value: V | ReferenceMark): FieldCondition<D>;
  lt(value: V | ReferenceMark): FieldCondition<D>;
  lte(value: V | ReferenceMark): FieldCondition<D>;
  /** Smallest first. */
  asc(options?: NullsOption): FieldOrder<D>;
  /** Largest first. */
  desc(options?: NullsOption): FieldOrder<D>;
}

/** References to booleans: two values that can be ordered but not compared. */
export interface BooleanReference<D, V> extends EqualityReference<D, V> {
  asc(options?: NullsOption): FieldOrder<D>;
  desc(options?: NullsOption): FieldOrder<D>;
}

/** References to text. */
export interface TextReference<D, V> extends OrderReference<D, V> {
  /** `%` any text, `_` any character, backslash takes the next literally. */
  like(pattern: string): FieldCondition<D>;
  /** `like` whatever the case. */
  ilike(pattern: string): FieldCondition<D>;
  /** In the engine's own dialect; flags i, m and s. */
  regex(pattern: string | RegExp): FieldCondition<D>;
  startsWith(prefix: string): FieldCondition<D>;
}

/** References to lists and sets; null counts as empty. `E` is the element. */
export interface CollectionReference<D, V, E> extends EqualityReference<D, V> {
  contains(value: Operand<E>): FieldCondition<D>;
  containsAll(values: readonly Operand<E>[]): FieldCondition<D>;
  /** Has at least one of them. */
  overlaps(values: readonly Operand<E>[]): FieldCondition<D>;
  /** Has none of them. */
  disjoint(values: readonly Operand<E>[]): FieldCondition<D>;
  /** Has nothing but them. */
  subset(values: readonly Operand<E>[]): FieldCondition<D>;
  size(size: number | SizeOperators): FieldCondition<D>;
  empty(expected?: boolean): FieldCondition<D>;
  /** At least one element fulfils the filter. */
  any(filter: ElementFilter<E>): FieldCondition<D>;
  /** Every element fulfils the filter; true of none at all. */
  all(filter: ElementFilter<E>): FieldCondition<D>;
  /** No element fulfils the filter. */
  none(filter: ElementFilter<E>): FieldCondition<D>;
}

/** References to lists, whose elements have places. */
export interface ListReference<D, V, E> extends CollectionReference<D, V, E> {
  /** The element at an index from 0. */
  at(index: number): Reference<D, NonNullable<E>>;
}

/** References to maps; null counts as empty. */
export interface MapReference<D, V, K, E> extends EqualityReference<D, V> {
  hasKey(key: K): FieldCondition<D>;
  size(size: number | SizeOperators): FieldCondition<D>;
  empty(expected?: boolean): FieldCondition<D>;
  /** The value of a key. */
  at(key: K): Reference<D, NonNullable<E>>;
}

/** Reference to a field of type `V` of a document `D`. */
export type Reference<D, V> = [V] extends [string]
  ? TextReference<D, V>
  : [V] extends [boolean]
    ? BooleanReference<D, V>
    : [V] extends [Leaf]
      ? OrderReference<D, [V] extends [Decimal] ? Decimal | string : V>
      : [V] extends [ReadonlyMap<infer K, infer E>]
        ? MapReference<D, V, K, E>
        : [V] extends [readonly unknown[]]
          ? ListReference<D, Operand<V>, ElementOf<V>>
          : [V] extends [ReadonlySet<infer E>]
            ? CollectionReference<D, V, E>
            : EqualityReference<D, Operand<V>> & References<D, V>;

type References<D, V> = { readonly [K in FieldKey<V>]-?: Reference<D, NonNullable<V[K]>> };

/** The fields of a document as values; what `Model.fields()` gives. */
export type FieldReferences<T> = References<T, T>;
