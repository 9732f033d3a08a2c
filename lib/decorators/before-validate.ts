import type { MethodDecorator } from './decorator-types';
import { instanceHook } from './record-hook';

/** Runs the method before a document's rules are checked; it may change the document, and vetoes by throwing. */
export function BeforeValidate(): MethodDecorator {
  return instanceHook('beforeValidate');
}
