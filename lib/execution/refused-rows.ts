import type { RawResult } from '../contract/result';
import type { InsertOperation } from '../query/operation';
import type { ExecutionCore } from './execution-core';

/** The same result, with polydoc's errors in place of the client's. */
export function withRefusalErrors(core: ExecutionCore, { model }: InsertOperation, result: RawResult): RawResult {
  if (result.refused === undefined) return result;
  const refused = result.refused.map(({ row, cause }) => ({
    row,
    cause: cause === null ? null : core.translate(cause, { operation: 'insert', model }, null),
  }));
  return { ...result, refused };
}

/** What the store itself said of the first row that it refused: in a transaction that is the end of it. Else null. */
export function refusalOf(result: RawResult): unknown {
  return result.refused?.find(({ cause }) => cause !== null)?.cause ?? null;
}
