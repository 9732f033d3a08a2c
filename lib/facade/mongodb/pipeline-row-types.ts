import type { FieldKey, Leaf } from '../../query/value-types';

/** How many levels of a row the compiler follows; deeper ones are checked at run time only. */
type NextDepth = [never, 0, 1, 2, 3];

/** As read: a missing value is null, never undefined. */
type Stored<V> = undefined extends V ? Exclude<V, undefined> | null : V;

/** A value as rows have it: embedded values are plain objects. Maps come before sets, which have fewer members. */
export type PlainValue<V> = unknown extends V
  ? V
  : V extends Leaf | null | undefined
    ? V
    : V extends ReadonlyMap<infer K, infer E>
      ? Map<K, PlainValue<E>>
      : V extends readonly (infer E)[]
        ? PlainValue<E>[]
        : V extends ReadonlySet<infer E>
          ? Set<PlainValue<E>>
          : V extends object
            ? PipelineRow<V>
            : V;

/** A row with every field of a model, as a pipeline gets it. */
export type PipelineRow<T> = { -readonly [K in FieldKey<T> & keyof T]: PlainValue<Stored<T[K]>> };

type Parts<V, D extends number> = unknown extends V
  ? string
  : V extends Leaf | null | undefined
    ? never
    : V extends ReadonlyMap<infer K extends string | number | bigint | boolean, unknown>
      ? `${K}`
      : V extends readonly (infer E)[] | ReadonlySet<infer E>
        ? Parts<E, D>
        : V extends object
          ? PathsOf<V, NextDepth[D]>
          : never;

type PathsOf<R, D extends number> = [D] extends [never]
  ? never
  : string extends keyof R
    ? string
    : { [K in keyof R & string]: K | `${K}.${Parts<R[K], D>}` }[keyof R & string];

/** Every path of a row; paths go through lists. */
export type RowPath<R> = PathsOf<R, 4>;

/** What is at the end of a path: a list for each list that it goes through. */
export type RowValue<R, P extends string> = P extends keyof R
  ? R[P]
  : P extends `${infer K}.${infer Q}`
    ? K extends keyof R
      ? ValueBelow<R[K], Q>
      : unknown
    : unknown;

type ValueBelow<V, Q extends string> = unknown extends V
  ? unknown
  : V extends null | undefined
    ? null
    : V extends ReadonlyMap<unknown, infer E>
      ? E | null
      : V extends readonly (infer E)[] | ReadonlySet<infer E>
        ? ValueBelow<E, Q>[]
        : RowValue<V, Q>;

/** The same type, as one object. */
export type Simplify<R> = { [K in keyof R]: R[K] };

/** The rows of both: what one of them lacks is null in its rows. */
export type UnitedRow<R, O> = {
  [K in keyof R | keyof O]: (K extends keyof R ? R[K] : null) | (K extends keyof O ? O[K] : null);
};

/** The row with other members. */
export type Replaced<R, N> = Simplify<Omit<R, keyof N> & N>;

/** The row with another value at a path. */
export type ReplacedAt<R, P extends string, V> = P extends keyof R
  ? Replaced<R, { [K in P]: V }>
  : P extends `${infer K}.${infer Q}`
    ? K extends keyof R
      ? Replaced<R, { [N in K]: ReplacedBelow<R[K], Q, V> }>
      : R
    : R;

type ReplacedBelow<T, Q extends string, V> = T extends Leaf | null | undefined
  ? T
  : T extends readonly (infer E)[]
    ? ReplacedBelow<E, Q, V>[]
    : T extends ReadonlyMap<unknown, unknown>
      ? T
      : ReplacedAt<T, Q, V>;

/** The element of a list or a set; the value itself of anything else. */
export type ElementIn<V> =
  V extends ReadonlyMap<unknown, unknown>
    ? V
    : V extends readonly (infer E)[] | ReadonlySet<infer E>
      ? E
      : V extends null | undefined
        ? never
        : V;

type Head<P extends string> = P extends `${infer H}.${string}` ? H : P;
type Tail<P extends string, K extends string> = P extends `${K}.${infer Q}` ? Q : never;

/** A row of the named paths, nested as it is. */
export type PickedRow<R, P extends string> = {
  [K in Head<P> & keyof R & string]: K extends P ? R[K] : PickedBelow<R[K], Tail<P, K>>;
};

type PickedBelow<V, P extends string> = V extends Leaf | null | undefined | ReadonlyMap<unknown, unknown>
  ? V
  : V extends readonly (infer E)[]
    ? PickedBelow<E, P>[]
    : PickedRow<V, P>;
