/** Own enumerable entries, each read once; null when the object has symbol keys, which no text can name. */
export function plainEntries(value: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] | null {
  return Object.getOwnPropertySymbols(value).length > 0 ? null : Object.entries(value);
}
