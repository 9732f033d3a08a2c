import type { AnyClass } from '../internal/any-class';

/** A class and the classes it extends, outermost base first. */
export function classChain(owner: AnyClass): readonly AnyClass[] {
  const chain: AnyClass[] = [];
  let level: unknown = owner;
  while (isClass(level) && level !== Function.prototype) {
    chain.unshift(level);
    level = Object.getPrototypeOf(level);
  }
  return chain;
}

function isClass(value: unknown): value is AnyClass {
  return typeof value === 'function';
}
