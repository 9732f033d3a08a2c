import type { Decimal } from '../types/decimal';
import type { FieldKey, Leaf } from './value-types';

type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Names of the fields that may be assigned: readonly properties and getters are not among them. */
export type WritableKey<T> = {
  [K in FieldKey<T>]: Same<Pick<T, K>, Mutable<Pick<T, K>>> extends true ? K : never;
}[FieldKey<T>];

/**
 * A value as it may be assigned: a `Decimal` as text, embedded values as plain objects, sets as lists, maps with text
 * as keys as plain objects. Maps come before sets, because a map has every member of a set.
 */
export type AttributeValue<V> = V extends Leaf | null | undefined
  ? V extends Decimal
    ? Decimal | string
    : V
  : V extends ReadonlyMap<infer K, infer E>
    ? ReadonlyMap<K, AttributeValue<E>> | (K extends string ? Readonly<Record<string, AttributeValue<E>>> : never)
    : V extends readonly (infer E)[]
      ? readonly AttributeValue<E>[] | V
      : V extends ReadonlySet<infer E>
        ? ReadonlySet<AttributeValue<E>> | readonly AttributeValue<E>[]
        : V extends object
          ? V | { readonly [K in WritableKey<V>]?: AttributeValue<V[K]> | undefined }
          : V;

/** What a document is built from: its writable fields, each optional. */
export type Attributes<T> = { readonly [K in WritableKey<T>]?: AttributeValue<T[K]> | undefined };
