import type { Decimal } from '../types/decimal';
import type { Duration } from '../types/duration';

/** Values that are one piece: nothing in a path goes below them. */
export type Leaf = string | number | bigint | boolean | symbol | Date | Uint8Array | Float32Array | Decimal | Duration;

/** Members of a document that are neither fields nor methods. */
type DocumentMember = 'isNew';

/** Names of the fields of a class: what is neither a method nor a member of every document. */
export type FieldKey<T> = {
  [K in keyof T]-?: K extends DocumentMember ? never : K extends string ? (T[K] extends Method ? never : K) : never;
}[keyof T];

type Method = ((...parameters: never[]) => unknown) | undefined;

/** Element of a list or a set, or never. Maps come first, because a map has every member of a set. */
export type ElementOf<V> =
  V extends ReadonlyMap<unknown, unknown>
    ? never
    : V extends readonly (infer E)[]
      ? E
      : V extends ReadonlySet<infer E>
        ? E
        : never;
