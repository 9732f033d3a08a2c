/** Collects the parameters of one statement while its text is put together. */
export class SqlWriter {
  readonly #values: (string | null)[] = [];
  #aliases = 0;

  /** Parameters so far, in the order of their numbers. */
  get values(): readonly (string | null)[] {
    return this.#values;
  }

  /** Takes a parameter in PostgreSQL's text format; the result stands for it (`$1`, `$2`, ...). */
  bind(value: string | null): string {
    this.#values.push(value);
    return `$${this.#values.length}`;
  }

  /** A number that no other alias of this statement has. */
  nextAlias(): number {
    this.#aliases += 1;
    return this.#aliases;
  }
}
