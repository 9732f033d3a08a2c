import type { StoredColumn } from './postgres-catalog';
import { type ChangeSubject, change, impossible, type PostgresChange } from './postgres-change';
import { quoteName } from './postgres-column';
import { addColumnSql, alterColumnSql, columnTypeSql } from './postgres-ddl';
import type { Probe } from './postgres-schema-probe';
import { probeKey } from './postgres-schema-probe';
import type { ColumnDefinition, TableDefinition } from './postgres-table-definition';
import { isSameType, isWidening } from './postgres-type-change';

/** What surrounds a column while it is compared. */
export interface ColumnSurroundings {
  readonly table: TableDefinition;
  /** Keys of the probes that were answered with yes. */
  readonly answers: ReadonlySet<string>;
  /** Wraps a statement that fails while a materialized view reads the column. */
  readonly aroundViews: (statement: string) => readonly string[];
}

const where = (table: TableDefinition, column: string): string => `${table.name}.${column}`;

/** The question that must be answered before a column can be added. */
export function additionProbe(table: TableDefinition, column: ColumnDefinition): Probe | null {
  return column.nullable || column.serverDefault !== null || column.fill !== null
    ? null
    : { table: table.sql, column: null };
}

/** The question that must be answered before a stored column can be compared; `storedName` is its name in the store. */
export function nullProbe(
  table: TableDefinition,
  column: ColumnDefinition,
  stored: StoredColumn,
  storedName: string,
): Probe | null {
  return column.nullable || stored.notNull || table.readOnly ? null : { table: table.sql, column: storedName };
}

/** Adds a column that the store lacks. */
export function columnAddition({ table, answers }: ColumnSurroundings, column: ColumnDefinition): PostgresChange {
  const subject = { kind: 'addColumn', model: table.model };
  if (table.readOnly) {
    return impossible(subject, `${where(table, column.name)} does not exist, and a read-only model changes no table.`);
  }
  const probe = additionProbe(table, column);
  if (probe !== null && answers.has(probeKey(probe))) {
    return impossible(
      subject,
      `${where(table, column.name)} cannot be added as not null to a table that has rows: give the field a constant ` +
        'default, or make it nullable.',
    );
  }
  return change(subject, 'safe', addColumnSql(table.sql, column, column.fill));
}

function typeChanges(
  { table, aroundViews }: ColumnSurroundings,
  column: ColumnDefinition,
  stored: StoredColumn,
): PostgresChange[] {
  const kind = isSameType(stored.type, column.type) ? 'alterCollation' : 'alterType';
  const subject: ChangeSubject = { kind, model: table.model };
  if (kind === 'alterCollation' && (stored.collation === column.collation || table.readOnly)) return [];
  if (table.readOnly || (kind === 'alterType' && !isWidening(stored.type, column.type))) {
    return [
      impossible(
        subject,
        `${where(table, column.name)} is ${stored.type} and the model wants ${column.type}, which cannot hold every ` +
          'such value in the same form: add a field under another name and copy, or change the type of the field back.',
      ),
    ];
  }
  const statement = alterColumnSql(table.sql, column.name, `TYPE ${columnTypeSql(column)}`);
  return [change(subject, 'rewrite', aroundViews(statement))];
}

function nullabilityChanges(
  { table, answers }: ColumnSurroundings,
  column: ColumnDefinition,
  stored: StoredColumn,
  storedName: string,
): PostgresChange[] {
  if (column.nullable !== stored.notNull || table.readOnly || (column.lenient && stored.notNull)) return [];
  if (column.nullable) {
    const statement = alterColumnSql(table.sql, column.name, 'DROP NOT NULL');
    return [change({ kind: 'dropNotNull', model: table.model }, 'safe', [statement])];
  }
  const subject = { kind: 'setNotNull', model: table.model };
  const set = alterColumnSql(table.sql, column.name, 'SET NOT NULL');
  if (!answers.has(probeKey({ table: table.sql, column: storedName }))) return [change(subject, 'safe', [set])];
  const fill = column.fill ?? column.serverDefault;
  if (fill === null) {
    const reason = `${where(table, column.name)} holds nulls: fill them, or give the field a constant default.`;
    return [impossible(subject, reason)];
  }
  const name = quoteName(column.name);
  return [change(subject, 'rewrite', [`UPDATE ${table.sql} SET ${name} = ${fill} WHERE ${name} IS NULL`, set])];
}

function defaultChanges(
  { table }: ColumnSurroundings,
  column: ColumnDefinition,
  stored: StoredColumn,
): PostgresChange[] {
  if (table.readOnly) return [];
  if (stored.generated) {
    const reason = `${where(table, column.name)} is computed by the server, so that the model cannot write it.`;
    return [impossible({ kind: 'dropGenerated', model: table.model }, `${reason} Leave the field out of the model.`)];
  }
  if ((column.serverDefault !== null) === stored.hasDefault) return [];
  const action = column.serverDefault === null ? 'DROP DEFAULT' : `SET DEFAULT ${column.serverDefault}`;
  const kind = column.serverDefault === null ? 'dropDefault' : 'setDefault';
  // Other writers of the table may rely on a default that no model asks for.
  const risk = column.serverDefault === null ? 'destructive' : 'safe';
  return [change({ kind, model: table.model }, risk, [alterColumnSql(table.sql, column.name, action)])];
}

/**
 * Differences of a column that is there. `stored` has the name that the model wants, `storedName` is the one it had
 * before any rename: what the probes were asked by.
 */
export function columnChanges(
  surroundings: ColumnSurroundings,
  column: ColumnDefinition,
  stored: StoredColumn,
  storedName: string,
): PostgresChange[] {
  return [
    ...typeChanges(surroundings, column, stored),
    ...defaultChanges(surroundings, column, stored),
    ...nullabilityChanges(surroundings, column, stored, storedName),
  ];
}
