import type { Decimal } from '../types/decimal';
import type { FieldPath, PathValue } from './path-types';
import type { FieldKey } from './value-types';

type Head<P extends string> = P extends `${infer H}.${string}` ? H : P;
type Tail<P extends string, K extends string> = P extends `${K}.${infer R}` ? R : never;

/** As read: a missing value is null, never undefined. */
type Stored<V> = undefined extends V ? Exclude<V, undefined> | null : V;

type Within<V, P extends string> =
  V extends ReadonlyMap<infer K, infer E> ? { -readonly [N in P & K]: E | null } : Selected<V, P>;

/** A row of the named paths, nested as stored. Below something that may be missing every part may be null. */
export type Selected<T, P extends string> = {
  -readonly [K in Head<P> & keyof T]: K extends P
    ? Stored<T[K]>
    : null extends Stored<T[K]>
      ? Nullable<Within<NonNullable<T[K]>, Tail<P, K & string>>>
      : Within<NonNullable<T[K]>, Tail<P, K & string>>;
};

type Nullable<T> = { [K in keyof T]: T[K] | null };

/** A plain object with every field of a document. */
export type LeanRow<T> = { -readonly [K in FieldKey<T> & keyof T]: Stored<T[K]> };

/** Values of the named paths, in order. */
export type ValueTuple<T, P extends readonly string[]> = {
  -readonly [I in keyof P]: Stored<PathValue<T, P[I]>>;
};

/** Value of one path as `distinct`, `min` and `max` give it. */
export type StoredValue<T, P extends string> = Stored<PathValue<T, P>>;

/** Paths of the fields that can be added up. */
export type NumericPath<T> = {
  [P in FieldPath<T>]: NonNullable<PathValue<T, P>> extends number | bigint | Decimal ? P : never;
}[FieldPath<T>];

/** Type of a sum: exact for exact fields. */
export type SumOf<V> = V extends number | bigint | Decimal ? V : never;

/** Type of an average: a number for numbers, else a `Decimal`. */
export type AverageOf<V> = V extends number ? number : Decimal;
