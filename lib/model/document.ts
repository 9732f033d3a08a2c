import { promised } from '../internal/maybe-promise';
import { MODEL_KIND } from '../metadata/model-kind';
import type { Attributes } from '../query/attributes';
import type { Changes } from '../query/changes';
import type { Filter } from '../query/filter';
import type { BulkResult } from './bulk-result';
import { insertMany, saveMany } from './bulk-write';
import type { ConditionalResult } from './conditional-result';
import { type ColumnRemoval, deleteColumns } from './delete-columns';
import { deleteDocument, restoreDocument } from './delete-document';
import { buildDocument, type DocumentInstance, type ModelClass } from './document-instance';
import { insertDocument } from './insert-document';
import type {
  BulkOptions,
  DeleteOptions,
  InsertOptions,
  MatchingOptions,
  SaveOptions,
  UpdateOptions,
  WriteCallOptions,
} from './options';
import { startQuery } from './query-runner';
import { ReadableDocument } from './readable-document';
import { saveCompletely, saveDocument } from './save-document';
import { touchDocument } from './touch-document';
import { updateDocument } from './update-document';

/** A condition that is really stated. */
type Conditional<F> = { readonly ifExists: true } | { readonly ifConditions: F };

/** Base class of models: a decorated subclass describes one table or collection, its instances the rows. */
export abstract class Document extends ReadableDocument {
  static readonly [MODEL_KIND]: string = 'document';

  /**
   * Builds a document and inserts it.
   * @throws DuplicateKeyError (POLYDOC_DUPLICATE_KEY); ValidationError (POLYDOC_VALIDATION).
   */
  static async create<T extends Document>(
    this: ModelClass<T>,
    attributes: Attributes<T>,
    options?: Omit<InsertOptions, 'ifNotExists'>,
  ): Promise<T> {
    const document = buildDocument(this, attributes);
    await insertDocument(document, options);
    return document;
  }

  /**
   * Inserts many, in bulk; all or nothing where the engine has transactions, unless `partial`. Nothing: no I/O.
   * @param items documents or attributes.
   * @throws BulkWriteError (POLYDOC_BULK_WRITE) whose `result` says per item what happened.
   */
  static insertMany<T extends Document>(
    this: ModelClass<T>,
    items: readonly (NoInfer<T> | Attributes<NoInfer<T>>)[],
    options?: BulkOptions,
  ): Promise<BulkResult<T>> {
    return insertMany(this, items, options);
  }

  /** Saves many like `save`; all or nothing like `insertMany`. */
  static saveMany<T extends Document>(
    this: ModelClass<T>,
    documents: readonly NoInfer<T>[],
    options?: BulkOptions,
  ): Promise<BulkResult<T>> {
    return saveMany(this, documents, options);
  }

  /**
   * Changes all that match, in the store; only `@BeforeQuery` hooks run. Resolves to how many were changed.
   * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for an empty filter without `{ all: true }`.
   */
  static updateMany<T extends Document>(
    this: ModelClass<T>,
    filter: Filter<T>,
    changes: Changes<T>,
    options?: MatchingOptions,
  ): Promise<number> {
    return startQuery<T>(this, [filter], options).update(changes, options);
  }

  /** Removes all that match (marks them, with `@DeletedAt`); otherwise like `updateMany`. */
  static deleteMany<T extends Document>(
    this: ModelClass<T>,
    filter: Filter<T>,
    options?: MatchingOptions & { readonly hard?: boolean },
  ): Promise<number> {
    return startQuery<T>(this, [filter], options).delete(options);
  }

  /**
   * Stores the document. New: the complete document, replacing a row with its key. Loaded: what changed, and nothing
   * when nothing did; a row that vanished is written again, complete, unless `mustExist`.
   * @throws ValidationError (POLYDOC_VALIDATION); ConflictError (POLYDOC_CONFLICT) with `@Version` when the stored row
   * is another or gone; DocumentNotFoundError (POLYDOC_DOCUMENT_NOT_FOUND) with `mustExist`; DuplicateKeyError.
   */
  save(options?: SaveOptions): Promise<this> {
    return promised(() => saveDocument(this, options));
  }

  /** Writes the complete document in one statement, whatever changed. */
  saveJson(options?: SaveOptions): Promise<this> {
    return promised(() => saveCompletely(this, options));
  }

  /** Creates the row; with `ifNotExists` an existing one is an outcome, not an error. */
  insert(options: InsertOptions & { readonly ifNotExists: true }): Promise<ConditionalResult<this>>;
  /**
   * Creates the row.
   * @throws DuplicateKeyError (POLYDOC_DUPLICATE_KEY) naming the fields; ValidationError (POLYDOC_VALIDATION).
   */
  insert(options?: InsertOptions): Promise<this>;
  insert(options?: InsertOptions): Promise<unknown> {
    return promised(() => insertDocument(this, options));
  }

  /** Changes the given fields if the row meets the conditions. */
  update(changes: Changes<this>, options: UpdateOptions & Conditional<Filter<this>>): Promise<ConditionalResult<this>>;
  /**
   * Changes the given fields, and applies operators (`$inc`, `$push`, ...) in the store; takes over what was stored.
   * @throws DocumentNotFoundError (POLYDOC_DOCUMENT_NOT_FOUND) when the row is gone; ValidationError;
   * InvalidQueryError for an unknown field, a key field or an operator that the field does not have.
   */
  update(changes: Changes<this>, options?: UpdateOptions): Promise<this>;
  async update(changes: unknown, options?: UpdateOptions): Promise<unknown> {
    const outcome = await updateDocument(this, changes, options);
    return isConditional(options) ? outcome : this;
  }

  /** Removes the row if it is there, or if it meets the conditions. */
  delete(options: DeleteOptions & Conditional<Filter<this>>): Promise<ConditionalResult<this>>;
  /**
   * Removes the row by key; with `@DeletedAt` marks it, unless `hard`.
   * @throws DocumentNotFoundError (POLYDOC_DOCUMENT_NOT_FOUND) when it is gone already.
   */
  delete(options?: DeleteOptions): Promise<this>;
  async delete(options?: DeleteOptions): Promise<unknown> {
    const outcome = await deleteDocument(this, options);
    return isConditional(options) ? outcome : this;
  }

  /** Takes a soft delete back. */
  async restore(options?: WriteCallOptions): Promise<this> {
    await restoreDocument(this, options);
    return this;
  }

  /**
   * Sets fields to null, removes entries of maps (`{ scores: 'key' }`) and elements of lists (`{ lines: 1 }`).
   * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) without an argument, and for key fields.
   */
  async deleteColumns(
    ...removals: readonly (ColumnRemoval | readonly ColumnRemoval[] | WriteCallOptions)[]
  ): Promise<this> {
    await deleteColumns(this, removals);
    return this;
  }

  /** Moves `@UpdatedAt` and `@Version`, nothing else. */
  async touch(options?: WriteCallOptions): Promise<this> {
    await touchDocument(this, options);
    return this;
  }
}

function isConditional(options: UpdateOptions | DeleteOptions | undefined): boolean {
  return options?.ifExists === true || (options?.ifConditions !== undefined && options.ifConditions !== null);
}

/** Any class of documents that can be written. */
export type DocumentClass<T extends DocumentInstance = Document> = ModelClass<T>;
