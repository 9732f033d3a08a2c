import type { IndexDraft } from './class-draft';
import type { IndexMetadata } from './index-metadata';

const finished = new WeakMap<IndexDraft, IndexMetadata>();

/** The index that a declaration stands for: one per declaration, shared by the classes that inherit it. */
export function indexOfDraft(draft: IndexDraft): IndexMetadata {
  const known = finished.get(draft);
  if (known !== undefined) return known;
  const { name, unique, sparse, where, using, options } = draft.options;
  const index: IndexMetadata = Object.freeze({
    name: name ?? null,
    parts: Object.freeze(draft.parts.map((part) => Object.freeze({ ...part }))),
    unique: unique ?? false,
    sparse: sparse ?? false,
    where: where ?? null,
    using: using ?? null,
    options: Object.freeze({ ...options }),
  });
  finished.set(draft, index);
  return index;
}
