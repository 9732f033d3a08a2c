import { PolydocError } from '../../errors/polydoc-error';
import { ValueProblem } from '../../types/value-problem';
import type { StoredIndex, StoredIndexPart, StoredTable } from './postgres-catalog';
import { change, impossible, type PostgresChange } from './postgres-change';
import { createIndexSql, dropIndexSql, renameIndexSql } from './postgres-index-ddl';
import { INDEX_REMARK, type IndexDefinition, type IndexPartDefinition } from './postgres-index-definition';
import { hasParameters } from './postgres-table-options';

function isOurs(stored: StoredIndex): boolean {
  return stored.comment?.startsWith(INDEX_REMARK) ?? false;
}

function hasSameOperatorClass(part: IndexPartDefinition, stored: StoredIndexPart): boolean {
  if (part.operatorClass === null) return stored.isDefaultClass;
  // A class may be written with its schema.
  return part.operatorClass.split('.').at(-1) === stored.operatorClass;
}

function hasSameParts(index: IndexDefinition, stored: StoredIndex): boolean {
  if (index.parts.length !== stored.parts.length) return false;
  return index.parts.every((part, position) => {
    const other = stored.parts[position];
    return (
      other !== undefined &&
      part.column === other.column &&
      part.descending === other.descending &&
      part.nullsFirst === other.nullsFirst &&
      hasSameOperatorClass(part, other)
    );
  });
}

function hasSameStorage(index: IndexDefinition, stored: StoredIndex): boolean {
  if (!hasParameters(stored.options, index.parameters)) return false;
  const tablespace = index.tablespace === 'pg_default' ? null : index.tablespace;
  // What somebody set on an index of their own is not for the model to take back.
  if (!isOurs(stored)) return tablespace === null || tablespace === stored.tablespace;
  return index.parameters.size === stored.options.length && tablespace === stored.tablespace;
}

function isSame(index: IndexDefinition, stored: StoredIndex): boolean {
  const isPlain = index.where === null && index.parts.every(({ column }) => column !== null);
  return (
    stored.valid &&
    index.unique === stored.unique &&
    index.method === stored.method &&
    index.nullsNotDistinct === stored.nullsNotDistinct &&
    (index.where !== null) === stored.partial &&
    index.include.join('\0') === stored.include.join('\0') &&
    hasSameParts(index, stored) &&
    hasSameStorage(index, stored) &&
    (isPlain || stored.comment === index.remark)
  );
}

/** Names of indexes that are taken in a plan, by schema and name, with the table that has them. */
export type TakenNames = Map<string, string>;

/** A table or a view with the indexes that models want on it. */
export interface IndexedRelation {
  /** Class name, for the plan. */
  readonly model: string;
  readonly schema: string | null;
  /** Quoted, with the schema. */
  readonly sql: string;
  /** Made when the plan is, because a definition that cannot be is a planned `impossible` change. */
  readonly indexes: readonly (() => IndexDefinition)[];
}

/** The definitions, each or the planned change that says why there cannot be one. */
export function defineIndexes(relation: IndexedRelation): readonly (IndexDefinition | PostgresChange)[] {
  return relation.indexes.map((make) => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof PolydocError || error instanceof ValueProblem)) throw error;
      return impossible({ kind: 'createIndex', model: relation.model }, error.message);
    }
  });
}

/** An index of ours that nobody declares by its name any more, and that is what the model wants but for the name. */
function formerOf(index: IndexDefinition, undeclared: readonly StoredIndex[]): StoredIndex | undefined {
  return undeclared.find((stored) => isOurs(stored) && isSame(index, stored));
}

function indexChange(
  { model, sql, schema }: IndexedRelation,
  index: IndexDefinition,
  existing: StoredIndex | undefined,
  former: StoredIndex | undefined,
): PostgresChange[] {
  const create = createIndexSql(sql, schema, index);
  if (existing !== undefined) {
    if (isSame(index, existing)) return [];
    const drop = dropIndexSql(sql, schema, existing.name, existing.constraint);
    return [change({ kind: 'replaceIndex', model }, 'rewrite', [drop, ...create])];
  }
  if (former === undefined) return [change({ kind: 'createIndex', model }, 'safe', create)];
  return [change({ kind: 'renameIndex', model }, 'safe', [renameIndexSql(schema, former.name, index.name)])];
}

function isNamed(index: IndexDefinition | PostgresChange, name: string): boolean {
  return !('risk' in index) && index.name === name;
}

/**
 * Differences between the indexes that models declare and those that the table has (`stored` is null for a table that
 * is about to be made). Indexes that nobody declares are looked at only with `dropRemoved`, and only those that
 * polydoc made.
 */
export function indexChanges(
  relation: IndexedRelation,
  stored: StoredTable | null,
  taken: TakenNames,
  dropRemoved: boolean,
): PostgresChange[] {
  const { model, sql, schema } = relation;
  // Models that share a table may declare an index alike; the last one counts, as for columns.
  const defined = defineIndexes(relation).filter(
    (index, position, all) => 'risk' in index || !all.slice(position + 1).some((other) => isNamed(other, index.name)),
  );
  const declared = new Set(defined.flatMap((index) => ('risk' in index ? [] : [index.name])));
  const undeclared = new Set(stored?.indexes.filter((index) => isOurs(index) && !declared.has(index.name)));
  const changes = defined.flatMap((index) => {
    if ('risk' in index) return [index];
    const key = JSON.stringify([schema, index.name]);
    const owner = taken.get(key);
    if (owner !== undefined) {
      const reason = `Index name ${index.name} is also that of an index on ${owner}: give one of them a \`name\`.`;
      return [impossible({ kind: 'createIndex', model }, reason)];
    }
    taken.set(key, sql);
    const existing = stored?.indexes.find(({ name }) => name === index.name);
    const former = existing === undefined ? formerOf(index, [...undeclared]) : undefined;
    if (former !== undefined) undeclared.delete(former);
    return indexChange(relation, index, existing, former);
  });
  if (!dropRemoved) return changes;
  const drops = [...undeclared].map(({ name, constraint }) =>
    change({ kind: 'dropIndex', model }, 'destructive', [dropIndexSql(sql, schema, name, constraint)]),
  );
  return [...drops, ...changes];
}
