import { draftOf } from '../metadata/draft-of';
import type { ViewOptions } from '../metadata/view-options';
import type { ModelDecorator } from './decorator-types';
import { announceModel, modelClassOf } from './model-class';

/**
 * Says what a `MaterializedView` is made of. `@Entity` beside it is only needed for its options, such as `name`.
 * Fields that `keys` names need no key decorator.
 */
export function View<S extends object>(options: ViewOptions<S>): ModelDecorator {
  return (target) => {
    const model = modelClassOf(target);
    const draft = draftOf(model);
    if (draft.view !== null) draft.problems.push({ property: null, message: 'has @View twice: keep one of them' });
    announceModel(model);
    draft.view = options;
    return model;
  };
}
