import type { Decimal } from '../types/decimal';
import type { FieldCondition } from './field-condition';
import type { NativeFilter } from './native-filter';
import type { FieldPath, PathValue } from './path-types';
import type { ElementOf, FieldKey, Leaf } from './value-types';

/** Another field as an operand. */
export interface FieldOperand<P> {
  readonly $field: P;
}

/** What every field can be asked. `P` are the paths that `$field` may name. */
export interface EqualityOperators<V, P> {
  readonly $eq?: V | FieldOperand<P> | null;
  readonly $ne?: V | FieldOperand<P> | null;
  readonly $in?: readonly (V | null)[];
  readonly $nin?: readonly (V | null)[];
  readonly $null?: boolean;
  readonly $exists?: boolean;
}

/** What fields with an order can be asked. */
export interface OrderOperators<V, P> extends EqualityOperators<V, P> {
  readonly $gt?: V | FieldOperand<P> | null;
  readonly $gte?: V | FieldOperand<P> | null;
  readonly $lt?: V | FieldOperand<P> | null;
  readonly $lte?: V | FieldOperand<P> | null;
}

/** What text fields can be asked. */
export interface TextOperators<V, P> extends OrderOperators<V, P> {
  readonly $like?: string;
  readonly $ilike?: string;
  readonly $regex?: string | RegExp;
  readonly $startsWith?: string;
}

/** Comparisons of a size. */
export interface SizeOperators {
  readonly $eq?: number;
  readonly $ne?: number;
  readonly $gt?: number;
  readonly $gte?: number;
  readonly $lt?: number;
  readonly $lte?: number;
}

/** What lists and sets can be asked; `V` is the whole value, `E` its element. */
export interface CollectionOperators<V, E, P> extends EqualityOperators<V, P> {
  readonly $contains?: Operand<E>;
  readonly $containsAll?: readonly Operand<E>[] | ReadonlySet<Operand<E>>;
  readonly $overlaps?: readonly Operand<E>[] | ReadonlySet<Operand<E>>;
  readonly $disjoint?: readonly Operand<E>[] | ReadonlySet<Operand<E>>;
  readonly $subset?: readonly Operand<E>[] | ReadonlySet<Operand<E>>;
  readonly $size?: number | SizeOperators;
  readonly $empty?: boolean;
  readonly $any?: ElementFilter<E>;
  readonly $all?: ElementFilter<E>;
  readonly $none?: ElementFilter<E>;
}

/** What maps can be asked. */
export interface MapOperators<V, K, P> extends EqualityOperators<V, P> {
  readonly $hasKey?: K;
  readonly $size?: number | SizeOperators;
  readonly $empty?: boolean;
}

/** A value as an operand: a `Decimal` may be written as text, an embedded value as a plain object. */
export type Operand<V> = V extends Leaf
  ? V extends Decimal
    ? Decimal | string
    : V
  : V extends readonly (infer E)[]
    ? readonly Operand<E>[]
    : V extends ReadonlySet<unknown> | ReadonlyMap<unknown, unknown>
      ? V
      : V extends object
        ? V | { readonly [K in FieldKey<V>]?: Operand<V[K]> }
        : V;

/** What may stand behind a field whose value is `V`. The tuples keep unions such as `'a' | 'b'` together; maps
 * come before sets, because a map has every member of a set. */
export type Condition<V, P> = [V] extends [string]
  ? V | FieldOperand<P> | null | readonly (V | null)[] | TextOperators<V, P>
  : [V] extends [boolean]
    ? V | FieldOperand<P> | null | readonly (V | null)[] | EqualityOperators<V, P>
    : [V] extends [Decimal]
      ?
          | Decimal
          | string
          | FieldOperand<P>
          | null
          | readonly (Decimal | string | null)[]
          | OrderOperators<Decimal | string, P>
      : [V] extends [Leaf]
        ? V | FieldOperand<P> | null | readonly (V | null)[] | OrderOperators<V, P>
        : [V] extends [ReadonlyMap<infer K, unknown>]
          ? V | FieldOperand<P> | null | MapOperators<V, K, P>
          : [V] extends [readonly unknown[] | ReadonlySet<unknown>]
            ? Operand<V> | FieldOperand<P> | null | CollectionOperators<Operand<V>, ElementOf<V>, P>
            : Operand<V> | FieldOperand<P> | null | EqualityOperators<Operand<V>, P>;

/** Conditions by field path. */
export type Conditions<T, P extends string = FieldPath<T>> = {
  readonly [K in P]?: Condition<NonNullable<PathValue<T, K>>, P>;
};

/** Combinations of filters; all that are given must hold. */
export interface Combinators<F> {
  readonly $and?: readonly F[];
  readonly $or?: readonly F[];
  readonly $not?: F;
}

/** A range of the partition key's token. */
export interface TokenOperators {
  readonly $eq?: bigint;
  readonly $gt?: bigint;
  readonly $gte?: bigint;
  readonly $lt?: bigint;
  readonly $lte?: bigint;
}

/** What a quantifier says of an element: a filter of an embedded value, or operators of a scalar. */
export type ElementFilter<E> = [E] extends [Leaf | readonly unknown[]]
  ? Exclude<Extract<Condition<E, never>, object>, readonly unknown[] | Leaf | FieldOperand<never>> &
      Combinators<Exclude<Extract<Condition<E, never>, object>, readonly unknown[] | Leaf | FieldOperand<never>>>
  : (Conditions<E> & Combinators<ElementFilter<E>>) | readonly ElementFilter<E>[];

/** A filter in object form. */
export type FilterObject<T> = Conditions<T> & Combinators<Filter<T>> & { readonly $token?: TokenOperators };

/**
 * What `find`, `where`, `count` and the like take: an object of conditions by field path, a condition from `fields()`,
 * a native fragment, or a list of filters that must all hold. Checked again at run time, before any I/O.
 */
export type Filter<T> = FilterObject<T> | FieldCondition<T> | NativeFilter | readonly Filter<T>[];
