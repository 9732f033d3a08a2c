import { draftOf } from '../metadata/draft-of';
import type { HookEvent } from '../metadata/hook-metadata';
import type { MethodDecorator } from './decorator-types';
import { isClass, ownerOf } from './owner-of';

/** A decorator that attaches an instance method to a moment. */
export function instanceHook(event: HookEvent): MethodDecorator {
  return (target, method) => {
    if (!isClass(target)) return record(event, ownerOf(target), method);
    draftOf(target).problems.push({ property: method, message: `is static: a ${event} hook is an instance method` });
  };
}

/** A decorator that attaches a static method to a moment. */
export function staticHook(event: HookEvent): MethodDecorator {
  return (target, method) => {
    if (isClass(target)) return record(event, target, method);
    draftOf(ownerOf(target)).problems.push({ property: method, message: `is no static method: a ${event} hook is` });
  };
}

function record(event: HookEvent, owner: Parameters<typeof draftOf>[0], method: string): void {
  const { hooks } = draftOf(owner);
  const methods = hooks.get(event) ?? new Set();
  hooks.set(event, methods.add(method));
}
