import type { StoredIndex, StoredTable } from './postgres-catalog';
import { change, impossible, type PostgresChange } from './postgres-change';
import { quoteName } from './postgres-column';
import {
  additionProbe,
  type ColumnSurroundings,
  columnAddition,
  columnChanges,
  nullProbe,
} from './postgres-column-diff';
import { alterColumnSql, createTableSql, keyRemarkSql } from './postgres-ddl';
import { indexChanges, type TakenNames } from './postgres-index-diff';
import { type ColumnRename, renamesOf, withRenames } from './postgres-renames';
import type { Probe } from './postgres-schema-probe';
import type { TableDefinition } from './postgres-table-definition';
import { hasParameters, parameterList } from './postgres-table-options';
import { watchChanges } from './postgres-watch-diff';

/** What a plan knows beside one table. */
export interface TableSurroundings {
  readonly answers: ReadonlySet<string>;
  readonly taken: TakenNames;
  readonly dropRemovedIndexes: boolean;
  /** Wraps a statement on the table that fails while a materialized view reads it. */
  readonly aroundViews: (table: string, statement: string) => readonly string[];
}

/** `pg_class.relkind` of what rows can be written to. */
const TABLE_KINDS = new Set(['r', 'p']);

function formerName(renames: readonly ColumnRename[], name: string): string {
  return renames.find(({ to }) => to === name)?.from ?? name;
}

/** What must be asked about the rows of a stored table before it can be compared. */
export function tableProbes(table: TableDefinition, stored: StoredTable): readonly Probe[] {
  if (!TABLE_KINDS.has(stored.kind)) return [];
  const renames = renamesOf(table, stored);
  const columns = new Map(withRenames(stored, renames).columns.map((column) => [column.name, column]));
  return table.columns.flatMap((column) => {
    const there = columns.get(column.name);
    const probe =
      there === undefined
        ? additionProbe(table, column)
        : nullProbe(table, column, there, formerName(renames, column.name));
    return probe ?? [];
  });
}

function keyChanges(table: TableDefinition, key: StoredIndex | undefined): PostgresChange[] {
  if (table.readOnly) return [];
  const subject = { kind: 'alterKey', model: table.model };
  const stored = key?.parts.map(({ column }) => column) ?? [];
  if (key === undefined || stored.join('\0') !== table.key.join('\0')) {
    const has = key === undefined ? 'no primary key' : `primary key (${stored.join(', ')})`;
    const reason = `${table.name} has ${has} and the model wants (${table.key.join(', ')})`;
    return [impossible(subject, `${reason}: make a new table under another name and copy the rows.`)];
  }
  if (table.keyRemark === null || key.comment === table.keyRemark) return [];
  if (key.comment === null) {
    return [
      change({ kind: 'markKey', model: table.model }, 'safe', [keyRemarkSql(table.schema, key.name, table.keyRemark)]),
    ];
  }
  if (!key.comment.startsWith('polydoc:')) return [];
  const reason = `${table.name} was made for the order "${key.comment}" and the model wants "${table.keyRemark}"`;
  return [
    impossible({ ...subject, kind: 'alterClustering' }, `${reason}: make a new table under another name and copy.`),
  ];
}

function optionChanges(table: TableDefinition, stored: StoredTable): PostgresChange[] {
  const { unlogged, tablespace, parameters } = table.options;
  const subject = { kind: 'alterTable', model: table.model };
  const changes: PostgresChange[] = [];
  if (unlogged !== null && unlogged !== stored.unlogged) {
    changes.push(change(subject, 'rewrite', [`ALTER TABLE ${table.sql} SET ${unlogged ? 'UNLOGGED' : 'LOGGED'}`]));
  }
  if (tablespace !== null && tablespace !== (stored.tablespace ?? 'pg_default')) {
    changes.push(change(subject, 'rewrite', [`ALTER TABLE ${table.sql} SET TABLESPACE ${quoteName(tablespace)}`]));
  }
  if (!hasParameters(stored.options, parameters)) {
    changes.push(change(subject, 'safe', [`ALTER TABLE ${table.sql} SET (${parameterList(parameters)})`]));
  }
  return changes;
}

/** Columns that no model declares: they must not stand in the way of inserts, and go only when that is allowed. */
function undeclaredChanges(
  table: TableDefinition,
  stored: StoredTable,
  aroundViews: (statement: string) => readonly string[],
): PostgresChange[] {
  if (table.readOnly) return [];
  const declared = new Set(table.columns.map(({ name }) => name));
  const keyed = new Set(stored.indexes.find(({ primary }) => primary)?.parts.map(({ column }) => column));
  const { model } = table;
  return stored.columns
    .filter(({ name }) => !declared.has(name) && !keyed.has(name))
    .flatMap(({ name, notNull, hasDefault, generated }) => {
      const drop = aroundViews(`ALTER TABLE ${table.sql} DROP COLUMN ${quoteName(name)}`);
      const dropColumn = change({ kind: 'dropColumn', model }, 'destructive', drop);
      if (!notNull || hasDefault || generated) return [dropColumn];
      const relax = alterColumnSql(table.sql, name, 'DROP NOT NULL');
      return [change({ kind: 'dropNotNull', model }, 'safe', [relax]), dropColumn];
    });
}

function storedTableChanges(
  table: TableDefinition,
  before: StoredTable,
  surroundings: TableSurroundings,
): PostgresChange[] {
  const renames = renamesOf(table, before);
  const stored = withRenames(before, renames);
  const columns = new Map(stored.columns.map((column) => [column.name, column]));
  const aroundViews = (statement: string) => surroundings.aroundViews(table.sql, statement);
  const around: ColumnSurroundings = { table, answers: surroundings.answers, aroundViews };
  const renameSql = ({ from, to }: ColumnRename) =>
    `ALTER TABLE ${table.sql} RENAME COLUMN ${quoteName(from)} TO ${quoteName(to)}`;
  return [
    ...renames.map((rename) => change({ kind: 'renameColumn', model: table.model }, 'safe', [renameSql(rename)])),
    ...keyChanges(
      table,
      stored.indexes.find(({ primary }) => primary),
    ),
    ...table.columns.flatMap((column) => {
      const there = columns.get(column.name);
      if (there === undefined) return [columnAddition(around, column)];
      return columnChanges(around, column, there, formerName(renames, column.name));
    }),
    ...optionChanges(table, stored),
    ...(table.readOnly ? [] : indexChanges(table, stored, surroundings.taken, surroundings.dropRemovedIndexes)),
    ...undeclaredChanges(table, stored, aroundViews),
    ...watchChanges(table, stored.watch),
  ];
}

/** Differences between a table as models want it and as it is (`stored` undefined: not at all), in order. */
export function tableChanges(
  table: TableDefinition,
  stored: StoredTable | undefined,
  surroundings: TableSurroundings,
): PostgresChange[] {
  const subject = { kind: 'createTable', model: table.model };
  if (stored === undefined) {
    return [
      change(subject, 'safe', createTableSql(table)),
      ...indexChanges(table, null, surroundings.taken, surroundings.dropRemovedIndexes),
      ...watchChanges(table, null),
    ];
  }
  if (TABLE_KINDS.has(stored.kind)) return storedTableChanges(table, stored, surroundings);
  // A read-only model may read a view or a foreign table that somebody else keeps.
  if (table.readOnly) return [];
  return [impossible(subject, `${table.name} exists and is no table: give the model another name.`)];
}
