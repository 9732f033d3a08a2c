/**
 * Reads PostgreSQL's text form of an array, nested ones included; dimensions in front (`[0:1]={...}`) are left out.
 * https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 */
export function parseArrayText(text: string, parse: (element: string) => unknown): unknown[] {
  return new ArrayTextReader(text, parse).read();
}

class ArrayTextReader {
  readonly #text: string;
  readonly #parse: (element: string) => unknown;
  #at: number;

  constructor(text: string, parse: (element: string) => unknown) {
    this.#text = text;
    this.#parse = parse;
    this.#at = text.indexOf('{');
  }

  read(): unknown[] {
    const elements: unknown[] = [];
    this.#at += 1;
    while (this.#at < this.#text.length && this.#text[this.#at] !== '}') {
      if (this.#text[this.#at] === ',') this.#at += 1;
      else elements.push(this.#element());
    }
    this.#at += 1;
    return elements;
  }

  #element(): unknown {
    const first = this.#text[this.#at];
    if (first === '{') return this.read();
    if (first === '"') return this.#parse(this.#quoted());
    const plain = this.#plain();
    return plain === 'NULL' ? null : this.#parse(plain);
  }

  #quoted(): string {
    let value = '';
    for (this.#at += 1; this.#at < this.#text.length && this.#text[this.#at] !== '"'; this.#at += 1) {
      if (this.#text[this.#at] === '\\') this.#at += 1;
      value += this.#text[this.#at] ?? '';
    }
    this.#at += 1;
    return value;
  }

  #plain(): string {
    const start = this.#at;
    while (this.#at < this.#text.length && !',}'.includes(this.#text[this.#at] ?? '}')) this.#at += 1;
    return this.#text.slice(start, this.#at);
  }
}
