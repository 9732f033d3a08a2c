import type { MethodDecorator } from './decorator-types';
import { instanceHook } from './record-hook';

/** Runs the method after a document was read from the store. */
export function AfterLoad(): MethodDecorator {
  return instanceHook('afterLoad');
}
