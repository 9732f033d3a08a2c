import type { AnyClass } from '../internal/any-class';
import type { FieldMetadata } from './field-metadata';
import type { HookMetadata } from './hook-metadata';
import type { IndexMetadata } from './index-metadata';
import type { KeyMetadata } from './key-metadata';
import type { ViewMetadata } from './view-metadata';

/** What kind of stored thing a class describes. */
export type ModelKind = 'document' | 'counter' | 'view';

/** Single collection/table inheritance: the value that marks a class, and the classes that share the table. */
export interface DiscriminatorMetadata {
  readonly field: FieldMetadata;
  /** Value of this class, or null for a base that is itself never stored. */
  readonly value: string | null;
  /** Metadata of this class and of all classes below it, by stored value. Grows as subclasses are declared. */
  readonly members: () => ReadonlyMap<string, ModelMetadata>;
  readonly root: () => ModelMetadata;
}

/** Everything known about a model class, frozen. Two classes never share one. */
export interface ModelMetadata {
  /** Class name, as in messages. */
  readonly name: string;
  /** Stored name of the table or collection. */
  readonly table: string;
  /** Database, keyspace or schema; null for the engine's default. */
  readonly namespace: string | null;
  readonly kind: ModelKind;
  readonly abstract: boolean;
  readonly readOnly: boolean;
  readonly class: AnyClass;
  readonly prototype: object;
  /** All fields in declaration order, base class first. For a discriminated class: its own and inherited ones. */
  readonly fields: readonly FieldMetadata[];
  readonly fieldByProperty: ReadonlyMap<string, FieldMetadata>;
  readonly key: KeyMetadata;
  readonly version: FieldMetadata | null;
  readonly createdAt: FieldMetadata | null;
  readonly updatedAt: FieldMetadata | null;
  readonly deletedAt: FieldMetadata | null;
  readonly discriminator: DiscriminatorMetadata | null;
  readonly indexes: readonly IndexMetadata[];
  readonly hooks: HookMetadata;
  readonly view: ViewMetadata | null;
  /** Default time to live in seconds, or null. */
  readonly ttlSeconds: number | null;
  /** When class-validator runs: before every write, only when asked, or never. */
  readonly validation: 'save' | 'off';
  /** Reading calls `new` for classes with `#private` members. */
  readonly construct: boolean;
  readonly watch: boolean;
  /** Table or collection options by engine name. */
  readonly options: Readonly<Record<string, unknown>>;
}
