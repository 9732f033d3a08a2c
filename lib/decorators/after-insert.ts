import type { MethodDecorator } from './decorator-types';
import { instanceHook } from './record-hook';

/** Runs the method after a document was stored for the first time. */
export function AfterInsert(): MethodDecorator {
  return instanceHook('afterInsert');
}
