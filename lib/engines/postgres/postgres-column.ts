import type { ModelMetadata } from '../../metadata/model-metadata';
import type { LogicalType, ScalarName } from '../../types/logical-type';

const SCALAR_TYPES: Readonly<Record<ScalarName, string>> = {
  string: 'text',
  ascii: 'text',
  boolean: 'boolean',
  tinyint: 'smallint',
  smallint: 'smallint',
  int: 'integer',
  bigint: 'bigint',
  varint: 'numeric',
  float: 'real',
  double: 'double precision',
  decimal: 'numeric',
  uuid: 'uuid',
  timeuuid: 'uuid',
  objectId: 'text',
  date: 'date',
  time: 'time',
  timestamp: 'timestamptz',
  duration: 'interval',
  bytes: 'bytea',
  inet: 'inet',
  json: 'jsonb',
};

/** True for lists that are kept as PostgreSQL arrays: those of scalars other than `json`. */
export function isArrayColumn(type: LogicalType): boolean {
  return type.kind === 'list' && isScalar(type.element) && type.element.kind !== 'json';
}

/** True for types that hold one value. */
export function isScalar(type: LogicalType): type is { readonly kind: ScalarName } {
  return type.kind in SCALAR_TYPES;
}

/** True for types whose column is `jsonb`. */
export function isJsonColumn(type: LogicalType): boolean {
  return type.kind === 'json' || (!isScalar(type) && type.kind !== 'vector' && !isArrayColumn(type));
}

/** SQL type of a column that holds the logical type; collation not included. */
export function columnType(type: LogicalType): string {
  if (isScalar(type)) return SCALAR_TYPES[type.kind];
  if (type.kind === 'vector') return `vector(${type.dimensions})`;
  if (type.kind === 'list' && isScalar(type.element) && isArrayColumn(type))
    return `${SCALAR_TYPES[type.element.kind]}[]`;
  return 'jsonb';
}

/** A name of the store as an SQL identifier. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as an SQL literal; right with `standard_conforming_strings` on, the server's default. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Quoted name of a model's table or view, with its schema if it states one. */
export function tableName(model: ModelMetadata): string {
  const table = quoteName(model.table);
  return model.namespace === null ? table : `${quoteName(model.namespace)}.${table}`;
}
