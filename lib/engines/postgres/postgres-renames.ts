import type { StoredTable } from './postgres-catalog';
import type { TableDefinition } from './postgres-table-definition';

/** A column that the models know by another name. */
export interface ColumnRename {
  readonly from: string;
  readonly to: string;
}

/** Columns to rename: the wanted name is missing, and the former one is there and wanted by nobody. */
export function renamesOf(table: TableDefinition, stored: StoredTable): readonly ColumnRename[] {
  const there = new Set(stored.columns.map(({ name }) => name));
  const wanted = new Set(table.columns.map(({ name }) => name));
  return table.columns.flatMap(({ name, renamedFrom }) => {
    if (renamedFrom === null || there.has(name) || !there.has(renamedFrom) || wanted.has(renamedFrom)) return [];
    return [{ from: renamedFrom, to: name }];
  });
}

/** The stored table as it is once the columns are renamed: keys and indexes follow their columns. */
export function withRenames(stored: StoredTable, renames: readonly ColumnRename[]): StoredTable {
  if (renames.length === 0) return stored;
  const names = new Map(renames.map(({ from, to }) => [from, to]));
  const renamed = (name: string): string => names.get(name) ?? name;
  return {
    ...stored,
    columns: stored.columns.map((column) => ({ ...column, name: renamed(column.name) })),
    indexes: stored.indexes.map((index) => ({
      ...index,
      include: index.include.map(renamed),
      parts: index.parts.map((part) => ({ ...part, column: part.column === null ? null : renamed(part.column) })),
    })),
  };
}
