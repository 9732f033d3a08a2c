/** True when assigning would not make an own data property: a setter or a read-only property is inherited. */
export function needsDefinition(prototype: object | null, property: string): boolean {
  for (let owner: object | null = prototype; owner !== null; owner = Object.getPrototypeOf(owner)) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, property);
    if (descriptor !== undefined) return descriptor.writable !== true;
  }
  return false;
}

/** Makes an own enumerable data property, whatever the prototype says about the name (`__proto__` included). */
export function defineValue(target: object, property: string, value: unknown): void {
  Object.defineProperty(target, property, { value, writable: true, enumerable: true, configurable: true });
}

/** The fastest way to give objects of one prototype an own data property of one name. */
export function propertyWriter(prototype: object | null, property: string): (target: object, value: unknown) => void {
  if (needsDefinition(prototype, property)) return (target, value) => defineValue(target, property, value);
  return (target, value) => {
    (target as Record<string, unknown>)[property] = value;
  };
}
