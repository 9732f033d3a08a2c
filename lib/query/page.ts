/** One numbered page of results, and how many there are in all. Iterable over its items. */
export class Page<T> implements Iterable<T> {
  /**
   * @param items results of this page
   * @param total results of all pages
   * @param page number of this page, from 1
   * @param perPage most results of a page
   */
  constructor(
    readonly items: readonly T[],
    readonly total: number,
    readonly page: number,
    readonly perPage: number,
  ) {}

  /** How many pages there are; 0 when there are no results. */
  get pages(): number {
    return Math.ceil(this.total / this.perPage);
  }

  /** True when a page follows. */
  get hasNext(): boolean {
    return this.page < this.pages;
  }

  /** The same page of other items. */
  map<U>(change: (item: T, index: number) => U): Page<U> {
    return new Page(
      this.items.map((item, index) => change(item, index)),
      this.total,
      this.page,
      this.perPage,
    );
  }

  /** Walks the items. */
  [Symbol.iterator](): Iterator<T> {
    return this.items[Symbol.iterator]();
  }
}
