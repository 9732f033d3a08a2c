import type { ModelMetadata } from './model-metadata';
import { modelMetadataOf } from './model-metadata-of';

/** The views among the models, each once and after what it reads. */
export function viewsInOrder(models: readonly ModelMetadata[]): readonly ModelMetadata[] {
  const views = models.filter(({ kind }) => kind === 'view');
  const ordered = new Set<ModelMetadata>();
  const place = (model: ModelMetadata): void => {
    if (ordered.has(model) || !views.includes(model) || model.view === null) return;
    place(modelMetadataOf(model.view.source()));
    ordered.add(model);
  };
  for (const view of views) place(view);
  return [...ordered];
}
