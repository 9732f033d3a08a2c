const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;

const MEANINGFUL = /["\\]/;

/** One element of an array literal; text is quoted, so that nothing in it has a meaning. */
export function arrayElement(text: string | null, isQuoted: boolean): string {
  if (text === null) return 'NULL';
  return isQuoted ? `"${escaped(text)}"` : text;
}

/** Most texts need no escape, and looking for one is several times faster than replacing none. */
function escaped(text: string): string {
  return MEANINGFUL.test(text) ? text.replace(/["\\]/g, '\\$&') : text;
}

/** An array literal of texts, which are quoted. */
export function textArray(texts: readonly string[]): string {
  return `{${texts.map((text) => arrayElement(text, true)).join(',')}}`;
}

/**
 * Reads PostgreSQL's text form of an array, nested ones included; dimensions in front (`[0:1]={...}`) are left out.
 * https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 * @param parse makes an element of its text; NULL is null.
 */
export function parseArray(text: string, parse: (element: string) => unknown): unknown[] {
  const start = text.indexOf('{') + 1;
  const end = text.length - 1;
  if (end <= start) return [];
  if (text.includes('"') || text.includes('{', start)) return new ArrayReader(text, parse, start).read();
  const elements: unknown[] = text.slice(start, end).split(',');
  for (let index = 0; index < elements.length; index += 1) {
    const element = elements[index] as string;
    elements[index] = element === 'NULL' ? null : parse(element);
  }
  return elements;
}

class ArrayReader {
  readonly #text: string;
  readonly #parse: (element: string) => unknown;
  /** After the brace that opens the array being read. */
  #at: number;

  constructor(text: string, parse: (element: string) => unknown, at: number) {
    this.#text = text;
    this.#parse = parse;
    this.#at = at;
  }

  /** Reads up to the closing brace and past it. */
  read(): unknown[] {
    const text = this.#text;
    const elements: unknown[] = [];
    while (this.#at < text.length) {
      const code = text.charCodeAt(this.#at);
      if (code === QUOTE) {
        elements.push(this.#parse(this.#quoted()));
      } else if (code === CLOSE || code === COMMA) {
        this.#at += 1;
        if (code === CLOSE) return elements;
      } else if (code === OPEN) {
        this.#at += 1;
        elements.push(this.read());
      } else {
        const plain = this.#plain();
        elements.push(plain === 'NULL' ? null : this.#parse(plain));
      }
    }
    return elements;
  }

  #quoted(): string {
    const text = this.#text;
    const start = this.#at + 1;
    let close = start;
    while (close < text.length && text.charCodeAt(close) !== QUOTE) {
      close += text.charCodeAt(close) === BACKSLASH ? 2 : 1;
    }
    this.#at = close + 1;
    const raw = text.slice(start, close);
    return raw.includes('\\') ? raw.replace(/\\(.)/gs, '$1') : raw;
  }

  #plain(): string {
    const text = this.#text;
    const start = this.#at;
    let close = start;
    while (close < text.length && text.charCodeAt(close) !== COMMA && text.charCodeAt(close) !== CLOSE) close += 1;
    this.#at = close;
    return text.slice(start, close);
  }
}
