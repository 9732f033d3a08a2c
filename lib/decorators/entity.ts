import type { IndexDraft } from '../metadata/class-draft';
import { draftOf } from '../metadata/draft-of';
import type { EntityOptions } from '../metadata/entity-options';
import { indexDraft } from '../metadata/index-draft';
import type { EntityIndex } from '../metadata/index-options';
import type { ModelDecorator } from './decorator-types';
import { announceModel, modelClassOf } from './model-class';

/**
 * Makes a class a model. The class that the name stands for afterwards is a subclass of the written one.
 * Nothing is checked yet: what is wrong shows when the model is registered or first used.
 */
export function Entity(options: EntityOptions = {}): ModelDecorator {
  return (target) => {
    const model = modelClassOf(target);
    const draft = draftOf(model);
    if (draft.entity !== null) draft.problems.push({ property: null, message: 'has @Entity twice: keep one of them' });
    announceModel(model);
    draft.entity = options;
    draft.classIndexes.push(...(options.indexes ?? []).map(fromOption));
    return model;
  };
}

function fromOption(index: EntityIndex): IndexDraft {
  if (!('fields' in index)) return indexDraft(index, {});
  const { fields, ...options } = index;
  return indexDraft(fields, options);
}
