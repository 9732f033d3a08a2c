import type { RawResult } from '../contract/result';
import type { FindOperation } from '../query/operation';
import type { BatchServices, PlannedRequest } from './batch-services';
import type { CallOptions } from './call-options';
import type { SessionScope } from './session-scope';

/** Thrown when a condition of a batch did not hold, to take back what was written; never leaves the runner. */
export class NotApplied extends Error {
  constructor(readonly existing: readonly object[]) {
    super('A condition of the batch did not hold.');
  }
}

/** Where the rows in the way are read. */
export interface ExistingRowSource {
  readonly services: Pick<BatchServices, 'core' | 'executor'>;
  readonly scope: SessionScope | null;
  readonly options: CallOptions;
}

/** The row that stood in the way of a conditional write as a plain object; empty where there is none. */
export async function existingRow(
  { services, scope, options }: ExistingRowSource,
  { readExisting }: PlannedRequest,
  result: Pick<RawResult, 'existing'>,
): Promise<object[]> {
  if (readExisting === null || readExisting === undefined) return [];
  const given = result.existing ?? null;
  const rows = given === null ? (await services.executor.run(readExisting, scope, options)).rows : [given];
  return rows.slice(0, 1).map((row) => plainRow(services, readExisting, row));
}

/** A wire row as a plain object. */
export function plainRow({ core }: Pick<BatchServices, 'core'>, read: FindOperation, row: unknown): object {
  const { rows } = core.engine;
  return Object.fromEntries(read.selection.map((path, position) => [path.text, rows.value(row, position, path)]));
}

/**
 * Looks for writes that had to do something and did nothing.
 * @throws NotApplied when a condition did not hold; the error of the first other write that found nothing.
 */
export async function checkOutcomes(
  source: ExistingRowSource,
  requests: readonly PlannedRequest[],
  results: readonly RawResult[],
): Promise<void> {
  const existing: object[] = [];
  let isApplied = true;
  for (const [index, result] of results.entries()) {
    const request = requests[index];
    if (request === undefined || result.affected > 0) continue;
    if (request.conditional) {
      isApplied = false;
      existing.push(...(await existingRow(source, request, result)));
    } else if (isApplied && request.refuse !== null && request.refuse !== undefined) {
      throw await request.refuse(result);
    }
  }
  if (!isApplied) throw new NotApplied(existing);
}
