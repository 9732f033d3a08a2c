/** A value as the type checker would not let it through. */
export function untyped(value: unknown): never {
  return value as never;
}
