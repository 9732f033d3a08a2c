import { existingDraftOf } from './draft-of';

/** True for a class that is itself decorated with `@Embeddable`. */
export function isEmbeddable(value: unknown): boolean {
  return typeof value === 'function' && existingDraftOf(value)?.embeddable != null;
}
