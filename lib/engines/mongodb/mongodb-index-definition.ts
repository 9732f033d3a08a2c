import type { IndexMetadata, IndexPart } from '../../metadata/index-metadata';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { parseFilter } from '../../query/parse-filter';
import { findPath } from '../../query/parse-path';
import { EXPIRY_FIELD } from './mongodb-expiry';
import { allOf } from './mongodb-filter';
import { indexKeyOf, indexNameOf, indexPartPath, nameOfKeys } from './mongodb-index-name';
import { indexOptionsOf, type MongoIndexOptions } from './mongodb-index-options';
import { partialFilter, present } from './mongodb-partial-filter';
import type { BsonDocument } from './mongodb-statement';

/** An index as the model wants it. */
export interface IndexDefinition {
  readonly name: string;
  readonly key: BsonDocument;
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly partialFilterExpression: BsonDocument | null;
  readonly expireAfterSeconds: number | null;
  readonly hidden: boolean;
  readonly collation: BsonDocument | null;
  readonly special: BsonDocument;
}

/** An index without options. */
const PLAIN = {
  unique: false,
  sparse: false,
  partialFilterExpression: null,
  expireAfterSeconds: null,
  hidden: false,
  collation: null,
  special: {},
} satisfies Partial<IndexDefinition>;

/**
 * The index by which the server removes documents that have ended. Sparse, so that it costs nothing for the documents
 * without an end. https://www.mongodb.com/docs/manual/core/index-ttl/
 */
export function expiryIndex(): IndexDefinition {
  const key = { [EXPIRY_FIELD]: 1 };
  return { ...PLAIN, name: nameOfKeys(key), key, sparse: true, expireAfterSeconds: 0 };
}

/**
 * The index that serves a compound key by its parts: the one on `_id` knows only the whole. In key order, with the
 * directions that clustering keys state.
 */
export function keyIndex(key: BsonDocument): IndexDefinition {
  return { ...PLAIN, name: nameOfKeys(key), key };
}

/** Which documents are indexed. The server takes only one of the two. */
type Coverage = Pick<IndexDefinition, 'sparse' | 'partialFilterExpression'>;

function coverageOf(model: ModelMetadata, index: IndexMetadata, options: MongoIndexOptions): Coverage {
  const where = conditionOf(model, index, options);
  const nullable = index.parts.filter((part) => findPath(model, part.path)?.nullable ?? true);
  // Nulls are never equal, as in SQL: a document that holds one stays out of a unique index.
  if (index.unique && !options.nullsNotDistinct && nullable.length > 0) {
    if (where === null && index.parts.length === 1 && !nullable.some((part) => isEmbedded(model, part))) {
      return { sparse: true, partialFilterExpression: null };
    }
    const complete = nullable.map((part) => isThere(model, part));
    return { sparse: false, partialFilterExpression: allOf(where ?? {}, ...complete) };
  }
  if (where === null) return { sparse: index.sparse, partialFilterExpression: null };
  if (!index.sparse) return { sparse: false, partialFilterExpression: where };
  const [first, ...more] = index.parts.map((part) => isThere(model, part));
  const any = more.length === 0 ? (first ?? {}) : { $or: [first, ...more] };
  return { sparse: false, partialFilterExpression: allOf(where, any) };
}

function isThere(model: ModelMetadata, part: IndexPart): BsonDocument {
  return { [indexPartPath(model, part)]: present(isEmbedded(model, part)) };
}

function isEmbedded(model: ModelMetadata, part: IndexPart): boolean {
  return (findPath(model, part.path)?.steps.length ?? 0) > 0;
}

function conditionOf(
  model: ModelMetadata,
  index: IndexMetadata,
  { partialFilterExpression }: MongoIndexOptions,
): BsonDocument | null {
  if (partialFilterExpression !== null) return partialFilterExpression;
  if (index.where === undefined || index.where === null) return null;
  return partialFilter(model, parseFilter(model, index.where));
}

/**
 * The index that a model declares, in MongoDB's terms.
 *
 * Throws `SchemaError` (POLYDOC_SCHEMA) for what MongoDB does not have, `InvalidQueryError` for a condition that does not
 * fit the model, `ValueProblem` for values in it that MongoDB cannot hold.
 */
export function indexDefinition(model: ModelMetadata, index: IndexMetadata): IndexDefinition {
  const options = indexOptionsOf(model, index);
  return {
    name: indexNameOf(model, index),
    key: indexKeyOf(model, index),
    unique: index.unique,
    ...coverageOf(model, index, options),
    expireAfterSeconds: options.expireAfterSeconds,
    hidden: options.hidden,
    collation: options.collation,
    special: options.special,
  };
}

/** The definition as `createIndexes` takes it. */
export function indexSpec(index: IndexDefinition): BsonDocument {
  return {
    key: index.key,
    name: index.name,
    ...(index.unique ? { unique: true } : {}),
    ...(index.sparse ? { sparse: true } : {}),
    ...(index.partialFilterExpression === null ? {} : { partialFilterExpression: index.partialFilterExpression }),
    ...(index.expireAfterSeconds === null ? {} : { expireAfterSeconds: index.expireAfterSeconds }),
    ...(index.hidden ? { hidden: true } : {}),
    ...(index.collation === null ? {} : { collation: index.collation }),
    ...index.special,
  };
}
