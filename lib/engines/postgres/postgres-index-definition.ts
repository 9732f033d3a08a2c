import { SchemaError } from '../../errors/database-errors';
import type { IndexMetadata, IndexPart } from '../../metadata/index-metadata';
import type { ModelMetadata } from '../../metadata/model-metadata';
import type { FieldPath } from '../../query/field-path';
import { parseFilter } from '../../query/parse-filter';
import { parsePath } from '../../query/parse-path';
import { quoteName } from './postgres-column';
import { literalPathSql, literalPredicateSql } from './postgres-ddl-expression';
import { type IndexOptions, indexOptionsOf } from './postgres-index-options';
import { indexName, shortHash } from './postgres-names';

/** One key part as the model wants it; `column` is null for an expression. */
export interface IndexPartDefinition {
  readonly sql: string;
  readonly column: string | null;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
  readonly operatorClass: string | null;
}

/** An index as the model wants it. */
export interface IndexDefinition {
  readonly name: string;
  readonly unique: boolean;
  readonly method: string;
  readonly parts: readonly IndexPartDefinition[];
  readonly include: readonly string[];
  readonly nullsNotDistinct: boolean;
  /** SQL of the condition of a partial index, or null. */
  readonly where: string | null;
  readonly parameters: ReadonlyMap<string, string>;
  readonly tablespace: string | null;
  /**
   * Remark that marks the index as made by polydoc. It carries a hash of expressions and condition, which the server
   * gives back only in its own words.
   */
  readonly remark: string;
}

/** Beginning of the remark on what polydoc made. */
export const INDEX_REMARK = 'polydoc:index';

const METHODS = new Set(['btree', 'hash', 'gin', 'gist', 'spgist', 'brin', 'hnsw', 'ivfflat', 'bloom']);
/** Methods that know a direction. */
const isOrdered = (method: string): boolean => method === 'btree';

function remarkOf(parts: readonly IndexPartDefinition[], where: string | null): string {
  const expressions = parts.map(({ sql, column }) => (column === null ? sql : ''));
  if (where === null && expressions.every((expression) => expression === '')) return INDEX_REMARK;
  return `${INDEX_REMARK} ${shortHash(JSON.stringify([expressions, where]), 16)}`;
}

/** An index over whole columns that no model declares. */
export function plainIndex(
  name: string,
  parts: readonly { readonly column: string; readonly direction: 'asc' | 'desc' }[],
  where: string | null = null,
): IndexDefinition {
  const defined = parts.map(({ column, direction }) => ({
    sql: quoteName(column),
    column,
    descending: direction === 'desc',
    // Key columns hold no null: PostgreSQL's own default serves an order that does not mention nulls.
    nullsFirst: direction === 'desc',
    operatorClass: null,
  }));
  return {
    name,
    unique: false,
    method: 'btree',
    parts: defined,
    include: [],
    nullsNotDistinct: false,
    where,
    parameters: new Map(),
    tablespace: null,
    remark: remarkOf(defined, where),
  };
}

function methodOf(model: ModelMetadata, index: IndexMetadata): string {
  const method = index.using === 'vector' ? 'hnsw' : (index.using ?? 'btree');
  if (METHODS.has(method)) return method;
  throw new SchemaError(
    `${model.name}: PostgreSQL has no index method \`${method}\`; there are ${[...METHODS].join(', ')}.`,
    { model: model.name },
  );
}

function nullsFirstOf(path: FieldPath, part: IndexPart, options: IndexOptions): boolean {
  if (options.nulls !== null) return options.nulls === 'first';
  // Null sorts as the smallest in every order that polydoc states; a column without nulls is ordered without a word.
  return path.nullable ? part.direction === 'asc' : part.direction === 'desc';
}

function operatorClassOf(path: FieldPath, method: string, options: IndexOptions): string | null {
  const { operatorClass } = options;
  const given = operatorClass instanceof Map ? operatorClass.get(path.text) : operatorClass;
  if (typeof given === 'string') return given;
  // hnsw has no default class; Euclidean distance is the one that nearest-neighbour orders ask for.
  return path.type.kind === 'vector' && method === 'hnsw' ? 'vector_l2_ops' : null;
}

/** Reading these from text depends on settings of the session, so that PostgreSQL takes no index on it. */
const UNSTABLE_IN_JSON = new Set(['timestamp', 'date', 'time', 'duration']);

function checkIndexable(model: ModelMetadata, path: FieldPath): void {
  if (path.steps.length === 0 || !UNSTABLE_IN_JSON.has(path.type.kind)) return;
  throw new SchemaError(
    `${model.name}.${path.text}: PostgreSQL cannot index a ${path.type.kind} inside jsonb; give it a field of its own.`,
    { model: model.name },
  );
}

function partDefinition(path: FieldPath, part: IndexPart, method: string, options: IndexOptions): IndexPartDefinition {
  const isColumn = path.steps.length === 0 && path.field !== null;
  const isSorted = isOrdered(method);
  return {
    sql: isColumn ? literalPathSql(path) : `(${literalPathSql(path)})`,
    column: isColumn ? (path.field?.column ?? null) : null,
    descending: isSorted && part.direction === 'desc',
    nullsFirst: isSorted && nullsFirstOf(path, part, options),
    operatorClass: operatorClassOf(path, method, options),
  };
}

/** Rows without any of the fields stay out of a sparse index, as in MongoDB. */
function conditionOf(model: ModelMetadata, index: IndexMetadata, parts: readonly IndexPartDefinition[]): string | null {
  const conditions: string[] = [];
  if (index.sparse) conditions.push(parts.map(({ sql }) => `${sql} IS NOT NULL`).join(' OR '));
  if (index.where !== undefined && index.where !== null) {
    conditions.push(literalPredicateSql(model, parseFilter(model, index.where)));
  }
  if (conditions.length < 2) return conditions[0] ?? null;
  return conditions.map((condition) => `(${condition})`).join(' AND ');
}

/**
 * The index that a model declares, in PostgreSQL's terms.
 *
 * Throws `SchemaError` (POLYDOC_SCHEMA) for what PostgreSQL does not have, `InvalidQueryError` for a condition or a
 * path that does not fit the model.
 */
export function indexDefinition(model: ModelMetadata, index: IndexMetadata): IndexDefinition {
  const method = methodOf(model, index);
  const options = indexOptionsOf(model, index);
  const parts = index.parts.map((part) => {
    const path = parsePath(model, part.path);
    checkIndexable(model, path);
    return partDefinition(path, part, method, options);
  });
  const where = conditionOf(model, index, parts);
  return {
    name: indexName(model, index),
    unique: index.unique,
    method,
    parts,
    include: options.include.map((property) => parsePath(model, property).field?.column ?? property),
    nullsNotDistinct: options.nullsNotDistinct,
    where,
    parameters: options.parameters,
    tablespace: options.tablespace,
    remark: remarkOf(parts, where),
  };
}
