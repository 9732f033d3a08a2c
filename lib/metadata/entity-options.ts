import type { EntityIndex } from './index-options';

/** Options of `@Entity`. All but `name`, `abstract` and `discriminator` are inherited by decorated subclasses. */
export interface EntityOptions {
  /** Stored name of the table or collection; the class name in snake_case unless stated. */
  readonly name?: string | undefined;
  /** Database, keyspace or schema. */
  readonly namespace?: string | undefined;
  /** The class only serves as a base; it has no documents of its own. Not inherited. */
  readonly abstract?: boolean | undefined;
  /** Value of the `@Discriminator` field that marks documents of this class. */
  readonly discriminator?: string | undefined;
  /** Refuses every write; such a model may lack a key. */
  readonly readOnly?: boolean | undefined;
  /** When class-validator's rules run: before every write (`save`, the default) or only when asked (`off`). */
  readonly validate?: 'save' | 'off' | undefined;
  /** Reading calls `new`, which a class with `#private` members needs. */
  readonly construct?: boolean | undefined;
  /** Adds what `watch()` needs to the schema. */
  readonly watch?: boolean | undefined;
  /** Default time to live in whole seconds, at least 1. */
  readonly ttl?: number | undefined;
  /** Secondary indexes, as `@Index` on the class takes them. */
  readonly indexes?: readonly EntityIndex[] | undefined;
  /** Table or collection options by engine name. */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
}
