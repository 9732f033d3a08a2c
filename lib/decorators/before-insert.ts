import type { MethodDecorator } from './decorator-types';
import { instanceHook } from './record-hook';

/** Runs the method before a document is stored for the first time; it may change the document, and vetoes by throwing. */
export function BeforeInsert(): MethodDecorator {
  return instanceHook('beforeInsert');
}
