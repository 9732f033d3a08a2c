/** Names of the types that hold one value. */
export const SCALAR_NAMES = [
  'string',
  'ascii',
  'boolean',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'varint',
  'float',
  'double',
  'decimal',
  'uuid',
  'timeuuid',
  'objectId',
  'date',
  'time',
  'timestamp',
  'duration',
  'bytes',
  'inet',
  'json',
] as const;

/** Name of a type that holds one value. */
export type ScalarName = (typeof SCALAR_NAMES)[number];

/** What a field holds, independent of any store. `kind` of a scalar is its name. */
export type LogicalType =
  | { readonly kind: ScalarName }
  | { readonly kind: 'list'; readonly element: LogicalType }
  | { readonly kind: 'set'; readonly element: LogicalType }
  | { readonly kind: 'map'; readonly key: LogicalType; readonly value: LogicalType }
  | { readonly kind: 'tuple'; readonly elements: readonly LogicalType[] }
  | { readonly kind: 'vector'; readonly dimensions: number }
  | { readonly kind: 'embedded'; readonly shape: () => EmbeddedShape };

/** One named, typed place in a document or in an embedded value. */
export interface FieldShape {
  /** Name in the class. */
  readonly property: string;
  /** Name in the store. */
  readonly column: string;
  readonly type: LogicalType;
  readonly nullable: boolean;
  /** Makes the value of a field that a plain object leaves out; null or absent without a default. */
  readonly makeDefault?: (() => unknown) | null;
}

/** The fields of an `@Embeddable` class. Reading makes instances with `prototype` and runs no constructor. */
export interface EmbeddedShape {
  /** Stored name of the type, where a store names types. */
  readonly name: string;
  readonly className: string;
  readonly prototype: object;
  readonly fields: readonly FieldShape[];
}
