import type { AnyClass } from '../internal/any-class';

/** The object as the class's instance; anything else is a fault of ours. */
export function narrowTo<T extends object>(modelClass: AnyClass<T>, document: unknown): T {
  if (document instanceof modelClass) return document;
  throw new TypeError(`Expected a ${modelClass.name}.`);
}

/** The same for a list. */
export function narrowAll<T extends object>(modelClass: AnyClass<T>, documents: readonly unknown[]): T[] {
  return documents.map((document) => narrowTo(modelClass, document));
}
