import { ConfigurationError } from '../../errors/definition-errors';
import { asRecord } from '../../internal/as-record';
import type { FieldMetadata } from '../../metadata/field-metadata';
import { modelMetadataOf } from '../../metadata/model-metadata-of';
import { insertMany } from '../../model/bulk-write';
import type { Document } from '../../model/document';
import { buildDocument, type ModelClass } from '../../model/document-instance';
import type { Attributes } from '../../query/attributes';
import type { FactoryFields } from './factory-fields';
import { FieldRules } from './field-rules';
import { type Random, randomSource } from './random-source';
import { sampleValue } from './sample-value';

/** Options of `factory`. */
export interface FactoryOptions {
  /** Start of the random numbers; the same seed gives the same values. Default 1. */
  readonly seed?: number | undefined;
}

const KEY_ROLES: readonly string[] = ['plain', 'primaryKey', 'clusteringKey'];

/** Makes valid documents of one model, numbered from 1 on. Made by `factory`. */
export class DocumentFactory<T extends Document> {
  readonly #model: ModelClass<T>;
  readonly #fields: FactoryFields<T>;
  readonly #seed: number;
  #required: readonly FieldMetadata[] | null = null;
  #count = 0;

  constructor(model: ModelClass<T>, fields: FactoryFields<T>, options: FactoryOptions) {
    this.#model = model;
    this.#fields = fields;
    this.#seed = options.seed ?? 1;
  }

  /** The next document; nothing is stored. What `overrides` states wins. */
  build(overrides: Attributes<T> = {}): T {
    this.#count += 1;
    const n = this.#count;
    // Each document has random numbers of its own, so that it does not depend on what the others used.
    const random = randomSource(this.#seed * 1_000_003 + n);
    const stated = { ...this.#stated(n, random, overrides), ...overrides };
    return buildDocument(this.#model, { ...this.#samples(n, random, stated), ...stated });
  }

  /** The next `count` documents; nothing is stored. */
  buildMany(count: number, overrides: Attributes<T> = {}): T[] {
    if (!Number.isInteger(count) || count < 0) {
      throw new ConfigurationError('A factory makes a whole number of documents.', { model: this.#model.name });
    }
    return Array.from({ length: count }, () => this.build(overrides));
  }

  /**
   * The next document, inserted.
   * @throws DuplicateKeyError (POLYDOC_DUPLICATE_KEY), ValidationError (POLYDOC_VALIDATION): state the field then.
   */
  async create(overrides: Attributes<T> = {}): Promise<T> {
    const document = this.build(overrides);
    await document.insert();
    return document;
  }

  /**
   * The next `count` documents, inserted in bulk.
   * @throws BulkWriteError (POLYDOC_BULK_WRITE) whose `result` says per document what happened.
   */
  async createMany(count: number, overrides: Attributes<T> = {}): Promise<T[]> {
    const documents = this.buildMany(count, overrides);
    await insertMany(this.#model, documents, undefined);
    return documents;
  }

  /** Counts from 1 again. */
  reset(): this {
    this.#count = 0;
    return this;
  }

  #stated(n: number, random: Random, overrides: object): Record<string, unknown> {
    const stated: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(this.#fields)) {
      if (name in overrides) continue;
      const given: unknown = typeof value === 'function' ? Reflect.apply(value, undefined, [n, random]) : value;
      if (given !== undefined) stated[name] = given;
    }
    return stated;
  }

  #samples(n: number, random: Random, stated: object): Record<string, unknown> {
    this.#required ??= requiredFields(this.#model);
    const samples: Record<string, unknown> = {};
    for (const { property, type } of this.#required) {
      if (property in stated) continue;
      const rules = FieldRules.of(this.#model, property);
      samples[property] = sampleValue(type, { n, random, property, rules, depth: 0 });
    }
    return samples;
  }
}

/** Fields that must have a value and get none from the class: no default, no initialiser, not filled by polydoc. */
function requiredFields(model: ModelClass): readonly FieldMetadata[] {
  const bare = asRecord(buildDocument(model, {}));
  return modelMetadataOf(model).fields.filter(
    (field) => !field.nullable && KEY_ROLES.includes(field.role) && bare[field.property] === undefined,
  );
}

/**
 * Makes a factory of valid documents. Fields that are required and not stated get a value by their type and by simple
 * class-validator rules (`IsEmail`, `Length`, `Min`, `Max`, `IsIn`, `IsUUID`, ...), the same in every run; generated
 * keys are new each time, as always. A rule beyond these (`Matches`) needs a stated value.
 * @param fields values, or functions of the document's number.
 * @example
 * const users = factory(User, { email: (n) => `user${n}@example.com`, age: 36 });
 * const ada = users.build({ age: 37 });
 * const stored = await users.createMany(10);
 */
export function factory<T extends Document>(
  model: ModelClass<T>,
  fields: FactoryFields<T> = {},
  options: FactoryOptions = {},
): DocumentFactory<T> {
  return new DocumentFactory(model, fields, options);
}
