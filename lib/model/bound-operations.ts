import type { EngineRuntime } from '../execution/engine-runtime';
import type { SessionScope } from '../execution/session-scope';
import type { Filter } from '../query/filter';
import type { DocumentInstance, ModelClass } from './document-instance';
import { getDocument } from './find-documents';
import { narrowTo } from './narrow';
import type { DeleteOptions, InsertOptions, ReadOptions, SaveOptions, SessionHandle } from './options';
import { startQuery } from './query-runner';

/** A document that can be saved. */
export interface Savable {
  save(options?: SaveOptions): Promise<unknown>;
}

/** A document that can be inserted. */
export interface Insertable {
  insert(options?: InsertOptions): Promise<unknown>;
}

/** A document that can be deleted. */
export interface Deletable {
  delete(options?: DeleteOptions): Promise<unknown>;
}

/** A filter, which may be left out but not be undefined, and options. */
export type OptionalFilter<T> = readonly [filter?: Filter<T>, options?: Omit<ReadOptions, 'session'>];

/** What `get` takes: a key, or a filter. */
export type GetTarget<T> = Filter<T> | string | number | bigint | boolean | Date | Uint8Array | readonly unknown[];

/**
 * Operations that run in one session or transaction, whatever is around them. All throw SessionStateError
 * (POLYDOC_SESSION_STATE) while it is not open.
 */
export abstract class BoundOperations {
  /** The engine below. */
  abstract readonly runtime: EngineRuntime;
  /** The session below; throws unless it is open. */
  abstract readonly scope: SessionScope;

  /**
   * One document by key or filter.
   * @throws DocumentNotFoundError (POLYDOC_DOCUMENT_NOT_FOUND), MultipleDocumentsFoundError.
   */
  async get<T extends DocumentInstance>(
    model: ModelClass<T>,
    target: GetTarget<T>,
    options?: Omit<ReadOptions, 'session'>,
  ): Promise<T> {
    return narrowTo(model, await getDocument(model, target, this.#bound(options)));
  }

  /** All that match; without a filter all there are. */
  async find<T extends DocumentInstance>(model: ModelClass<T>, ...args: OptionalFilter<T>): Promise<T[]> {
    return startQuery<T>(model, args.slice(0, 1), this.#bound(args[1])).all();
  }

  /** The first match in key order, or null. */
  async findOne<T extends DocumentInstance>(model: ModelClass<T>, ...args: OptionalFilter<T>): Promise<T | null> {
    return startQuery<T>(model, args.slice(0, 1), this.#bound(args[1])).first();
  }

  /** How many match. */
  async count<T extends DocumentInstance>(model: ModelClass<T>, ...args: OptionalFilter<T>): Promise<number> {
    return startQuery<T>(model, args.slice(0, 1), this.#bound(args[1])).count();
  }

  /** Saves a document, and gives it back. */
  async save<D extends Savable>(document: D, options?: Omit<SaveOptions, 'session'>): Promise<D> {
    await document.save(this.#bound(options));
    return document;
  }

  /** Saves documents one after another, and gives them back. */
  async saveAll<D extends Savable>(documents: readonly D[], options?: Omit<SaveOptions, 'session'>): Promise<D[]> {
    for (const document of documents) await document.save(this.#bound(options));
    return [...documents];
  }

  /** Inserts a document, and gives it back. */
  async insert<D extends Insertable>(
    document: D,
    options?: Omit<InsertOptions, 'session' | 'ifNotExists'>,
  ): Promise<D> {
    await document.insert(this.#bound(options));
    return document;
  }

  /** Deletes a document, and gives it back. */
  async delete<D extends Deletable>(
    document: D,
    options?: Omit<DeleteOptions, 'session' | 'ifExists' | 'ifConditions'>,
  ): Promise<D> {
    await document.delete(this.#bound(options));
    return document;
  }

  /**
   * Deletes all that match; resolves to how many.
   * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for an empty filter without `{ all: true }`.
   */
  async remove<T extends DocumentInstance>(
    model: ModelClass<T>,
    filter: Filter<T>,
    options?: Omit<ReadOptions, 'session'> & { readonly all?: boolean; readonly hard?: boolean },
  ): Promise<number> {
    const bound = this.#bound(options);
    return startQuery<T>(model, [filter], bound).delete(bound);
  }

  #bound<O extends object>(options: O | undefined): O & { readonly session: SessionHandle } {
    this.scope.assertUsable('raw', 'operation');
    return Object.assign({}, options, { session: this });
  }
}
