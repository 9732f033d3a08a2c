import type { ModelMetadata } from '../../metadata/model-metadata';
import { hasExpiry, NOT_EXPIRED } from './mongodb-expiry';
import type { BsonDocument } from './mongodb-statement';

/** Matches every document. */
export const EVERYTHING: BsonDocument = Object.freeze({});

/** Matches no document, and asks the server for none: there is no value in the list that an index would be searched for. */
export const NOTHING: BsonDocument = Object.freeze({ _id: Object.freeze({ $in: Object.freeze([]) }) });

/**
 * The filter of documents that match all of these. Members are put side by side as long as no name is there twice, which
 * is the form that people write; else below `$and`.
 */
export function allOf(...filters: readonly BsonDocument[]): BsonDocument {
  const parts = filters.filter((filter) => Object.keys(filter).length > 0);
  const [first] = parts;
  if (first === undefined) return EVERYTHING;
  if (parts.length === 1) return first;
  const names = parts.flatMap((part) => Object.keys(part));
  if (new Set(names).size === names.length) return Object.assign({}, ...parts);
  return { $and: parts };
}

/** The filter of documents that match it and have not ended; the filter itself where documents have no end. */
export function withNotExpired(model: ModelMetadata, filter: BsonDocument): BsonDocument {
  return hasExpiry(model) ? allOf(filter, NOT_EXPIRED) : filter;
}
