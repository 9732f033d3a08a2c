import type { MethodDecorator } from './decorator-types';
import { instanceHook } from './record-hook';

/** Runs the method before a stored document is written again; it may change the document, and vetoes by throwing. */
export function BeforeUpdate(): MethodDecorator {
  return instanceHook('beforeUpdate');
}
