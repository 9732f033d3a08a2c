import type { AnyClass } from '../internal/any-class';
import { COMPLETE_CONSTRUCTION } from '../metadata/construction';
import { modelMetadataOf } from '../metadata/model-metadata-of';
import { checkDocument } from './check-document';
import { classOf, completeConstruction } from './construct';
import { attachState, stateOf } from './document-state';
import { type ChangeMap, changesOf, isDocumentDirty, originalOf, resetDocument } from './inspect-changes';
import type { ReadOptions } from './options';
import { refreshDocument } from './refresh-document';
import { documentToJson, documentToObject, type SerializationOptions } from './serialize';

/**
 * What every document knows about itself. Its fields are its own enumerable properties and nothing else is; where it
 * stands is kept aside.
 */
export abstract class DocumentInstance {
  /**
   * Builds a new document; nothing is stored. Defaults and generated keys are set.
   * @param attributes values by field name.
   * @throws DocumentParsingError (POLYDOC_DOCUMENT_PARSING) for a name that the class does not have.
   */
  constructor(_attributes?: object) {
    attachState(this, null);
  }

  /** Called by the decorated class once its own constructor and initialisers are done. */
  [COMPLETE_CONSTRUCTION](attributes: unknown): void {
    completeConstruction(this, attributes);
  }

  /** True until the document is stored, and again once it is deleted. */
  get isNew(): boolean {
    return stateOf(this).isNew;
  }

  /** True when a field, or with a name that field, differs from what is stored; for a new document always. */
  isDirty(field?: string): boolean {
    return isDocumentDirty(this, field);
  }

  /** What differs from what is stored, by path: `{ 'address.city': { old, new } }`. */
  changes(): ChangeMap {
    return changesOf(this);
  }

  /** The field's stored value as it was last read or written; undefined for a new document. */
  previous<K extends string & keyof this>(field: K): this[K] | undefined {
    const value = originalOf(this, field);
    return value as this[K] | undefined;
  }

  /** Puts every field back to what is stored. On a new document it is without effect. */
  reset(): this {
    resetDocument(this);
    return this;
  }

  /**
   * Reloads the document; local changes are given up.
   * @throws DocumentNotFoundError (POLYDOC_DOCUMENT_NOT_FOUND) when the row is gone.
   */
  async refresh(options?: ReadOptions): Promise<this> {
    await refreshDocument(this, options);
    return this;
  }

  /**
   * Holds types and class-validator rules against the document; no I/O.
   * @throws ValidationError (POLYDOC_VALIDATION) with every problem.
   */
  async validate(options: { readonly groups?: readonly string[] } = {}): Promise<void> {
    await checkDocument(modelMetadataOf(classOf(this)), this, options);
  }

  /** A plain object by class-transformer's rules (`@Expose`, `@Exclude`, groups); values keep their types. */
  toObject(options: SerializationOptions = {}): Record<string, unknown> {
    return documentToObject(this, options);
  }

  /** The same with values that JSON can carry; what `JSON.stringify` uses. */
  toJSON(): Record<string, unknown> {
    return documentToJson(this, {});
  }
}

/** A model class as the static methods see it: their `this`. */
export type ModelClass<T extends DocumentInstance = DocumentInstance> = AnyClass<T>;

/** Makes a document of the class: `new`, typed. */
export function buildDocument<T extends DocumentInstance>(modelClass: ModelClass<T>, attributes: object): T {
  const document: unknown = Reflect.construct(asConstructor(modelClass), [attributes]);
  if (document instanceof modelClass) return document;
  throw new TypeError(`${modelClass.name} is no model class.`);
}

/** An abstract class is one for the type checker only; the engine constructs it all the same. */
function asConstructor(modelClass: unknown): new (attributes: object) => object {
  return modelClass as new (
    attributes: object,
  ) => object;
}
