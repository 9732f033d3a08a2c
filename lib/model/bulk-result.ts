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
    const counts = { inserted: 0, updated: 0, unchanged: 0, failed: 0, skipped: 0 };
    for (const { outcome } of items) counts[outcome] += 1;
    this.items = items;
    this.inserted = counts.inserted;
    this.updated = counts.updated;
    this.unchanged = counts.unchanged;
    this.failed = counts.failed;
    this.atomic = atomic;
  }
}
