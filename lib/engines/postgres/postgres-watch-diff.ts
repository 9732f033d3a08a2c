import { change, type PostgresChange } from './postgres-change';
import { createWatchSql, dropWatchSql, watchRemark } from './postgres-change-log';
import type { TableDefinition } from './postgres-table-definition';

/**
 * What `watch: true` needs of a table. Without it a trigger that is there goes only when that is allowed: streams on it
 * would fall silent.
 * @param stored remark on the function behind the table's trigger; null without a trigger
 */
export function watchChanges(
  { model, schema, sql, watch, readOnly }: TableDefinition,
  stored: string | null,
): PostgresChange[] {
  if (readOnly) return [];
  if (!watch) return stored === null ? [] : [change({ kind: 'dropTrigger', model }, 'destructive', dropWatchSql(sql))];
  if (stored === watchRemark(schema)) return [];
  const kind = stored === null ? 'createTrigger' : 'alterTrigger';
  return [change({ kind, model }, 'safe', createWatchSql(schema, sql))];
}
