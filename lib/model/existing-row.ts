import type { RawResult } from '../contract/result';
import type { Predicate } from '../query/predicate';
import { findVisibleRow } from './rewrite-query';
import { findRow } from './row-operations';
import type { ModelContext } from './write-context';

/** The row that made a conditional write not apply, as a plain object; null when there is none. */
export async function readExistingRow(
  context: ModelContext,
  result: RawResult,
  where: Predicate,
): Promise<Record<string, unknown> | null> {
  const { plugins, runtime, call } = context;
  // What the store gave back itself passed no rewrite of a plugin.
  const isGiven = result.existing !== null && result.existing !== undefined;
  if (isGiven && plugins.rewrites.length === 0) return plainRow(context, result.existing);
  const found = await runtime.run(findVisibleRow(context, where), call);
  return found.rows.length === 0 ? null : plainRow(context, found.rows[0]);
}

/** A wire row of all fields as a plain object. */
export function plainRow(context: ModelContext, row: unknown): Record<string, unknown> {
  const { model, runtime } = context;
  const plain: Record<string, unknown> = {};
  findRow(model, { kind: 'always' }, model.fields).selection.forEach((path, position) => {
    plain[path.text] = runtime.rows.value(row, position, path);
  });
  return plain;
}
