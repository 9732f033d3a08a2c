/** Most documents of one insert: what the server takes in one batch of writes. The client splits by bytes itself. */
const MAX_DOCUMENTS = 100_000;

/** Most rows that one insert may carry, whatever their number of fields. */
export function maxRowsPerInsert(_fieldCount: number): number {
  return MAX_DOCUMENTS;
}
