import { SchemaError } from '../../errors/database-errors';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { isPlainObject } from '../../types/is-plain-object';
import type { BsonDocument } from './mongodb-statement';

/** `@Entity({ options: { mongodb: ... } })`, read. What is not stated (null) is left as the store has it. */
export interface CollectionOptions {
  /** False leaves the validator of the collection to others. */
  readonly validator: boolean;
  /** Unless stated `moderate`: documents of older versions that do not fit any more can still be changed. */
  readonly validationLevel: string;
  readonly validationAction: string;
  readonly collation: BsonDocument | null;
  readonly capped: boolean | null;
  /** Largest size in bytes, and largest number of documents, of a capped collection. */
  readonly size: number | null;
  readonly max: number | null;
  readonly changeStreamPreAndPostImages: BsonDocument | null;
}

const KNOWN = [
  'validator',
  'validationLevel',
  'validationAction',
  'collation',
  'capped',
  'size',
  'max',
  'changeStreamPreAndPostImages',
] as const;

const LEVELS: readonly unknown[] = ['strict', 'moderate', 'off'];
const ACTIONS: readonly unknown[] = ['error', 'warn'];

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

/**
 * Reads the collection options of a model.
 *
 * Throws `SchemaError` (POLYDOC_SCHEMA) for an option that polydoc does not know, or that has another value than MongoDB
 * takes.
 */
export function collectionOptionsOf(model: ModelMetadata): CollectionOptions {
  const where = `${model.name}: options.mongodb`;
  const refuse = (reason: string) => new SchemaError(`${where}${reason}.`, { model: model.name });
  const given = model.options.mongodb ?? {};
  if (!isPlainObject(given)) throw refuse(' must be an object');
  const stranger = Object.keys(given).find((name) => !KNOWN.some((known) => known === name));
  if (stranger !== undefined) throw refuse(`.${stranger} is not known; there are ${KNOWN.join(', ')}`);
  const { validator = true, validationLevel = 'moderate', validationAction = 'error' } = given;
  const { collation = null, capped = null, size = null, max = null, changeStreamPreAndPostImages = null } = given;
  if (typeof validator !== 'boolean') throw refuse('.validator must be a boolean');
  if (!LEVELS.includes(validationLevel)) throw refuse(`.validationLevel must be one of ${LEVELS.join(', ')}`);
  if (!ACTIONS.includes(validationAction)) throw refuse(`.validationAction must be one of ${ACTIONS.join(', ')}`);
  if (collation !== null && !(isPlainObject(collation) && typeof collation.locale === 'string')) {
    throw refuse('.collation must be an object with a `locale`');
  }
  if (capped !== null && typeof capped !== 'boolean') throw refuse('.capped must be a boolean');
  if (size !== null && !isCount(size)) throw refuse('.size must be a number of bytes');
  if (max !== null && !isCount(max)) throw refuse('.max must be a number of documents');
  if (changeStreamPreAndPostImages !== null && !isPlainObject(changeStreamPreAndPostImages)) {
    throw refuse('.changeStreamPreAndPostImages must be an object: `{ enabled: true }`');
  }
  return {
    validator,
    validationLevel: String(validationLevel),
    validationAction: String(validationAction),
    collation,
    capped,
    size,
    max,
    changeStreamPreAndPostImages,
  };
}
