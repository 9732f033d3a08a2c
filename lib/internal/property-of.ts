/**
 * A property of anything, undefined where there is none. What comes from another realm (a server's error under jest, a
 * thread's) is no `instanceof Object` or `Error` here.
 */
export function propertyOf(value: unknown, name: string): unknown {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return undefined;
  return Reflect.get(value, name);
}
