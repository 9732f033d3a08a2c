import type { AnyClass } from '../internal/any-class';

/** The class that an instance member's decorator speaks about. */
export function ownerOf(target: object): AnyClass {
  const owner: unknown = Reflect.get(target, 'constructor');
  if (isClass(owner)) return owner;
  throw new TypeError('A decorator was applied to an object that is no class prototype.');
}

/** True for a class, which is what the decorator of a static member receives. */
export function isClass(value: unknown): value is AnyClass {
  return typeof value === 'function';
}
