import { createHash } from 'node:crypto';
import type { IndexMetadata } from '../../metadata/index-metadata';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { ownedIndexesOf } from '../../metadata/owned-indexes-of';

/** PostgreSQL cuts longer names without a word: https://www.postgresql.org/docs/current/limits.html */
const MAX_NAME_BYTES = 63;

/** The first `length` hexadecimal digits of a text's SHA-256. */
export function shortHash(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

/** The name itself, or, if the server would cut it, its beginning and a hash of the whole. */
export function fitName(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  const suffix = `_${shortHash(name, 8)}`;
  let kept = '';
  for (const character of name) {
    if (Buffer.byteLength(kept + character) > MAX_NAME_BYTES - suffix.length) break;
    kept += character;
  }
  return kept + suffix;
}

/** Name of the primary key constraint of a model's table, and of the key index of a view. */
export function primaryKeyName(model: ModelMetadata): string {
  return fitName(`${model.table}_pkey`);
}

/** Name of the index that serves the key order where the primary key itself cannot. */
export function clusteringIndexName(model: ModelMetadata): string {
  return fitName(`${model.table}_clustering_idx`);
}

/** Name of the index by which `purgeExpired` finds rows. */
export function expiryIndexName(model: ModelMetadata): string {
  return fitName(`${model.table}_expires_idx`);
}

function derivedName(model: ModelMetadata, index: IndexMetadata): string {
  const parts = index.parts.map(({ path, direction }) => {
    const name = path.replaceAll('.', '_');
    return direction === 'desc' ? `${name}_desc` : name;
  });
  return `${model.table}_${parts.join('_')}_${index.unique ? 'key' : 'idx'}`;
}

/**
 * Name of a secondary index in the store: the given one, else one made of table and fields. Indexes of one table that
 * would have the same derived name are numbered in the order of declaration.
 */
export function indexName(model: ModelMetadata, index: IndexMetadata): string {
  if (index.name !== null) return fitName(index.name);
  const name = derivedName(model, index);
  const same = ownedIndexesOf(model)
    .map((stored) => stored.index)
    .filter((other) => other.name === null && derivedName(model, other) === name);
  const position = same.indexOf(index);
  return fitName(position > 0 ? `${name}_${position + 1}` : name);
}
