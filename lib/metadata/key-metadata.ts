import type { FieldMetadata } from './field-metadata';

/** The fields that identify a document, in order. */
export interface KeyMetadata {
  /** `@PrimaryKey` fields: the partition key where there is one. */
  readonly partition: readonly FieldMetadata[];
  /** `@ClusteringKey` fields with their order. */
  readonly clustering: readonly { readonly field: FieldMetadata; readonly direction: 'asc' | 'desc' }[];
  /** Partition fields, then clustering fields. Empty only for read-only models without a key. */
  readonly fields: readonly FieldMetadata[];
}
