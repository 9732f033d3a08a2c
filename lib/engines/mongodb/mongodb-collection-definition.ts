import type { FieldMetadata } from '../../metadata/field-metadata';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { ownedIndexesOf } from '../../metadata/owned-indexes-of';
import { storedFieldsOf } from '../../metadata/stored-fields-of';
import { type CollectionOptions, collectionOptionsOf } from './mongodb-collection-options';
import { hasExpiry } from './mongodb-expiry';
import { expiryIndex, type IndexDefinition, indexDefinition, keyIndex } from './mongodb-index-definition';
import { hasCompoundKey, isKeyField, storedName, targetOf } from './mongodb-names';
import type { BsonDocument, MongoTarget } from './mongodb-statement';
import { validatorOf } from './mongodb-validator';

/** A field whose stored name was another one. */
export interface FieldRename {
  readonly from: string;
  readonly to: string;
}

/** A collection with the indexes that models want on it. */
export interface IndexedCollection {
  /** Class name, for the plan. */
  readonly model: string;
  readonly target: MongoTarget;
  /** Made when the plan is, because a definition that cannot be is a planned `impossible` change. */
  readonly indexes: readonly (() => IndexDefinition)[];
}

/** A collection as the models that share it want it. */
export interface CollectionDefinition extends IndexedCollection {
  readonly options: CollectionOptions;
  readonly validator: BsonDocument;
  readonly renames: readonly FieldRename[];
}

/** The index by which parts of a compound key are found and sorted; none where `_id` itself does that. */
export function keyIndexes(model: ModelMetadata): IndexedCollection['indexes'] {
  if (!hasCompoundKey(model)) return [];
  const descending = new Set(
    model.key.clustering.filter(({ direction }) => direction === 'desc').map(({ field }) => field),
  );
  const key = model.key.fields.map((field): [string, 1 | -1] => [
    storedName(model, field),
    descending.has(field) ? -1 : 1,
  ]);
  return [() => keyIndex(Object.fromEntries(key))];
}

function indexesOf(models: readonly ModelMetadata[]): IndexedCollection['indexes'] {
  return models.flatMap((model) => [
    ...keyIndexes(model),
    ...(hasExpiry(model) ? [expiryIndex] : []),
    ...ownedIndexesOf(model)
      // Nearest neighbours are computed by the pipeline: there is no index that could serve them.
      .filter(({ index }) => index.using !== 'vector')
      .map(
        ({ index, model: owner }) =>
          () =>
            indexDefinition(owner, index),
      ),
  ]);
}

/**
 * The fields outside of the key; where models disagree about one, the last counts. What only some of several models have
 * is nullable, since the others write documents without it.
 */
function fieldsOf(models: readonly ModelMetadata[]): readonly FieldMetadata[] {
  const united = new Map<string, FieldMetadata>();
  const counts = new Map<string, number>();
  for (const model of models) {
    for (const field of storedFieldsOf(model)) {
      if (isKeyField(field)) continue;
      const nullable = field.nullable || (united.get(field.column)?.nullable ?? false);
      united.set(field.column, { ...field, nullable });
      counts.set(field.column, (counts.get(field.column) ?? 0) + 1);
    }
  }
  return [...united.values()].map((field) =>
    counts.get(field.column) === models.length ? field : { ...field, nullable: true },
  );
}

/** The collection of models that share one; `models` has a root for each family of subclasses, and is not empty. */
function collectionDefinition(last: ModelMetadata, models: readonly ModelMetadata[]): CollectionDefinition {
  const fields = fieldsOf(models);
  const names = new Set(fields.map(({ column }) => column));
  return {
    model: last.name,
    target: targetOf(last),
    indexes: indexesOf(models),
    options: collectionOptionsOf(last),
    validator: validatorOf({ key: last.key.fields, fields, hasExpiry: models.some(hasExpiry) }),
    renames: fields.flatMap(({ column, renamedFrom }) =>
      renamedFrom === null || names.has(renamedFrom) ? [] : [{ from: renamedFrom, to: column }],
    ),
  };
}

/**
 * The collections that models want, one for all models that share it, in the order of the models. Read-only models want
 * none: what there is not reads as empty. Where models disagree about a collection, the last one counts. Views are
 * planned by themselves.
 *
 * Throws `SchemaError` (POLYDOC_SCHEMA) for collection options that MongoDB does not have.
 */
export function collectionDefinitions(models: readonly ModelMetadata[]): readonly CollectionDefinition[] {
  const collections = new Map<string, Set<ModelMetadata>>();
  for (const model of models) {
    if (model.readOnly || (model.abstract && model.discriminator === null)) continue;
    const root = model.discriminator?.root() ?? model;
    const name = JSON.stringify([root.namespace, root.table]);
    collections.set(name, (collections.get(name) ?? new Set()).add(root));
  }
  return [...collections.values()].flatMap((sharing) => {
    const last = [...sharing].at(-1);
    return last === undefined ? [] : [collectionDefinition(last, [...sharing])];
  });
}
