import type { FieldMetadata } from '../../metadata/field-metadata';
import type { ModelMetadata } from '../../metadata/model-metadata';
import type { InsertOperation } from '../../query/operation';
import { arrayText, codecOf } from './postgres-codecs';
import { isArrayColumn, quoteName, tableName } from './postgres-column';
import { conflictSql, ROW } from './postgres-conflict';
import { EXPIRY_COLUMN, expiryIn, hasExpiry } from './postgres-expiry';
import { atPath, tableScope } from './postgres-path';
import type { PostgresStatement } from './postgres-statement';
import { returningSql } from './postgres-update';
import { SqlWriter } from './sql-writer';

/** Complete rows as `INSERT`: one by `VALUES`, several by arrays, so that their number is not part of the text. */
export function compileInsert(operation: InsertOperation): PostgresStatement {
  const { model, fields, options } = operation;
  const rows = rowsByKey(operation);
  const writer = new SqlWriter();
  const [row] = rows;
  const source = rows.length === 1 && row !== undefined ? oneRow(fields, row, writer) : manyRows(fields, rows, writer);
  const hasEnd = options.ttlSeconds !== null && hasExpiry(model);
  const end = hasEnd ? `, ${expiryIn(writer.bind(String(options.ttlSeconds)))}` : '';
  const names = fields.map((field) => quoteName(field.column)).join(', ');
  const columns = `${names}${hasEnd ? `, "${EXPIRY_COLUMN}"` : ''}`;
  const text = [
    insertInto(model),
    ` (${columns})${source.before}${end}${source.after}`,
    conflictSql(operation, writer),
    returningSql(operation.returning, tableScope(writer, `${ROW}.`)),
  ];
  return { text: text.join(''), values: writer.values };
}

/**
 * One statement cannot meet a key twice after it has written it (SQLSTATE 21000), which is as good as a duplicate key
 * for `error`. In the other modes rows of one key do what they would do one after another.
 */
function rowsByKey({ model, fields, rows, onConflict }: InsertOperation): readonly (readonly unknown[])[] {
  if (onConflict === 'error' || onConflict === 'fail' || rows.length < 2) return rows;
  const positions = model.key.fields.map((field) => fields.findIndex((given) => given.column === field.column));
  const byKey = new Map<string, readonly unknown[]>();
  for (const row of rows) {
    const key = model.key.fields.map((field, index) => encodeField(field, row[positions[index] ?? -1])).join('\0');
    if (onConflict === 'replace' || !byKey.has(key)) byKey.set(key, row);
  }
  return byKey.size === rows.length ? rows : [...byKey.values()];
}

/** The beginning of every insert; the stored row has a name, so that conflicts can speak of it. */
export function insertInto(model: ModelMetadata): string {
  return `INSERT INTO ${tableName(model)} AS ${ROW}`;
}

/** What stands around the expression of the hidden column. */
interface RowSource {
  readonly before: string;
  readonly after: string;
}

function oneRow(fields: readonly FieldMetadata[], row: readonly unknown[], writer: SqlWriter): RowSource {
  const places = fields.map((field, index) => writer.bind(encodeField(field, row[index])));
  return { before: ` VALUES (${places.join(', ')}`, after: ')' };
}

/** A field's value as a parameter; null stays null. Throws `ValueProblem` whose path starts with the field. */
export function encodeField(field: FieldMetadata, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return atPath({ text: field.property }, () => codecOf(field.type).encode(value));
}

function manyRows(
  fields: readonly FieldMetadata[],
  rows: readonly (readonly unknown[])[],
  writer: SqlWriter,
): RowSource {
  const lists = fields.map((field, index) => {
    const codec = codecOf(field.type);
    const values = rows.map((row) => row[index] ?? null);
    return `${writer.bind(columnText(field, values))}::${transportType(field, codec.sqlType)}[]`;
  });
  const columns = fields.map((field, index) => {
    const { sqlType } = codecOf(field.type);
    return transportType(field, sqlType) === sqlType ? `"_c${index}"` : `"_c${index}"::${sqlType}`;
  });
  const names = fields.map((_field, index) => `"_c${index}"`).join(', ');
  return { before: ` SELECT ${columns.join(', ')}`, after: ` FROM unnest(${lists.join(', ')}) AS "_r"(${names})` };
}

/** An array of arrays would come apart, and `vector` may have no array type: they travel as text. */
function transportType(field: FieldMetadata, sqlType: string): string {
  return isArrayColumn(field.type) || field.type.kind === 'vector' ? 'text' : sqlType;
}

/** One column of all rows as an array literal. A problem names the field only: rows are known to the caller. */
function columnText(field: FieldMetadata, values: readonly unknown[]): string {
  const codec = codecOf(field.type);
  return atPath({ text: field.property }, () => arrayText(codec, values));
}
