import { LruCache } from '../../internal/lru-cache';

/** What to do about one statement text. */
export interface NamedStatement {
  readonly name: string;
  /** True when the server does not know the name yet. */
  readonly isNew: boolean;
}

/**
 * Names of the prepared statements of one connection, bounded. Statements differ by text only: values are bound, so
 * that all queries of one shape share a name. The caller takes from `takeDropped` what the server can forget.
 */
export class StatementCache {
  readonly #names: LruCache<string, NamedStatement>;
  #dropped: string[] = [];
  #count = 0;

  /** @param maxStatements most statements that the server keeps for this connection */
  constructor(maxStatements = 256) {
    this.#names = new LruCache<string, NamedStatement>(maxStatements, (_text, { name }) => this.#dropped.push(name));
  }

  /** How many names are in use. */
  get size(): number {
    return this.#names.size;
  }

  /** The text's name; new on the first call and after `renew`, until `confirm`. */
  nameOf(text: string): NamedStatement {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    return this.#put(text, true, this.#nextName());
  }

  /** The server has parsed the text under its name. */
  confirm(text: string, name: string): void {
    if (this.#names.get(text)?.name === name) this.#put(text, false, name);
  }

  /** The server's statement is gone or stale: the text gets another name. */
  renew(text: string): void {
    const known = this.#names.get(text);
    if (known === undefined) return;
    this.#dropped.push(known.name);
    this.#put(text, true, this.#nextName());
  }

  /** True when the server can be told to forget names. */
  get hasDropped(): boolean {
    return this.#dropped.length > 0;
  }

  /** Names that are out of use, each given once. */
  takeDropped(): readonly string[] {
    const dropped = this.#dropped;
    this.#dropped = [];
    return dropped;
  }

  #put(text: string, isNew: boolean, name: string): NamedStatement {
    const statement = Object.freeze({ name, isNew });
    this.#names.set(text, statement);
    return statement;
  }

  #nextName(): string {
    this.#count += 1;
    // Not plain `p1`: a pool of the user's may carry statements that the user has named.
    return `pd_${this.#count}`;
  }
}
