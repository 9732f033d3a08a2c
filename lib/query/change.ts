import type { FilterObject } from './filter';
import type { FieldKey } from './value-types';

/** The key of a changed document, as `get` takes it: the value, or an object by property for a key of several fields. */
export type ChangedKey<T> = string | number | bigint | boolean | Date | Uint8Array | FilterObject<T>;

/** What every change has. */
interface AnyChange<T> {
  readonly key: ChangedKey<T>;
  /** Opaque and url-safe; `watch(filter, { after: token })` goes on behind this change. */
  readonly token: string;
}

/** A document that came into being. */
export interface InsertChange<T> extends AnyChange<T> {
  readonly type: 'insert';
  readonly document: T;
  readonly changed?: undefined;
}

/** A document that was changed or replaced. */
export interface UpdateChange<T> extends AnyChange<T> {
  readonly type: 'update';
  /** As it is after the change, or later; left out where it is gone by the time the store looks. */
  readonly document?: T | undefined;
  /** Fields that changed; left out where the store does not say (MongoDB, of a document that was replaced). */
  readonly changed?: readonly FieldKey<T>[] | undefined;
}

/** A document that was removed; with `@DeletedAt` also one that was marked. */
export interface DeleteChange<T> extends AnyChange<T> {
  readonly type: 'delete';
  readonly document?: undefined;
  readonly changed?: undefined;
}

/** One change of a document. */
export type Change<T> = InsertChange<T> | UpdateChange<T> | DeleteChange<T>;
