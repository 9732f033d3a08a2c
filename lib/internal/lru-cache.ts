/** A map of bounded size that drops the entry unused for longest; `onDrop` hears of each dropped entry. */
export class LruCache<K, V> {
  readonly #entries = new Map<K, V>();

  constructor(
    readonly maxEntries: number,
    readonly onDrop?: (key: K, value: V) => void,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  get(key: K): V | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, value);
    }
    return value;
  }

  set(key: K, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > this.maxEntries) this.#dropOldest();
  }

  #dropOldest(): void {
    for (const [key, value] of this.#entries) {
      this.#entries.delete(key);
      this.onDrop?.(key, value);
      return;
    }
  }
}
