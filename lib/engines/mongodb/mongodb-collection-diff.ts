import type { CollectionDefinition, FieldRename } from './mongodb-collection-definition';
import { indexChanges, newIndexChanges, type SchemaSurroundings } from './mongodb-index-diff';
import { hasDocument, type StoredCollection } from './mongodb-introspect';
import { change, commandStep, impossible, type MongoChange, type SchemaStep } from './mongodb-schema-change';
import { isSameBson } from './mongodb-schema-text';
import type { BsonDocument } from './mongodb-statement';
import { ownProperties, validatorChanges, validatorStep } from './mongodb-validator-diff';

function createCommand({ target, options, validator }: CollectionDefinition): BsonDocument {
  const { collation, capped, size, max, changeStreamPreAndPostImages } = options;
  const stated = Object.entries({ collation, capped, size, max, changeStreamPreAndPostImages });
  return {
    create: target.collection,
    ...Object.fromEntries(stated.filter(([, value]) => value !== null)),
    ...(options.validator
      ? { validator, validationLevel: options.validationLevel, validationAction: options.validationAction }
      : {}),
  };
}

function cappedChanges(definition: CollectionDefinition, stored: StoredCollection): readonly MongoChange[] {
  const { model, target, options } = definition;
  const subject = { kind: 'alterTable', model, target };
  const changed = (['size', 'max'] as const).filter(
    (name) => options[name] !== null && options[name] !== Number(stored.options[name] ?? 0),
  );
  if (stored.options.capped !== true || changed.length === 0) return [];
  const shrinks = changed.some(
    (name) => Number(options[name]) < Number(stored.options[name] ?? Number.POSITIVE_INFINITY),
  );
  const members = changed.map((name) => [name === 'size' ? 'cappedSize' : 'cappedMax', options[name]]);
  const command = { collMod: target.collection, ...Object.fromEntries(members) };
  return [change(subject, shrinks ? 'destructive' : 'safe', [commandStep(target, command)])];
}

function optionChanges(definition: CollectionDefinition, stored: StoredCollection): readonly MongoChange[] {
  const { model, target, options } = definition;
  const subject = { kind: 'alterTable', model, target };
  const changes: MongoChange[] = [];
  const fixed = (what: string) =>
    impossible(
      subject,
      `${target.collection} was made with another ${what} than the model states, which MongoDB cannot change: make a new collection under another name and copy.`,
    );
  if (options.capped !== null && options.capped !== (stored.options.capped === true)) changes.push(fixed('`capped`'));
  if (options.collation !== null && !hasMembers(stored.options.collation, options.collation)) {
    changes.push(fixed('collation'));
  }
  changes.push(...cappedChanges(definition, stored));
  const { changeStreamPreAndPostImages } = options;
  const images = stored.options.changeStreamPreAndPostImages ?? { enabled: false };
  if (changeStreamPreAndPostImages !== null && !isSameBson(changeStreamPreAndPostImages, images)) {
    const command = { collMod: target.collection, changeStreamPreAndPostImages };
    changes.push(change(subject, 'safe', [commandStep(target, command)]));
  }
  return changes;
}

/** The server adds what a collation does not state. */
function hasMembers(stored: unknown, wanted: BsonDocument): boolean {
  if (typeof stored !== 'object' || stored === null) return false;
  const members: BsonDocument = { ...stored };
  return Object.entries(wanted).every(([name, value]) => isSameBson(members[name], value));
}

/** Renames that are due: the former name is in use, as our validator says, or else as documents show. */
async function dueRenames(
  { renames, target }: CollectionDefinition,
  stored: StoredCollection,
  { connection }: SchemaSurroundings,
): Promise<readonly FieldRename[]> {
  const known = ownProperties(stored);
  const due: FieldRename[] = [];
  for (const rename of renames) {
    const isDue =
      known === null
        ? await hasDocument(connection, target, { [rename.from]: { $exists: true } })
        : rename.from in known && !(rename.to in known);
    if (isDue) due.push(rename);
  }
  return due;
}

/** Moves the values and, with them, what the validator says: it would refuse the renamed documents. */
function renameChange(definition: CollectionDefinition, renames: readonly FieldRename[]): MongoChange {
  const { model, target, options } = definition;
  const updates = renames.map(({ from, to }) => ({
    q: { [from]: { $exists: true }, [to]: { $exists: false } },
    u: { $rename: { [from]: to } },
    multi: true,
  }));
  const rename = { update: target.collection, updates, bypassDocumentValidation: true };
  const steps = [commandStep(target, rename), ...(options.validator ? [validatorStep(definition)] : [])];
  return change({ kind: 'renameColumn', model, target }, 'rewrite', steps);
}

/** Differences between a collection as models want it and as it is, in order. */
export async function collectionChanges(
  definition: CollectionDefinition,
  stored: StoredCollection,
  surroundings: SchemaSurroundings,
): Promise<readonly MongoChange[]> {
  const { model, target } = definition;
  const subject = { kind: 'createTable', model, target };
  if (stored.type === null) {
    const create = commandStep(target, createCommand(definition));
    // A view of that name may have been dropped by somebody else.
    const steps: SchemaStep[] = stored.entry.view === null ? [create] : [{ kind: 'markView', hash: null }, create];
    return [change(subject, 'safe', steps), ...newIndexChanges(definition)];
  }
  if (stored.type !== 'collection' || stored.entry.view !== null) {
    return [impossible(subject, `${target.collection} exists and is a view: give the model another name.`)];
  }
  const renames = await dueRenames(definition, stored, surroundings);
  return [
    ...(renames.length > 0
      ? [renameChange(definition, renames)]
      : await validatorChanges(definition, stored, surroundings)),
    ...optionChanges(definition, stored),
    ...(await indexChanges(definition, stored, surroundings)),
  ];
}
