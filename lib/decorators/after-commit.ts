import type { MethodDecorator } from './decorator-types';
import { instanceHook } from './record-hook';

/** Runs the method once what was written is committed: at once outside a transaction. */
export function AfterCommit(): MethodDecorator {
  return instanceHook('afterCommit');
}
