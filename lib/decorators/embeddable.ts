import { draftOf } from '../metadata/draft-of';
import type { ClassDecorator } from './decorator-types';

/**
 * Makes a class one whose instances are stored inside documents. It needs no base class; subclasses are decorated
 * themselves. `name` is the stored name of the type where a store names types: the class name in snake_case unless stated.
 */
export function Embeddable(options: { readonly name?: string | undefined } = {}): ClassDecorator {
  return (target) => {
    draftOf(target).embeddable = options;
  };
}
