import type { AnyClass } from '../internal/any-class';
import { DocumentInstance, type ModelClass } from './document-instance';

/** The class as one whose instances are documents; anything else is a fault of ours. */
export function asModelClass(owner: AnyClass): ModelClass {
  if (isOfDocuments(owner)) return owner;
  throw new TypeError(`${owner.name} is no model class.`);
}

function isOfDocuments(owner: AnyClass): owner is ModelClass {
  return owner.prototype instanceof DocumentInstance;
}
