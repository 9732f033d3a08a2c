import type { RawResult } from '../../contract/result';
import type { FieldMetadata } from '../../metadata/field-metadata';
import type { InsertOperation } from '../../query/operation';
import { textArray } from './postgres-array-text';
import { codecOf } from './postgres-codecs';
import { quoteName, tableName } from './postgres-column';
import { copyChunks } from './postgres-copy-text';
import { hasExpiry } from './postgres-expiry';
import type { CopySource, PostgresStatement } from './postgres-statement';

/** From so many rows on, COPY and the question before it are cheaper than an INSERT from arrays. */
export const MIN_COPY_ROWS = 200;

/**
 * Whether COPY does what INSERT would do. It passes by rules, is refused by views and under row-level security, writes
 * over identities that are always generated, and reads text as the column's own type in place of converting a value:
 * such tables get the INSERT. Asked each time, because a table may change; it costs a fraction of two hundred rows.
 * https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-NOTES
 */
const CHECK = `SELECT c.relkind IN ('r', 'p') AND NOT c.relhasrules AND NOT row_security_active(c.oid) AND cardinality($2::text[]) = (
  SELECT count(*) FROM unnest($2::text[], $3::text[]) AS wanted(name, type)
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = wanted.name AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  WHERE a.attgenerated = '' AND a.attidentity <> 'a'
    AND (a.atttypid = to_regtype(wanted.type) OR (wanted.type = 'text' AND t.typcategory = 'S'))
) FROM pg_class c WHERE c.oid = to_regclass($1)`;

/**
 * Many new rows as `COPY ... FROM STDIN`: the rows that an INSERT would only insert, giving nothing back, or null where
 * there is more to do.
 * @param compileInsert makes the INSERT to fall back on.
 */
export function compileCopy(
  operation: InsertOperation,
  compileInsert: (operation: InsertOperation) => PostgresStatement,
): PostgresStatement | null {
  if (!isPlainInsert(operation)) return null;
  const { model, fields, rows } = operation;
  const columns = fields.map((field) => quoteName(field.column)).join(', ');
  const table = tableName(model);
  return new CopyStatement(`COPY ${table} (${columns}) FROM STDIN`, {
    chunks: () => copyChunks(fields, rows),
    check: {
      text: CHECK,
      values: [table, textArray(fields.map(({ column }) => column)), textArray(fields.map(sqlTypeOf))],
    },
    instead: () => compileInsert(operation),
  });
}

function sqlTypeOf({ type }: FieldMetadata): string {
  return codecOf(type).sqlType;
}

function isPlainInsert({ model, fields, rows, onConflict, returning, options }: InsertOperation): boolean {
  if (rows.length < MIN_COPY_ROWS || returning.length > 0 || fields.length === 0) return false;
  if (options.ttlSeconds !== null && hasExpiry(model)) return false;
  return onConflict === 'fail' || (onConflict === 'error' && !hasExpiry(model));
}

class CopyStatement implements PostgresStatement {
  readonly text: string;
  readonly copy: CopySource;

  constructor(text: string, copy: CopySource) {
    this.text = text;
    this.copy = copy;
  }

  /** For logs and recordings only. */
  get values(): readonly string[] {
    return [Buffer.concat([...this.copy.chunks()]).toString()];
  }
}

/** Reads the answer to a copy's `check`; a table that is not there has none. */
export function takesCopy({ rows }: RawResult): boolean {
  const [row] = rows;
  return Array.isArray(row) && row[0] === 't';
}
