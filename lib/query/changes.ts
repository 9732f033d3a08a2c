import type { Decimal } from '../types/decimal';
import type { AttributeValue, WritableKey } from './attributes';
import type { FieldPath, PathValue } from './path-types';
import type { ElementOf, Leaf } from './value-types';

type KeyOfType<T, V> = {
  [K in WritableKey<T>]: NonNullable<T[K]> extends V ? K : never;
}[WritableKey<T>];

type Ordered = Exclude<Leaf, boolean | symbol>;

type Numeric<V> = V extends Decimal ? Decimal | string : V;

type Each<E> = AttributeValue<E> | readonly AttributeValue<E>[] | ReadonlySet<AttributeValue<E>>;

type Nested<T> = Extract<FieldPath<T>, `${string}.${string}`>;

/** Values by field and by dotted path. */
export type PlainChanges<T> = { readonly [K in WritableKey<T>]?: AttributeValue<T[K]> } & {
  readonly [P in Nested<T>]?: AttributeValue<PathValue<T, P>>;
};

type Numbers<T> = { readonly [K in KeyOfType<T, number | bigint | Decimal>]?: Numeric<NonNullable<T[K]>> } & {
  readonly [P in Nested<T>]?: number | bigint | Decimal | string;
};

type Bounds<T> = { readonly [K in KeyOfType<T, Ordered>]?: Numeric<NonNullable<T[K]>> } & {
  readonly [P in Nested<T>]?: Ordered;
};

type Elements<T, C> = { readonly [K in KeyOfType<T, C>]?: Each<ElementOf<NonNullable<T[K]>>> } & {
  readonly [P in Nested<T>]?: unknown;
};

/** The operators of changes, each by field. A list operand pushes, pulls or adds each of its elements. */
export interface ChangeOperators<T> {
  readonly $set?: PlainChanges<T>;
  readonly $unset?: readonly FieldPath<T>[];
  readonly $inc?: Numbers<T>;
  readonly $mul?: Numbers<T>;
  readonly $min?: Bounds<T>;
  readonly $max?: Bounds<T>;
  readonly $push?: Elements<T, readonly unknown[]>;
  readonly $prepend?: Elements<T, readonly unknown[]>;
  readonly $pull?: Elements<T, readonly unknown[] | ReadonlySet<unknown>>;
  readonly $addToSet?: Elements<T, readonly unknown[] | ReadonlySet<unknown>>;
  readonly $put?: { readonly [K in KeyOfType<T, ReadonlyMap<unknown, unknown>>]?: AttributeValue<T[K]> };
  readonly $setIndex?: {
    readonly [K in KeyOfType<T, readonly unknown[]>]?: readonly [
      index: number,
      value: AttributeValue<ElementOf<NonNullable<T[K]>>>,
    ];
  };
}

/** What `update` takes: values by field or dotted path, and operators. */
export type Changes<T> = PlainChanges<T> & ChangeOperators<T>;
