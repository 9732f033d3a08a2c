/** One element of an array literal; text is quoted, so that nothing in it has a meaning. */
export function arrayElement(text: string | null, isQuoted: boolean): string {
  if (text === null) return 'NULL';
  return isQuoted ? `"${escaped(text)}"` : text;
}

/** Most texts need no escape, and looking for one is several times faster than replacing none. */
function escaped(text: string): string {
  return text.includes('"') || text.includes('\\') ? text.replace(/["\\]/g, '\\$&') : text;
}

/** An array literal of texts, null for NULL. */
export function formatArray(texts: readonly (string | null)[], isQuoted: boolean): string {
  if (texts.length === 0) return '{}';
  if (texts.includes(null)) return `{${texts.map((text) => arrayElement(text, isQuoted)).join(',')}}`;
  // One `join` with the quotes in it: text by text they would cost a garbage string each.
  return isQuoted ? `{"${texts.map((text) => escaped(text ?? '')).join('","')}"}` : `{${texts.join(',')}}`;
}

/**
 * Reads a one-dimensional array literal (https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO).
 * Result: the elements' texts, null for NULL.
 */
export function parseArray(text: string): (string | null)[] {
  const start = text.indexOf('{') + 1;
  const end = text.length - 1;
  if (end <= start) return [];
  if (text.includes('"')) return parseQuoted(text, start, end);
  return text
    .slice(start, end)
    .split(',')
    .map((element) => (element === 'NULL' ? null : element));
}

function parseQuoted(text: string, start: number, end: number): (string | null)[] {
  const elements: (string | null)[] = [];
  let at = start;
  while (at < end) {
    if (text.charCodeAt(at) === 34) {
      const close = closingQuote(text, at + 1);
      const raw = text.slice(at + 1, close);
      elements.push(raw.includes('\\') ? raw.replace(/\\(.)/gs, '$1') : raw);
      at = close + 2;
    } else {
      const comma = text.indexOf(',', at);
      const close = comma === -1 ? end : comma;
      const raw = text.slice(at, close);
      elements.push(raw === 'NULL' ? null : raw);
      at = close + 1;
    }
  }
  return elements;
}

function closingQuote(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) !== 34) at += text.charCodeAt(at) === 92 ? 2 : 1;
  return at;
}
