import type { MethodDecorator } from './decorator-types';
import { staticHook } from './record-hook';

/** Runs the static method before a set-based update or delete; it takes the query and may return another. */
export function BeforeQuery(): MethodDecorator {
  return staticHook('beforeQuery');
}
