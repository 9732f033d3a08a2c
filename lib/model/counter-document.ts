import { MODEL_KIND } from '../metadata/model-kind';
import { incrementDocument, incrementRow } from './counters';
import { deleteDocument } from './delete-document';
import { Document } from './document';
import type { ModelClass } from './document-instance';
import type { DeleteOptions, WriteCallOptions } from './options';
import { ReadableDocument } from './readable-document';
import { refuseWrites } from './refuse-writes';

/** Names of the counters of a class. */
export type CounterName<T> = { [K in keyof T]-?: T[K] extends bigint ? K : never }[keyof T] & string;

/** How much to add to each counter: integers. */
export type Deltas<T> = { readonly [K in CounterName<T>]?: bigint | number };

/** `Document` at run time, without its writes in the type. */
const Readable: typeof ReadableDocument = Document;

/**
 * Base class of models that count: besides its key such a model has only `@Counter()` fields. Counters change by
 * deltas alone, atomically in the store.
 */
export abstract class CounterDocument extends Readable {
  static readonly [MODEL_KIND]: string = 'counter';

  /** Adds to the counters of the row with this key, creating it at 0 if it is missing. Needs `counter`. */
  static increment<T extends CounterDocument>(
    this: ModelClass<T>,
    key: unknown,
    deltas: Deltas<T>,
    options?: WriteCallOptions,
  ): Promise<void> {
    return incrementRow(this, key, deltas, options);
  }

  /** Subtracts; see `increment`. */
  static decrement<T extends CounterDocument>(
    this: ModelClass<T>,
    key: unknown,
    deltas: Deltas<T>,
    options?: WriteCallOptions,
  ): Promise<void> {
    return incrementRow(this, key, deltas, options, -1n);
  }

  /**
   * Adds to the counters, creating the row at 0 if it is missing; memory takes over what is stored.
   * @param deltas integers by counter name.
   * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for a field that is no counter or a delta that is no integer.
   */
  async increment(deltas: Deltas<this>, options?: WriteCallOptions): Promise<this> {
    await incrementDocument(this, deltas, options);
    return this;
  }

  /** Subtracts; see `increment`. */
  async decrement(deltas: Deltas<this>, options?: WriteCallOptions): Promise<this> {
    await incrementDocument(this, deltas, options, -1n);
    return this;
  }

  /**
   * Removes the row; its counters read as 0 from then on.
   * @throws DocumentNotFoundError (POLYDOC_DOCUMENT_NOT_FOUND) when it is gone already.
   */
  async delete(options?: DeleteOptions): Promise<this> {
    await deleteDocument(this, options);
    return this;
  }
}

refuseWrites(CounterDocument, ['delete'], 'Use increment() and decrement().');
