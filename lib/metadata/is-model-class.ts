import type { AnyClass } from '../internal/any-class';
import { existingDraftOf } from './draft-of';

/** True for a class that is itself decorated with `@Entity` or `@View`; a plain subclass of one is none. */
export function isModelClass(owner: AnyClass): boolean {
  const draft = existingDraftOf(owner);
  return draft !== null && (draft.entity !== null || draft.view !== null);
}
