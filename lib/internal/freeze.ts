/** Freezes a record and, one level down, the arrays in it; operation nodes are built from frozen parts. */
export function frozen<T extends object>(record: T): Readonly<T> {
  for (const value of Object.values(record)) {
    if (Array.isArray(value)) Object.freeze(value);
  }
  return Object.freeze(record);
}
