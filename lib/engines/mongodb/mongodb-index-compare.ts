import { propertyOf } from '../../internal/property-of';
import type { IndexDefinition } from './mongodb-index-definition';
import { isSameBson } from './mongodb-schema-text';
import type { BsonDocument } from './mongodb-statement';

/** What a collation has that does not state it: https://www.mongodb.com/docs/manual/reference/collation/ */
const COLLATION_DEFAULTS: BsonDocument = { strength: 3, caseLevel: false, numericOrdering: false };

/**
 * What a special index has that does not state it; of those that are not here the server chooses.
 * https://www.mongodb.com/docs/manual/reference/command/createIndexes/
 */
const SPECIAL_DEFAULTS: BsonDocument = {
  weights: {},
  default_language: 'english',
  language_override: 'language',
  wildcardProjection: {},
  bits: 26,
  min: -180,
  max: 180,
};

function isRecord(value: unknown): value is BsonDocument {
  return typeof value === 'object' && value !== null;
}

/** The keys of a stored index as they were asked for: those of text indexes are kept aside, as weights. */
function storedKey(stored: BsonDocument): readonly (readonly [string, unknown])[] {
  const { weights } = stored;
  const words = isRecord(weights) ? Object.keys(weights).sort() : [];
  return Object.entries(isRecord(stored.key) ? stored.key : {}).flatMap(([path, value]): [string, unknown][] => {
    if (path === '_ftsx') return [];
    if (path === '_fts') return words.map((word) => [word, 'text']);
    return [[path, typeof value === 'object' ? Number(value) : value]];
  });
}

/** Text parts of an index have no order among each other. */
function wantedKey(key: BsonDocument): readonly (readonly [string, unknown])[] {
  const words = Object.keys(key).filter((path) => key[path] === 'text');
  const sorted = [...words].sort();
  return Object.entries(key).map(([path, value]) =>
    value === 'text' ? [sorted[words.indexOf(path)] ?? path, value] : [path, value],
  );
}

function hasSameKey(index: IndexDefinition, stored: BsonDocument): boolean {
  return JSON.stringify(wantedKey(index.key)) === JSON.stringify(storedKey(stored));
}

function hasSameCollation(wanted: BsonDocument | null, stored: unknown, ofCollection: unknown): boolean {
  const isSimple = !isRecord(stored) || stored.locale === 'simple';
  // An index without a collation of its own takes over that of its collection.
  if (wanted === null) return isSimple || (isRecord(ofCollection) && hasMembers(stored, ofCollection));
  return wanted.locale === 'simple' ? isSimple : isRecord(stored) && hasMembers(stored, wanted);
}

function hasMembers(stored: BsonDocument, wanted: BsonDocument): boolean {
  return Object.entries({ ...COLLATION_DEFAULTS, ...wanted }).every(([name, value]) =>
    isSameBson(stored[name] ?? COLLATION_DEFAULTS[name], value),
  );
}

function hasSameSpecial({ special }: IndexDefinition, stored: BsonDocument): boolean {
  const compared = { ...SPECIAL_DEFAULTS, ...special };
  return Object.entries(compared).every(([name, value]) => {
    const there = stored[name] ?? SPECIAL_DEFAULTS[name];
    return name === 'weights' ? hasSameWeights(value, there) : isSameBson(there, value);
  });
}

/** Fields without a weight weigh 1, and the server says so. */
function hasSameWeights(wanted: unknown, stored: unknown): boolean {
  if (!isRecord(wanted) || !isRecord(stored)) return false;
  const paths = new Set([...Object.keys(wanted), ...Object.keys(stored)]);
  return [...paths].every((path) => isSameBson(wanted[path] ?? 1, stored[path] ?? 1));
}

/**
 * True when both are the same index to the server, which then takes only one of them, whatever they are called: same
 * keys, collation, filter, uniqueness, sparseness.
 */
export function isSameIdentity(index: IndexDefinition, stored: BsonDocument, collation: unknown): boolean {
  return index.unique === (stored.unique === true) && isSameShape(index, stored, collation);
}

/** The same but for uniqueness and what can be changed without building the index anew. */
export function isSameShape(index: IndexDefinition, stored: BsonDocument, collation: unknown): boolean {
  return (
    hasSameKey(index, stored) &&
    index.sparse === (stored.sparse === true) &&
    isSameBson(index.partialFilterExpression ?? {}, stored.partialFilterExpression ?? {}) &&
    hasSameCollation(index.collation, stored.collation, collation) &&
    hasSameSpecial(index, stored)
  );
}

/** Seconds of a stored TTL index; null for another index. */
export function storedSeconds(stored: BsonDocument): number | null {
  const seconds = propertyOf(stored, 'expireAfterSeconds');
  return seconds === undefined || seconds === null ? null : Number(seconds);
}
