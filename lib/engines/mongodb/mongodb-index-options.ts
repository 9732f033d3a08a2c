import { SchemaError } from '../../errors/database-errors';
import type { IndexMetadata } from '../../metadata/index-metadata';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { isPlainObject } from '../../types/is-plain-object';
import type { BsonDocument } from './mongodb-statement';

/** `@Index(..., { options })`, read. */
export interface MongoIndexOptions {
  /** Null where the index is no TTL index. */
  readonly expireAfterSeconds: number | null;
  readonly hidden: boolean;
  readonly collation: BsonDocument | null;
  /** A second null in a unique index counts as a duplicate; otherwise nulls are never equal, as in SQL. */
  readonly nullsNotDistinct: boolean;
  /** Filter of a partial index in MongoDB's own words, in place of `where`. */
  readonly partialFilterExpression: BsonDocument | null;
  /** Options of text, 2d, 2dsphere and wildcard indexes as the server takes them. */
  readonly special: BsonDocument;
}

const ENGINES = new Set(['mongodb', 'cassandra', 'postgres', 'pglite']);

type Check = readonly [what: string, holds: (value: unknown) => boolean];

const isWhole = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isNumber = (value: unknown): boolean => Number.isFinite(value);
const isCollation = (value: unknown): boolean => isPlainObject(value) && isText(value.locale);

const A_BOOLEAN: Check = ['a boolean', isBoolean];
const AN_OBJECT: Check = ['an object', isPlainObject];

/** Options that every kind of index takes: https://www.mongodb.com/docs/manual/reference/command/createIndexes/ */
const COMMON: Readonly<Record<string, Check>> = {
  // Up to 2^31-1: https://www.mongodb.com/docs/manual/core/index-ttl/
  expireAfterSeconds: ['whole seconds from 0 to 2147483647', (value) => isWhole(value) && Number(value) < 2 ** 31],
  hidden: A_BOOLEAN,
  // Without effect since server 4.2, and still found in models.
  background: A_BOOLEAN,
  collation: ['an object with a `locale`', isCollation],
  nullsNotDistinct: A_BOOLEAN,
  partialFilterExpression: AN_OBJECT,
};

/** Options that go to the server as they are. */
const SPECIAL: Readonly<Record<string, Check>> = {
  weights: AN_OBJECT,
  default_language: ['the name of a language', isText],
  language_override: ['the name of a field', isText],
  textIndexVersion: ['a whole number', isWhole],
  '2dsphereIndexVersion': ['a whole number', isWhole],
  bits: ['a whole number', isWhole],
  min: ['a number', isNumber],
  max: ['a number', isNumber],
  wildcardProjection: AN_OBJECT,
};

const KNOWN: Readonly<Record<string, Check>> = { ...COMMON, ...SPECIAL };

/** Options meant for this engine: those under its name, and those under no engine's name. */
function ownOptions({ options }: IndexMetadata): Readonly<Record<string, unknown>> {
  const common = Object.fromEntries(Object.entries(options).filter(([name]) => !ENGINES.has(name)));
  return isPlainObject(options.mongodb) ? { ...common, ...options.mongodb } : common;
}

function documentOf(value: unknown): BsonDocument | null {
  return isPlainObject(value) ? value : null;
}

/**
 * Reads the options of an index: `expireAfterSeconds`, `hidden`, `background`, `collation`, `nullsNotDistinct`,
 * `partialFilterExpression` (in stored names), and what text, 2d, 2dsphere and wildcard indexes take besides.
 *
 * Throws `SchemaError` (POLYDOC_SCHEMA) for options that MongoDB does not have.
 */
export function indexOptionsOf(model: ModelMetadata, index: IndexMetadata): MongoIndexOptions {
  const where = `${model.name}: index on ${index.parts.map(({ path }) => path).join(', ')}`;
  const options = ownOptions(index);
  for (const [name, value] of Object.entries(options)) {
    const check = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
    if (check === undefined) {
      const known = Object.keys(KNOWN).join(', ');
      throw new SchemaError(`${where}: option \`${name}\` is not known; there are ${known}.`, { model: model.name });
    }
    if (!check[1](value)) throw new SchemaError(`${where}: ${name} must be ${check[0]}.`, { model: model.name });
  }
  const { expireAfterSeconds, hidden, collation, nullsNotDistinct, partialFilterExpression } = options;
  return {
    expireAfterSeconds: typeof expireAfterSeconds === 'number' ? expireAfterSeconds : null,
    hidden: hidden === true,
    collation: documentOf(collation),
    nullsNotDistinct: nullsNotDistinct === true,
    partialFilterExpression: documentOf(partialFilterExpression),
    special: Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(SPECIAL, name))),
  };
}
