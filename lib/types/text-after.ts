const MAX_CODE_POINT = 0x10ffff;

/**
 * The first text in code point order that is greater than every text with the prefix; null where there is none. All texts
 * with the prefix are those from the prefix on and before this one.
 */
export function textAfter(prefix: string): string | null {
  let end = prefix.length;
  // From the back, without taking the text apart: it may be of megabytes.
  while (end > 0) {
    const start = end - (isLowSurrogate(prefix.charCodeAt(end - 1)) ? 2 : 1);
    const last = prefix.codePointAt(start) ?? MAX_CODE_POINT;
    // Surrogates are no characters: U+E000 comes after U+D7FF.
    if (last < MAX_CODE_POINT)
      return prefix.slice(0, start) + String.fromCodePoint(last === 0xd7ff ? 0xe000 : last + 1);
    end = start;
  }
  return null;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
