import type { WatchOperation } from '../../query/operation';
import { changeLogOf, relationNames, WATCH_TRIGGER } from './postgres-change-log';
import { tableName } from './postgres-column';
import { tableScope } from './postgres-path';
import { predicateSql } from './postgres-predicate';
import { selectionSql } from './postgres-select';
import type { PostgresStatement } from './postgres-statement';
import { SqlWriter } from './sql-writer';

/** Cells of a change before those of its row: position, type, changed columns, whether the row matches. */
export const CHANGE_CELLS = 4;

/** Oids of table and log as text, null where there is none, and whether the table has the trigger. */
export function relationStatement(operation: WatchOperation): PostgresStatement {
  return {
    text:
      'SELECT r.oid::text, to_regclass($2)::oid::text, ' +
      `EXISTS (SELECT FROM pg_trigger WHERE tgrelid = r.oid AND tgname = '${WATCH_TRIGGER}' AND tgenabled <> 'D')::text ` +
      'FROM (SELECT to_regclass($1)::oid AS oid) r',
    values: relationNames(operation.model),
  };
}

/** Highest position that is there, and highest one that was removed; null and 0 where there is none. */
export function headStatement(operation: WatchOperation): PostgresStatement {
  const { table, purged } = changeLogOf(operation.model.namespace);
  return { text: `SELECT max(position)::text, (SELECT last_value FROM ${purged})::text FROM ${table}`, values: [] };
}

/**
 * Changes of a table behind a position, in order. Rows that the predicate leaves out come as changes without a row, so
 * that the position moves on over them.
 */
export function changesStatement(
  { model, where, selection }: WatchOperation,
  relation: string,
  position: bigint,
  limit: number,
): PostgresStatement {
  const writer = new SqlWriter();
  const bounds = [relation, String(position), String(limit)].map((value) => writer.bind(value));
  const scope = tableScope(writer);
  const columns = selectionSql(selection, scope);
  const condition = where.kind === 'always' ? '' : ` WHERE ${predicateSql(where, model, scope)}`;
  const { table } = changeLogOf(model.namespace);
  const text =
    'SELECT c.position::text, c.type, array_to_json(c.changed)::text, t.* FROM (' +
    `SELECT * FROM ${table} WHERE relation = ${bounds[0]}::oid AND position > ${bounds[1]}::bigint ` +
    `ORDER BY position LIMIT ${bounds[2]}::bigint) c LEFT JOIN LATERAL (` +
    `SELECT true AS "_matches", ${columns} FROM json_populate_record(NULL::${tableName(model)}, c.image)${condition}` +
    ') t ON true ORDER BY c.position';
  return { text, values: writer.values };
}
