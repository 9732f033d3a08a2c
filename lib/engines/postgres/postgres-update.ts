import type { DeleteOperation, UpdateOperation } from '../../query/operation';
import { ALWAYS } from '../../query/predicate';
import { compileAssignments } from './postgres-assignment';
import { quoteName, tableName } from './postgres-column';
import { EXPIRY_COLUMN, expiryIn, hasExpiry } from './postgres-expiry';
import { type PathScope, tableScope } from './postgres-path';
import { selectionSql, whereSql } from './postgres-select';
import type { PostgresStatement } from './postgres-statement';
import { SqlWriter } from './sql-writer';

/** A change of existing rows as `UPDATE`. Rows without a list element that is to be replaced are not touched. */
export function compileUpdate(operation: UpdateOperation): PostgresStatement {
  const { model, assignments, options, returning } = operation;
  const writer = new SqlWriter();
  const scope = tableScope(writer);
  const { columns, guards } = compileAssignments(assignments, scope);
  const changes = columns.map(({ field, sql }) => `${quoteName(field.column)} = ${sql}`);
  if (options.ttlSeconds !== null && hasExpiry(model)) {
    changes.push(`"${EXPIRY_COLUMN}" = ${expiryIn(writer.bind(String(options.ttlSeconds)))}`);
  }
  if (changes.length === 0) changes.push(unchanged(operation));
  const where = whereSql([operation.where, operation.condition ?? ALWAYS], model, scope);
  const text = [
    `UPDATE ${tableName(model)} SET ${changes.join(', ')}`,
    withGuards(where, guards),
    returningSql(returning, scope),
  ];
  return { text: text.join(''), values: writer.values };
}

/** `UPDATE` needs something to set; a column set to itself changes nothing. */
function unchanged({ model }: UpdateOperation): string {
  const column = quoteName(model.key.fields[0]?.column ?? EXPIRY_COLUMN);
  return `${column} = ${column}`;
}

/** Further conditions behind a `WHERE` that may be missing. */
export function withGuards(where: string, guards: readonly string[]): string {
  if (guards.length === 0) return where;
  return `${where === '' ? ' WHERE ' : `${where} AND `}${guards.join(' AND ')}`;
}

/** `RETURNING`, starting with a space; empty where nothing is to come back. */
export function returningSql(returning: UpdateOperation['returning'], scope: PathScope): string {
  return returning.length === 0 ? '' : ` RETURNING ${selectionSql(returning, scope)}`;
}

/** A removal as `DELETE`. */
export function compileDelete({ model, where, condition }: DeleteOperation): PostgresStatement {
  const writer = new SqlWriter();
  const conditions = whereSql([where, condition ?? ALWAYS], model, tableScope(writer));
  return { text: `DELETE FROM ${tableName(model)}${conditions}`, values: writer.values };
}
