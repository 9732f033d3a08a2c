import type { MethodDecorator } from './decorator-types';
import { instanceHook } from './record-hook';

/** Runs the method before a document is deleted, softly too; it vetoes by throwing. */
export function BeforeDelete(): MethodDecorator {
  return instanceHook('beforeDelete');
}
