/** True for object literals and objects without a prototype, of any realm; false for instances of classes. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null);
}

/** Own enumerable entries, each read once; null when the object has symbol keys, which no text can name. */
export function plainEntries(value: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] | null {
  return Object.getOwnPropertySymbols(value).length > 0 ? null : Object.entries(value);
}
