import type { AnyClass } from '../internal/any-class';
import { promised } from '../internal/maybe-promise';
import { modelMetadataOf } from '../metadata/model-metadata-of';
import type { Attributes } from '../query/attributes';
import type { FieldReferences } from '../query/field-reference-types';
import { fieldReferences } from '../query/field-references';
import type { Filter } from '../query/filter';
import type { FieldPath } from '../query/path-types';
import type { Query } from '../query/query';
import type { StoredValue } from '../query/row-types';
import { type BindingTarget, viewOf } from './binding';
import { type ChangeStream, watchDocuments } from './change-stream';
import { buildDocument, DocumentInstance, type ModelClass } from './document-instance';
import { getDocument, getManyDocuments } from './find-documents';
import { documentFromPlain, type PlainOptions } from './from-plain';
import { modelJsonSchema } from './json-schema';
import { narrowAll, narrowTo } from './narrow';
import type { ReadOptions } from './options';
import type { Plugin } from './plugin';
import { addModelPlugin } from './plugin-registry';
import type { AnyPlugin } from './plugin-set';
import { startQuery } from './query-runner';
import { dropTable, type SyncTableOptions, syncTable, truncateTable } from './schema-actions';
import { type StandardSchemaProps, standardSchemaOf } from './standard-schema';
import type { WatchOptions } from './watched-changes';

/** A filter, which may be left out but not be undefined, and options. */
export type QueryArguments<T> = readonly [filter?: Filter<T>, options?: ReadOptions];

/** What every kind of model can do without writing documents: build, read, describe, manage its table. */
export abstract class ReadableDocument extends DocumentInstance {
  /**
   * Builds a document; nothing is stored. Defaults and generated keys are set.
   * @throws DocumentParsingError (POLYDOC_DOCUMENT_PARSING) for an attribute that the class does not have.
   */
  static build<T extends DocumentInstance>(this: ModelClass<T>, attributes: Attributes<T>): T {
    return buildDocument(this, attributes);
  }

  /**
   * Builds a document from untrusted input: class-transformer's rules, then types and validation; no I/O.
   * @param json parsed JSON.
   * @throws DocumentParsingError (POLYDOC_DOCUMENT_PARSING) for unknown keys unless `{ unknown: 'strip' }`;
   * ValidationError (POLYDOC_VALIDATION) with every problem.
   */
  static async fromPlain<T extends DocumentInstance>(
    this: ModelClass<T>,
    json: unknown,
    options?: PlainOptions,
  ): Promise<T> {
    return narrowTo(this, await documentFromPlain(this, json, options));
  }

  /**
   * One document by key or by filter. A key of several fields is an object or a list in key order.
   * @throws DocumentNotFoundError (POLYDOC_DOCUMENT_NOT_FOUND); MultipleDocumentsFoundError
   * (POLYDOC_MULTIPLE_DOCUMENTS_FOUND) for a filter that matches more than one.
   */
  static get<T extends DocumentInstance>(
    this: ModelClass<T>,
    target: Filter<T> | string | number | bigint | boolean | Date | Uint8Array | readonly unknown[],
    options?: ReadOptions,
  ): Promise<T> {
    return promised(() => getDocument(this, target, options));
  }

  /** The first match in the stated order or in key order, or null; never an error for many. */
  static findOne<T extends DocumentInstance>(this: ModelClass<T>, ...given: QueryArguments<T>): Promise<T | null> {
    return startQuery<T>(this, given.slice(0, 1), given[1]).first();
  }

  /**
   * A query: immutable, run anew by each `await` or loop.
   * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for a filter that cannot be meant; nothing is sent.
   */
  static find<T extends DocumentInstance>(this: ModelClass<T>, ...given: QueryArguments<T>): Query<T> {
    return startQuery<T>(this, given.slice(0, 1), given[1]);
  }

  /**
   * Documents by key, in the order asked for. No keys: no I/O.
   * @throws DocumentNotFoundError (POLYDOC_DOCUMENT_NOT_FOUND) listing in `keys` those that are missing.
   */
  static async getMany<T extends DocumentInstance>(
    this: ModelClass<T>,
    keys: readonly unknown[],
    options?: ReadOptions,
  ): Promise<T[]> {
    return narrowAll(this, await getManyDocuments(this, keys, options));
  }

  /** How many match. */
  static count<T extends DocumentInstance>(this: ModelClass<T>, ...given: QueryArguments<T>): Promise<number> {
    return startQuery<T>(this, given.slice(0, 1), given[1]).count();
  }

  /** Whether one matches; reads one row at most. */
  static exists<T extends DocumentInstance>(this: ModelClass<T>, ...given: QueryArguments<T>): Promise<boolean> {
    return startQuery<T>(this, given.slice(0, 1), given[1]).exists();
  }

  /** The different values of a field. */
  static distinct<T extends DocumentInstance, P extends FieldPath<T>>(
    this: ModelClass<T>,
    field: P,
    ...given: QueryArguments<T>
  ): Promise<StoredValue<T, P>[]> {
    return startQuery<T>(this, given.slice(0, 1), given[1]).distinct(field);
  }

  /**
   * Changes of documents as they are committed, as an async iterable; live once `await stream.ready` or the first `next()`
   * resolves. It belongs to no session. Needs `watch`; in SQL also `@Entity({ watch: true })`.
   *
   * The filter is held against a document as it is after the change. A delete is given when the document matched before, or
   * when the store does not know (MongoDB, without pre-images). Soft deletes are deletes.
   * @param given filter, and options: `after` is the token of a change to go on from, where the store still has what came
   * after it; `signal` ends the stream.
   * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for a filter that cannot be meant, and for views; nothing is sent.
   */
  static watch<T extends DocumentInstance>(
    this: ModelClass<T>,
    ...given: readonly [filter?: Filter<T>, options?: WatchOptions]
  ): ChangeStream<T> {
    return watchDocuments<T>(this, given.slice(0, 1), given[1]);
  }

  /** Name of the table, collection or view in the store. */
  static tableName(this: ModelClass): string {
    return modelMetadataOf(this).table;
  }

  /** References to the fields, for filters and orders: `User.fields().age.gte(18)`. */
  static fields<T extends DocumentInstance>(this: ModelClass<T>): FieldReferences<T> {
    return fieldReferences(modelMetadataOf(this));
  }

  /** JSON Schema 2020-12 of the model's JSON form, from fields and class-validator rules. */
  static jsonSchema(this: ModelClass): Record<string, unknown> {
    return modelJsonSchema(this);
  }

  /** The model as a Standard Schema (https://standardschema.dev): validates plain input like `fromPlain`. */
  static get '~standard'(): StandardSchemaProps<DocumentInstance> {
    return standardSchemaOf<DocumentInstance>(this);
  }

  /**
   * A query after a scope, a named step that a plugin of the class or its engine brings; `find().scope(...)` goes on.
   * @param args what the scope takes besides the query
   * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for a name that no plugin has.
   */
  static scope<T extends DocumentInstance>(this: ModelClass<T>, name: string, ...args: readonly unknown[]): Query<T> {
    return startQuery<T>(this, [], undefined).scope(name, ...args);
  }

  /**
   * Adds a plugin to this class and its subclasses, and to no other; it holds from the next call on.
   * @throws ConfigurationError (POLYDOC_CONFIGURATION) when class or base have a plugin, or a scope, of that name.
   */
  static plugin<C extends ModelClass>(this: C, plugin: Plugin<InstanceType<C>>): C;
  /** The same for a plugin that asks less of documents than this class has. */
  static plugin<C extends ModelClass, P extends object>(this: C & AnyClass<NoInfer<P>>, plugin: Plugin<P>): C;
  static plugin<C extends ModelClass>(this: C, plugin: AnyPlugin): C {
    addModelPlugin(this, plugin);
    return this;
  }

  /** The same model bound to another engine, or to a session; the default binding stays. */
  static using<C extends ModelClass>(this: C, target: BindingTarget): C {
    return viewOf(this, target);
  }

  /**
   * Brings the table in line with the model as far as nothing can be lost; resolves to the statements run, or, with
   * `dryRun`, that would be. An up-to-date model gives `[]`.
   * @throws SchemaError (POLYDOC_SCHEMA) listing what may not be done; ReadOnlyError (POLYDOC_READ_ONLY) on a view.
   */
  static syncTable(this: ModelClass, options: SyncTableOptions = {}): Promise<string[]> {
    return syncTable(this, options);
  }

  /** Removes the table; no error when there is none. */
  static dropTable(this: ModelClass): Promise<void> {
    return dropTable(this);
  }

  /** Removes all rows. */
  static truncate(this: ModelClass): Promise<void> {
    return truncateTable(this);
  }
}
