import type { Leaf } from './value-types';

type KeyPart = Exclude<Leaf, symbol>;

/** What stands for one document: the only key field's value, an object by property, or a list in key order. */
export type KeyOf<T> = KeyPart | readonly KeyPart[] | { readonly [K in keyof T]?: T[K] | string };
