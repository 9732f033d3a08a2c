/** What became of one item of a bulk write. */
export interface BulkItem<T = object> {
  readonly outcome: 'inserted' | 'updated' | 'unchanged' | 'failed' | 'skipped';
  readonly document: T;
  readonly error?: Error;
}

/** What became of a bulk write, in input order. */
export class BulkResult<T = object> {
  readonly items: readonly BulkItem<T>[];
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly failed: number;
  /** True when the write was all or nothing. */
  readonly atomic: boolean;

  constructor(items: readonly BulkItem<T>[], atomic: boolean) {
    const count = (outcome: BulkItem['outcome']): number =>
      items.reduce((sum, item) => (item.outcome === outcome ? sum + 1 : sum), 0);
    this.items = items;
    this.inserted = count('inserted');
    this.updated = count('updated');
    this.unchanged = count('unchanged');
    this.failed = count('failed');
    this.atomic = atomic;
  }
}
