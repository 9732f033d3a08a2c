import type { FieldKey, Leaf } from './value-types';

/** How many levels of embedded values the compiler follows; deeper ones are checked at run time only. */
type NextDepth = [never, 0, 1, 2, 3];

/** Maps come before sets, because a map has every member of a set. */
type Parts<V, D extends number> = V extends Leaf
  ? never
  : V extends ReadonlyMap<infer K extends string | number | bigint | boolean, unknown>
    ? `${K}`
    : V extends readonly (infer E)[]
      ? `${number}` | `${number}.${Parts<E, D>}`
      : V extends ReadonlySet<unknown>
        ? never
        : V extends object
          ? PathsOf<V, NextDepth[D]>
          : never;

type PathsOf<T, D extends number> = [D] extends [never]
  ? never
  : { [K in FieldKey<T>]: K | `${K}.${Parts<NonNullable<T[K]>, D>}` }[FieldKey<T>];

/** Every path that a filter, an order or a selection may name: fields, embedded fields, map keys, list indexes. */
export type FieldPath<T> = PathsOf<T, 4>;

type Step<V, K extends string> = V extends readonly (infer E)[] ? E : K extends keyof V ? V[K] : never;

/** What is at the end of a path; null and undefined are taken out on the way. */
export type PathValue<T, P extends string> = P extends keyof T
  ? T[P]
  : P extends `${infer K}.${infer R}`
    ? K extends keyof T
      ? Below<NonNullable<T[K]>, R>
      : never
    : never;

/** All that is left of a path is the key, once it comes to a map. */
type Below<V, R extends string> =
  V extends ReadonlyMap<unknown, infer E>
    ? E
    : R extends `${infer K}.${infer Q}`
      ? Below<NonNullable<Step<V, K>>, Q>
      : Step<V, R>;
