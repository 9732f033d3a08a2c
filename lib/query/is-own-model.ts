import type { ModelMetadata } from '../metadata/model-metadata';

/** True when fields of `owner` are fields of `model`, too: the same class, or one above it. */
export function isOwnModel(model: ModelMetadata, owner: ModelMetadata): boolean {
  return owner === model || Object.prototype.isPrototypeOf.call(owner.prototype, model.prototype);
}
