import { BulkWriteError } from '../errors/outcome-errors';
import { PolydocError } from '../errors/polydoc-error';
import type { PlannedRequest } from './batch-services';
import { operationKey } from './operation-key';

/** What became of one write of a batch that took place in part. */
export interface PartialBatchItem {
  readonly outcome: 'written' | 'failed' | 'skipped';
  /** `insert update increment delete`. */
  readonly operation: string;
  readonly model: string;
  readonly key: unknown;
}

/** What became of a batch that took place in part; in the order of asking. */
export interface PartialBatch {
  readonly atomic: false;
  readonly items: readonly PartialBatchItem[];
}

/**
 * The error of a batch that could not be taken back: it says per write what happened.
 * @param error of the first write that failed
 */
export function partialBatchError(
  requests: readonly PlannedRequest[],
  outcomes: readonly PartialBatchItem['outcome'][],
  error: unknown,
  engine: string,
): BulkWriteError<PartialBatch> {
  const items = requests.map(({ operation }, index) => ({
    outcome: outcomes[index] ?? 'skipped',
    operation: operation.kind,
    model: operation.model.name,
    key: operationKey(operation),
  }));
  const written = items.filter(({ outcome }) => outcome === 'written').length;
  const reason = error instanceof Error ? ` The first failure: ${error.message}` : '';
  return new BulkWriteError(
    `${written} of the batch's ${items.length} writes took place, the others did not.${reason}`,
    {
      engine,
      operation: 'batch',
      status: error instanceof PolydocError ? error.status : 500,
      cause: error,
      result: Object.freeze({ atomic: false, items }),
      hint: 'The server has no transactions; error.result says per write what happened.',
    },
  );
}
