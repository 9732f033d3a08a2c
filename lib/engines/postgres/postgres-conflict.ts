import type { FieldMetadata } from '../../metadata/field-metadata';
import type { ModelMetadata } from '../../metadata/model-metadata';
import type { Assignment } from '../../query/assignment';
import type { InsertOperation } from '../../query/operation';
import { compileAssignments } from './postgres-assignment';
import { quoteName } from './postgres-column';
import { EXPIRY_COLUMN, expiryIn, hasExpiry, isExpired } from './postgres-expiry';
import { tableScope } from './postgres-path';
import type { SqlWriter } from './sql-writer';

/** Name of the stored row in an insert. */
export const ROW = '"_t"';

const END = `"${EXPIRY_COLUMN}"`;

/**
 * What to do about a row with the same key; starts with a space, empty where the server is to refuse. A row that has
 * ended is replaced in every mode. A row that stands in the way of `error` and `ignore` leaves nothing affected.
 */
export function conflictSql(operation: InsertOperation, writer: SqlWriter): string {
  const { model, onConflict, onConflictAssign } = operation;
  if (onConflict === 'fail') return '';
  const target = ` ON CONFLICT (${model.key.fields.map((field) => quoteName(field.column)).join(', ')})`;
  if (onConflict === 'replace') {
    if (onConflictAssign !== null) return `${target}${assignSql(operation, onConflictAssign, writer)}`;
    return `${target} DO UPDATE SET ${replacement(operation)}`;
  }
  if (hasExpiry(model)) return `${target} DO UPDATE SET ${replacement(operation)} WHERE ${isExpired(`${ROW}.`)}`;
  return onConflict === 'error' ? '' : `${target} DO NOTHING`;
}

/** Every column of the new row, and null for the columns that only other classes of the same table have. */
function replacement(operation: InsertOperation): string {
  const { model } = operation;
  const changes = replacedColumns(operation).map(({ column, isGiven }) => {
    return `${quoteName(column)} = ${isGiven ? `EXCLUDED.${quoteName(column)}` : 'NULL'}`;
  });
  if (hasExpiry(model)) changes.push(`${END} = EXCLUDED.${END}`);
  return changes.length > 0 ? changes.join(', ') : sameKey(model);
}

/** `DO UPDATE` needs something to set. */
function sameKey(model: ModelMetadata): string {
  const column = quoteName(model.key.fields[0]?.column ?? EXPIRY_COLUMN);
  return `${column} = EXCLUDED.${column}`;
}

function replacedColumns({ model, fields }: InsertOperation): readonly { column: string; isGiven: boolean }[] {
  const given = new Set(fields.map((field) => field.column));
  const key = new Set(model.key.fields.map((field) => field.column));
  return tableFields(model)
    .filter((field) => !key.has(field.column))
    .map(({ column }) => ({ column, isGiven: given.has(column) }));
}

/** Fields of all classes that share the model's table, each column once. */
export function tableFields(model: ModelMetadata): readonly FieldMetadata[] {
  const root = model.discriminator?.root() ?? model;
  const classes = [root, ...(root.discriminator?.members().values() ?? []), model];
  const byColumn = new Map<string, FieldMetadata>();
  for (const field of classes.flatMap((one) => one.fields)) {
    if (!byColumn.has(field.column)) byColumn.set(field.column, field);
  }
  return [...byColumn.values()];
}

/**
 * The assignments on a row that lives; the whole new row in place of one that has ended. Assignments to all fields
 * replace the row, so that nothing stays of the old one: no columns of other classes, no end.
 */
function assignSql(operation: InsertOperation, assignments: readonly Assignment[], writer: SqlWriter): string {
  const { model, options } = operation;
  const { columns, guards } = compileAssignments(assignments, tableScope(writer, `${ROW}.`));
  const changed = new Map(columns.map(({ field, sql }) => [field.column, sql]));
  if (!hasExpiry(model)) {
    const changes = Array.from(changed, ([column, sql]) => `${quoteName(column)} = ${sql}`);
    return ` DO UPDATE SET ${changes.length > 0 ? changes.join(', ') : sameKey(model)}${guarded(guards, '')}`;
  }
  const ended = isExpired(`${ROW}.`);
  const columnsOfRow = replacedColumns(operation);
  const isWhole = columnsOfRow.every(({ column, isGiven }) => !isGiven || changed.has(column));
  const changes = columnsOfRow.map(({ column, isGiven }) => {
    const name = quoteName(column);
    if (isWhole && !isGiven) return `${name} = NULL`;
    const whole = isGiven ? `EXCLUDED.${name}` : 'NULL';
    return `${name} = CASE WHEN ${ended} THEN ${whole} ELSE ${changed.get(column) ?? `${ROW}.${name}`} END`;
  });
  const kept = isWhole ? `EXCLUDED.${END}` : `${ROW}.${END}`;
  const end = options.ttlSeconds === null ? kept : expiryIn(writer.bind(String(options.ttlSeconds)));
  changes.push(`${END} = CASE WHEN ${ended} THEN EXCLUDED.${END} ELSE ${end} END`);
  return ` DO UPDATE SET ${changes.join(', ')}${guarded(guards, `${ended} OR `)}`;
}

function guarded(guards: readonly string[], otherwise: string): string {
  return guards.length === 0 ? '' : ` WHERE ${otherwise}${guards.join(' AND ')}`;
}
