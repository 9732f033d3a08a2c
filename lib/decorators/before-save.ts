import type { MethodDecorator } from './decorator-types';
import { instanceHook } from './record-hook';

/** Runs the method before every save, insert and update; it may change the document, and vetoes by throwing. */
export function BeforeSave(): MethodDecorator {
  return instanceHook('beforeSave');
}
