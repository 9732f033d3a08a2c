import type { TypeDeclaration } from '../types/type-declaration';
import type { GeneratedStrategy } from './field-metadata';

/** What every kind of field may state beside its type. */
export interface CommonFieldOptions {
  /** Stored name; the property's name unless stated. */
  readonly name?: string | undefined;
  /** Whether null may be stored. */
  readonly nullable?: boolean | undefined;
  /** A value, or a function that makes one, for a field without a value at construction. Each document gets its own. */
  readonly default?: unknown;
  /** Applies `default` also to a field that is missing in a stored row. */
  readonly defaultOnLoad?: boolean | undefined;
  /** Former stored name, for the schema plan. */
  readonly renamedFrom?: string | undefined;
  /** Collation that orders the text, by the store's name for it. Without it text is ordered by code point. */
  readonly collation?: string | undefined;
}

/** Options of `@Field`. */
export interface FieldOptions extends CommonFieldOptions {
  /** Logical type; may be left out where the compiler emits decorator metadata that tells it. */
  readonly type?: TypeDeclaration | undefined;
}

/** Options of `@PrimaryKey`. */
export interface PrimaryKeyOptions extends FieldOptions {
  /** Makes the value at construction. `true` takes the strategy that fits the type: UUIDv7, ObjectId or timeuuid. */
  readonly generated?: true | GeneratedStrategy | undefined;
}

/** Options of `@ClusteringKey`. */
export interface ClusteringKeyOptions extends PrimaryKeyOptions {
  /** Order of rows inside a partition; ascending unless stated. */
  readonly order?: 'asc' | 'desc' | undefined;
}

/** Options of the fields that the library fills itself. */
export type SystemFieldOptions = Pick<CommonFieldOptions, 'name' | 'renamedFrom'>;

/** Options of `@Vector`. */
export interface VectorOptions extends CommonFieldOptions {
  /** Number of dimensions, 1 to 16,000. */
  readonly dimensions: number;
}
