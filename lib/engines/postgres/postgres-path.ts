import type { FieldPath, PathStep } from '../../query/field-path';
import type { LogicalType } from '../../types/logical-type';
import { locatedAt } from '../../types/misfit';
import type { Codec } from './postgres-codec';
import { codecOf, jsonbCodecOf } from './postgres-codecs';
import { columnType, isArrayColumn, isJsonColumn, isScalar, quoteName, quoteText } from './postgres-column';
import { mapKeyCodecOf } from './postgres-json-codecs';
import type { SqlWriter } from './sql-writer';

/** A place in a row as SQL, and whether what stands there is `jsonb` rather than a value of a column's type. */
export interface SqlPlace {
  readonly sql: string;
  /** The same as text, where it is a JSON scalar. */
  readonly text: string;
  readonly isJson: boolean;
  readonly type: LogicalType;
}

/** What names mean where an expression stands. */
export interface PathScope {
  readonly writer: SqlWriter;
  /** Qualifies columns (`"_t".`), or empty where there is only one table. */
  readonly prefix: string;
  /** The element at hand inside a quantifier. */
  readonly element: SqlPlace | null;
}

/** A scope with one table and no element. */
export function tableScope(writer: SqlWriter, prefix = ''): PathScope {
  return { writer, prefix, element: null };
}

/** The place where a path starts: a column, or the element at hand. */
export function rootOf(path: FieldPath, scope: PathScope): SqlPlace {
  if (path.field !== null) {
    const { column, type } = path.field;
    return rootPlace(`${scope.prefix}${quoteName(column)}`, isJsonColumn(type), type);
  }
  if (scope.element === null) throw new TypeError(`The path ${path.text} starts at an element outside a quantifier.`);
  return scope.element;
}

/** A place that is not inside another one. */
export function rootPlace(sql: string, isJson: boolean, type: LogicalType): SqlPlace {
  return { sql, text: `${sql} #>> '{}'`, isJson, type };
}

/** The place one step further in. */
export function placeAt(place: SqlPlace, step: PathStep, scope: PathScope): SqlPlace {
  const type = stepType(place.type, step);
  if (!place.isJson && step.kind === 'index') {
    const sql = `${place.sql}[${scope.writer.bind(String(step.index + 1))}::integer]`;
    return { sql, text: sql, isJson: false, type };
  }
  const inner = stepSql(place.type, step, scope);
  return { sql: `${place.sql} -> ${inner}`, text: `${place.sql} ->> ${inner}`, isJson: true, type };
}

/** Type of what a step leads to; `json` below a value without declared parts. */
export function stepType(type: LogicalType, step: PathStep): LogicalType {
  if (step.kind === 'property') return step.field.type;
  if (type.kind === 'map') return type.value;
  if (type.kind === 'list') return type.element;
  if (type.kind === 'tuple' && step.kind === 'index') return type.elements[step.index] ?? JSON_TYPE;
  return JSON_TYPE;
}

const JSON_TYPE: LogicalType = Object.freeze({ kind: 'json' as const });

/** A step as the right side of `->`: stored names as literals, keys and positions as parameters. */
export function stepSql(type: LogicalType, step: PathStep, scope: PathScope): string {
  switch (step.kind) {
    case 'property':
      return quoteText(step.field.column);
    case 'key':
      return `${scope.writer.bind(keyText(type, step.key))}::text`;
    case 'index':
      return `${scope.writer.bind(String(step.index))}::integer`;
  }
}

/** Key of a map as it is stored. */
export function keyText(type: LogicalType, key: unknown): string {
  return type.kind === 'map' ? mapKeyCodecOf(type.key).encode(key) : String(key);
}

/** The place at the end of a path. */
export function placeOf(path: FieldPath, scope: PathScope): SqlPlace {
  return path.steps.reduce((place, step) => placeAt(place, step, scope), rootOf(path, scope));
}

/** The value at a place, of the SQL type that a column of its type would have; containers inside `jsonb` stay there. */
export function valueAt(place: SqlPlace, path: FieldPath): string {
  const { sql, text, isJson, type } = place;
  if (!isJson || (path.field !== null && path.steps.length === 0)) return sql;
  // A JSON null is no value; SQL knows only its own null.
  if (!isScalar(type) || type.kind === 'json') return `NULLIF(${sql}, 'null'::jsonb)`;
  if (type.kind === 'bytes') return `decode(${text}, 'base64')`;
  const sqlType = columnType(type);
  return sqlType === 'text' ? `((${text}) COLLATE "C")` : `(${text})::${sqlType}`;
}

/**
 * Value of a path as filters, orders, selections and indexes see it; an index on a nested path must be made of the
 * same expression to serve them.
 */
export function pathSql(path: FieldPath, scope: PathScope): string {
  return valueAt({ ...placeOf(path, scope), type: path.type }, path);
}

/** True when the text of a path's expression has no parameters. */
export function isPlainPath(path: FieldPath): boolean {
  return path.steps.every((step) => step.kind === 'property');
}

/** True when what stands at the end of a path is `jsonb`. */
export function isJsonPath(path: FieldPath, scope: PathScope): boolean {
  if (path.steps.length === 0 && path.field === null) return scope.element?.isJson === true;
  return isJsonColumn(path.type) || (path.steps.length > 0 && isArrayColumn(path.type));
}

/** Runs `encode`; a problem in it tells the path it belongs to. */
export function atPath<T>(path: Pick<FieldPath, 'text'>, encode: () => T): T {
  try {
    return encode();
  } catch (cause) {
    throw locatedAt(cause, path.text);
  }
}

/** How values of a path's type travel where they are held against the path. */
export function codecAt(path: FieldPath, scope: PathScope): Codec {
  return !isScalar(path.type) && isJsonPath(path, scope) ? jsonbCodecOf(path.type) : codecOf(path.type);
}

/** A value of a path's type as a parameter with its SQL type. */
export function bindAt(path: FieldPath, value: unknown, scope: PathScope): string {
  const codec = codecAt(path, scope);
  return `${scope.writer.bind(atPath(path, () => codec.encode(value)))}::${codec.sqlType}`;
}
