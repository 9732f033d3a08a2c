import type { ModelMetadata } from '../metadata/model-metadata';
import type { Connection } from './driver';

/** One difference between models and store. */
export interface SchemaChange {
  /** What it does: `createTable`, `addColumn`, `createIndex`, `dropIndex`, `alterType`, `createView`, ... */
  readonly kind: string;
  /** Class name, or null for what belongs to none (a schema, an extension). */
  readonly model: string | null;
  /** What would be run; for `impossible` a sentence that says why not. */
  readonly statement: string;
  readonly risk: 'safe' | 'rewrite' | 'destructive' | 'impossible';
}

/** Ordered differences; empty when store and models agree. */
export type SchemaPlan = readonly SchemaChange[];

/** Which differences to look for. */
export interface SchemaPlanOptions {
  /** Plans the removal of indexes that no model declares (`destructive`). */
  readonly dropRemovedIndexes: boolean;
}

/** Schema of an engine. Writes only in `apply`, `drop`, `truncate` and `refreshView`. Throws the client's errors. */
export interface SchemaSync<C> {
  plan(connection: Connection<C>, models: readonly ModelMetadata[], options: SchemaPlanOptions): Promise<SchemaPlan>;
  /**
   * Plans and applies what `accept` lets through, safely against a second process doing the same; resolves to what
   * was applied.
   */
  sync(
    connection: Connection<C>,
    models: readonly ModelMetadata[],
    options: SchemaPlanOptions,
    accept: (plan: SchemaPlan) => SchemaPlan,
  ): Promise<SchemaPlan>;
  /** Removes the table, or the view; no error when there is none. */
  drop(connection: Connection<C>, model: ModelMetadata): Promise<void>;
  truncate(connection: Connection<C>, model: ModelMetadata): Promise<void>;
  refreshView(
    connection: Connection<C>,
    model: ModelMetadata,
    options: { readonly concurrently: boolean },
  ): Promise<void>;
  /** Removes rows whose time to live is over; resolves to how many. */
  purgeExpired(connection: Connection<C>, models: readonly ModelMetadata[]): Promise<number>;
}
