import type { Connection } from '../../contract/driver';
import { NO_RUN_OPTIONS } from '../../contract/driver';
import { quoteName, quoteText } from './postgres-column';

/** A question about stored rows: whether there are any, or whether any has a null in the column. */
export interface Probe {
  /** Quoted, with the schema. */
  readonly table: string;
  readonly column: string | null;
}

/** What identifies a probe among the answers. */
export function probeKey(probe: Probe): string {
  return JSON.stringify([probe.table, probe.column]);
}

/**
 * Asks all questions in one round trip; none without questions.
 *
 * Resolves to the keys of those whose answer is yes.
 */
export async function probeRows(
  connection: Connection<unknown>,
  probes: readonly Probe[],
): Promise<ReadonlySet<string>> {
  if (probes.length === 0) return new Set();
  const selects = probes.map((probe) => {
    const where = probe.column === null ? '' : ` WHERE ${quoteName(probe.column)} IS NULL`;
    return `SELECT ${quoteText(probeKey(probe))} AS probe WHERE EXISTS (SELECT FROM ${probe.table}${where})`;
  });
  const rows = await connection.execute(selects.join('\nUNION ALL '), [], NO_RUN_OPTIONS);
  return new Set(rows.flatMap((row) => ('probe' in row && typeof row.probe === 'string' ? [row.probe] : [])));
}
