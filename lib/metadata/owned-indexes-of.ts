import type { IndexMetadata } from './index-metadata';
import type { ModelMetadata } from './model-metadata';

/** An index of a table or collection, with the class by which its paths are understood. */
export interface OwnedIndex {
  readonly index: IndexMetadata;
  readonly model: ModelMetadata;
}

/**
 * All secondary indexes of a model's table or collection: where several classes share it, those of every class, each
 * once although subclasses inherit them.
 */
export function ownedIndexesOf(model: ModelMetadata): readonly OwnedIndex[] {
  if (model.discriminator === null) return model.indexes.map((index) => ({ index, model }));
  const root = model.discriminator.root();
  const found = new Map<IndexMetadata, ModelMetadata>();
  for (const each of [root, ...(root.discriminator?.members().values() ?? [])]) {
    for (const index of each.indexes) if (!found.has(index)) found.set(index, each);
  }
  return [...found].map(([index, owner]) => ({ index, model: owner }));
}
