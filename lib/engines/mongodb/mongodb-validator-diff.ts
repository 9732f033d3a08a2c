import { propertyOf } from '../../internal/property-of';
import type { CollectionDefinition } from './mongodb-collection-definition';
import type { SchemaSurroundings } from './mongodb-index-diff';
import { hasDocument, type StoredCollection } from './mongodb-introspect';
import { ID } from './mongodb-names';
import { change, commandStep, impossible, type MongoChange, type SchemaStep } from './mongodb-schema-change';
import { isSameBson } from './mongodb-schema-text';
import type { BsonDocument } from './mongodb-statement';
import { VALIDATOR_REMARK } from './mongodb-validator';

/** The properties that a validator speaks of. */
function propertiesOf(validator: unknown): BsonDocument {
  const properties = propertyOf(propertyOf(validator, '$jsonSchema'), 'properties');
  return typeof properties === 'object' && properties !== null ? { ...properties } : {};
}

/** The properties of the validator that polydoc made; null where there is none, or another's. */
export function ownProperties({ options }: StoredCollection): BsonDocument | null {
  return isOurs(options.validator) ? propertiesOf(options.validator) : null;
}

function isOurs(validator: unknown): boolean {
  return propertyOf(propertyOf(validator, '$jsonSchema'), 'description') === VALIDATOR_REMARK;
}

function isThere(validator: unknown): boolean {
  return typeof validator === 'object' && validator !== null && Object.keys(validator).length > 0;
}

/** The step that gives a collection its validator. */
export function validatorStep({ target, validator, options }: CollectionDefinition): SchemaStep {
  const { validationLevel, validationAction } = options;
  return commandStep(target, { collMod: target.collection, validator, validationLevel, validationAction });
}

function isSame({ validator, options }: CollectionDefinition, stored: BsonDocument): boolean {
  return (
    isSameBson(validator, stored.validator) &&
    options.validationLevel === (stored.validationLevel ?? 'strict') &&
    options.validationAction === (stored.validationAction ?? 'error')
  );
}

/** The types that a schema lets through, null aside: whether a value may be missing is another matter. */
function typesOf(schema: unknown): readonly unknown[] {
  return [propertyOf(schema, 'bsonType')].flat().filter((type) => type !== 'null');
}

/** Two compound keys of the same parts in another order fit the same schema, and are still never equal. */
function isOtherKey(before: unknown, after: unknown): boolean {
  return !isSameBson(propertyOf(before, 'required'), propertyOf(after, 'required'));
}

/**
 * Fields whose type has changed while documents hold values of the former one. Only what a validator of polydoc said
 * before tells such a change from documents that were never as the model has it.
 */
async function typeProblems(
  definition: CollectionDefinition,
  stored: StoredCollection,
  { connection }: SchemaSurroundings,
): Promise<readonly MongoChange[]> {
  const { model, target } = definition;
  const before = ownProperties(stored) ?? {};
  const problems: MongoChange[] = [];
  for (const [name, schema] of Object.entries(propertiesOf(definition.validator))) {
    const known = before[name];
    const isOther = name === ID && isOtherKey(known, schema);
    if (known === undefined || (!isOther && isSameBson(typesOf(known), typesOf(schema)))) continue;
    const misfit = { [name]: { $exists: true }, $nor: [{ $jsonSchema: { properties: { [name]: schema } } }] };
    const filter = isOther ? {} : misfit;
    if (!(await hasDocument(connection, target, filter))) continue;
    const kind = name === ID ? 'alterKey' : 'alterType';
    const reason =
      name === ID
        ? `${target.collection} holds documents with another key than the model has: make a new collection under another name and copy.`
        : `${target.collection}.${name} holds values of another type than the model has: add a field under another name and copy, or change the type of the field back.`;
    problems.push(impossible({ kind, model, target }, reason));
  }
  return problems;
}

/**
 * Differences between the validator that models want and the one that the collection has. It is safe to set one that
 * every stored document fits; where some do not (their changes stay allowed by the level `moderate`), it is for the
 * caller to name the risk. Another's validator is replaced only when that is allowed.
 */
export async function validatorChanges(
  definition: CollectionDefinition,
  stored: StoredCollection,
  surroundings: SchemaSurroundings,
): Promise<readonly MongoChange[]> {
  const { model, target, validator } = definition;
  const existing = stored.options.validator;
  const subject = { kind: 'alterValidator', model, target };
  if (!definition.options.validator) {
    const off = commandStep(target, { collMod: target.collection, validator: {} });
    return isOurs(existing) ? [change({ ...subject, kind: 'dropValidator' }, 'safe', [off])] : [];
  }
  if (isSame(definition, stored.options)) return [];
  if (isThere(existing) && !isOurs(existing)) {
    return [change({ ...subject, kind: 'replaceValidator' }, 'destructive', [validatorStep(definition)])];
  }
  const problems = await typeProblems(definition, stored, surroundings);
  if (problems.length > 0) return problems;
  const hasMisfits = await hasDocument(surroundings.connection, target, { $nor: [validator] });
  return [change(subject, hasMisfits ? 'rewrite' : 'safe', [validatorStep(definition)])];
}
