import { quoteName, quoteText } from './postgres-column';
import type { IndexDefinition, IndexPartDefinition } from './postgres-index-definition';
import { parameterList } from './postgres-table-options';

function partSql(part: IndexPartDefinition, method: string): string {
  const operatorClass = part.operatorClass === null ? '' : ` ${part.operatorClass}`;
  if (method !== 'btree') return part.sql + operatorClass;
  const direction = part.descending ? ' DESC' : '';
  // Said only where it is not what the direction implies.
  const nulls = part.nullsFirst === part.descending ? '' : part.nullsFirst ? ' NULLS FIRST' : ' NULLS LAST';
  return part.sql + operatorClass + direction + nulls;
}

/** Name of an index, with the schema of its table (`table` is quoted, with its schema if it has one). */
function qualified(schema: string | null, name: string): string {
  return schema === null ? quoteName(name) : `${quoteName(schema)}.${quoteName(name)}`;
}

/** `CREATE INDEX` and the remark that marks it. */
export function createIndexSql(table: string, schema: string | null, index: IndexDefinition): readonly string[] {
  const { name, method, parts } = index;
  const create = [
    `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quoteName(name)} ON ${table}`,
    `${method === 'btree' ? '' : `USING ${method} `}(${parts.map((part) => partSql(part, method)).join(', ')})`,
    index.include.length === 0 ? null : `INCLUDE (${index.include.map(quoteName).join(', ')})`,
    index.nullsNotDistinct ? 'NULLS NOT DISTINCT' : null,
    index.parameters.size === 0 ? null : `WITH (${parameterList(index.parameters)})`,
    index.tablespace === null ? null : `TABLESPACE ${quoteName(index.tablespace)}`,
    index.where === null ? null : `WHERE ${index.where}`,
  ];
  return [create.filter((part) => part !== null).join(' '), indexRemarkSql(schema, name, index.remark)];
}

/** Marks an index. */
export function indexRemarkSql(schema: string | null, name: string, remark: string): string {
  return `COMMENT ON INDEX ${qualified(schema, name)} IS ${quoteText(remark)}`;
}

/** Removes an index, by its constraint where it belongs to one. */
export function dropIndexSql(table: string, schema: string | null, name: string, isConstraint: boolean): string {
  if (isConstraint) return `ALTER TABLE ${table} DROP CONSTRAINT ${quoteName(name)}`;
  return `DROP INDEX ${qualified(schema, name)}`;
}

/** Gives an index another name. */
export function renameIndexSql(schema: string | null, from: string, to: string): string {
  return `ALTER INDEX ${qualified(schema, from)} RENAME TO ${quoteName(to)}`;
}
