/** Makes a forgotten case of a union a compile error; at run time it names what arrived. */
export function assertNever(value: never): never {
  throw new TypeError(`Unexpected ${JSON.stringify(value) ?? String(value)}.`);
}
