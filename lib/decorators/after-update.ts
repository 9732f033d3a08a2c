import type { MethodDecorator } from './decorator-types';
import { instanceHook } from './record-hook';

/** Runs the method after a stored document was written again. */
export function AfterUpdate(): MethodDecorator {
  return instanceHook('afterUpdate');
}
