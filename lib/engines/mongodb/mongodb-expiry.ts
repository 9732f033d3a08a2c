import type { ModelMetadata } from '../../metadata/model-metadata';
import { ClockTime, NOW } from './clock-time';
import type { BsonDocument } from './mongodb-statement';

/**
 * Hidden field that says when a document ends; missing in one that does not. A TTL index on it lets the server remove what
 * has ended, within about a minute: https://www.mongodb.com/docs/manual/core/index-ttl/
 */
export const EXPIRY_FIELD = '_expires_at';

/** True for models whose documents may have the hidden field: everything that can be written and is no counter. */
export function hasExpiry(model: ModelMetadata): boolean {
  return model.kind === 'document' && !model.readOnly;
}

/** Matches documents that have not ended, those without an end included. Part of every filter but those by key alone. */
export const NOT_EXPIRED: BsonDocument = Object.freeze({ [EXPIRY_FIELD]: Object.freeze({ $not: { $lte: NOW } }) });

/** Matches documents that have ended. */
export const EXPIRED: BsonDocument = Object.freeze({ [EXPIRY_FIELD]: Object.freeze({ $lte: NOW }) });

/** The end of a document that is to live so many seconds from when it is sent. */
export function expiryIn(ttlSeconds: number): ClockTime {
  return new ClockTime(ttlSeconds * 1_000);
}

/** Condition of an update pipeline: the document at hand has an end, and it has passed by the server's clock. */
export const HAS_EXPIRED_EXPRESSION: BsonDocument = Object.freeze({
  // Missing sorts below every date, so the type is asked first.
  $and: [{ $eq: [{ $type: `$${EXPIRY_FIELD}` }, 'date'] }, { $lte: [`$${EXPIRY_FIELD}`, NOW] }],
});
