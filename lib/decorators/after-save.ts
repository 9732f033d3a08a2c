import type { MethodDecorator } from './decorator-types';
import { instanceHook } from './record-hook';

/** Runs the method after every save, insert and update that wrote something. */
export function AfterSave(): MethodDecorator {
  return instanceHook('afterSave');
}
