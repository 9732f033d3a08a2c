import type { FieldPath } from '../query/field-path';

/** What to make of the wire rows of one selection. */
export interface RowShape {
  /** Everything the rows hold, in order. */
  readonly selection: readonly FieldPath[];
  /** Positions in `selection` that become properties, with the property's name; ascending. */
  readonly properties: readonly {
    readonly position: number;
    readonly property: string;
    readonly onNull: (() => unknown) | null;
  }[];
  /** Prototype of what is made; null for plain objects. */
  readonly prototype: object | null;
}

/**
 * Compiled reading of wire rows. `create` and `original` never share a mutable value: what the caller changes in a
 * document leaves `original` as it was.
 */
export interface RowReader {
  /** An object with own enumerable data properties in the order of `properties`; runs no constructor. */
  readonly create: (row: unknown) => object;
  /** What to hold on to so that `original` can answer later. Called at most once, after `create`, per row. */
  readonly keep: (row: unknown) => unknown;
  /** The value at a position of `properties` as it was read; a fresh copy if it is mutable. */
  readonly original: (kept: unknown, index: number) => unknown;
}

/** Makes readers for an engine's wire rows. */
export interface RowReaders {
  /** Pure and worth caching: compiles code where that is allowed. */
  compile(shape: RowShape): RowReader;
  /** One decoded value, for choosing a class by discriminator and for results that are not documents. */
  value(row: unknown, position: number, path: FieldPath): unknown;
}
