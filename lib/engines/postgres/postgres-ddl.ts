import { quoteName, quoteText } from './postgres-column';
import type { ColumnDefinition, TableDefinition } from './postgres-table-definition';
import { parameterList } from './postgres-table-options';

/** Type of a column with its collation. */
export function columnTypeSql(column: ColumnDefinition): string {
  return column.collation === null ? column.type : `${column.type} COLLATE ${quoteName(column.collation)}`;
}

/** A column as `CREATE TABLE` and `ADD COLUMN` take it. */
function columnSql(column: ColumnDefinition, initial: string | null): string {
  const notNull = column.nullable ? '' : ' NOT NULL';
  return `${quoteName(column.name)} ${columnTypeSql(column)}${notNull}${initial === null ? '' : ` DEFAULT ${initial}`}`;
}

/** Remark on a key index. */
export function keyRemarkSql(schema: string | null, keyName: string, remark: string): string {
  const name = schema === null ? quoteName(keyName) : `${quoteName(schema)}.${quoteName(keyName)}`;
  return `COMMENT ON INDEX ${name} IS ${quoteText(remark)}`;
}

/** `CREATE TABLE` with columns, key and table options; not the indexes. */
export function createTableSql(table: TableDefinition): readonly string[] {
  const { options } = table;
  const lines = table.columns.map((column) => columnSql(column, column.serverDefault));
  if (table.key.length > 0) {
    lines.push(`CONSTRAINT ${quoteName(table.keyName)} PRIMARY KEY (${table.key.map(quoteName).join(', ')})`);
  }
  const create = [
    `CREATE ${options.unlogged === true ? 'UNLOGGED ' : ''}TABLE ${table.sql} (\n  ${lines.join(',\n  ')}\n)`,
    options.parameters.size === 0 ? '' : ` WITH (${parameterList(options.parameters)})`,
    options.tablespace === null ? '' : ` TABLESPACE ${quoteName(options.tablespace)}`,
  ].join('');
  if (table.keyRemark === null) return [create];
  return [create, keyRemarkSql(table.schema, table.keyName, table.keyRemark)];
}

/**
 * Adds a column. `fill` is the value of existing rows; it is given as a default and taken back, which PostgreSQL does
 * without writing the rows.
 */
export function addColumnSql(table: string, column: ColumnDefinition, fill: string | null): readonly string[] {
  const initial = column.serverDefault ?? fill;
  const add = `ALTER TABLE ${table} ADD COLUMN ${columnSql(column, initial)}`;
  return initial === column.serverDefault ? [add] : [add, alterColumnSql(table, column.name, 'DROP DEFAULT')];
}

/** `ALTER TABLE ... ALTER COLUMN ...` with the given action. */
export function alterColumnSql(table: string, column: string, action: string): string {
  return `ALTER TABLE ${table} ALTER COLUMN ${quoteName(column)} ${action}`;
}
