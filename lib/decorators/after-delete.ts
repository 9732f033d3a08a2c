import type { MethodDecorator } from './decorator-types';
import { instanceHook } from './record-hook';

/** Runs the method after a document was deleted, softly too. */
export function AfterDelete(): MethodDecorator {
  return instanceHook('afterDelete');
}
