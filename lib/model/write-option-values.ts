import { InvalidQueryError } from '../errors/usage-errors';
import type { ModelMetadata } from '../metadata/model-metadata';
import { NO_WRITE_OPTIONS, type WriteOptions } from '../query/write-options';
import type { WriteCallOptions } from './options';

/** Twenty years, the longest time to live that every store takes (Cassandra's limit). */
const MAX_TTL_SECONDS = 630_720_000;

/** @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for a time to live or a timestamp that cannot be meant. */
export function writeOptions(model: ModelMetadata, options: WriteCallOptions): WriteOptions {
  const { ttl, timestamp } = options;
  if (ttl === undefined && timestamp === undefined) return NO_WRITE_OPTIONS;
  return {
    ttlSeconds: ttl === undefined ? null : checkedTtl(model, ttl),
    timestampMicros: timestamp === undefined ? null : checkedTimestamp(model, timestamp),
  };
}

function checkedTtl(model: ModelMetadata, ttl: number): number {
  if (Number.isSafeInteger(ttl) && ttl > 0 && ttl <= MAX_TTL_SECONDS) return ttl;
  throw new InvalidQueryError(`ttl of ${model.name} must be whole seconds from 1 to ${MAX_TTL_SECONDS}.`, {
    model: model.name,
    path: 'ttl',
  });
}

function checkedTimestamp(model: ModelMetadata, timestamp: number | bigint): bigint {
  if (typeof timestamp === 'bigint') return timestamp;
  if (Number.isSafeInteger(timestamp)) return BigInt(timestamp);
  throw new InvalidQueryError(`timestamp of ${model.name} must be whole microseconds.`, {
    model: model.name,
    path: 'timestamp',
  });
}
