import type { AnyClass } from '../internal/any-class';
import type { ClassDraft } from './class-draft';

const drafts = new WeakMap<object, ClassDraft>();

/** The draft of exactly this class, made when there is none yet. */
export function draftOf(owner: AnyClass): ClassDraft {
  const existing = drafts.get(owner);
  if (existing !== undefined) return existing;
  const draft: ClassDraft = {
    fields: new Map(),
    classIndexes: [],
    propertyIndexes: new Map(),
    hooks: new Map(),
    entity: null,
    view: null,
    embeddable: null,
    problems: [],
    subclasses: new Set(),
  };
  drafts.set(owner, draft);
  return draft;
}

/** The draft of exactly this class, or null when no decorator ever spoke about it. */
export function existingDraftOf(owner: object): ClassDraft | null {
  return drafts.get(owner) ?? null;
}
