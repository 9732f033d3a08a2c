import { InvalidQueryError } from '../errors/usage-errors';
import { asRecord } from '../internal/as-record';
import type { FieldMetadata } from '../metadata/field-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import { modelMetadataOf } from '../metadata/model-metadata-of';
import { tryCanonical } from './canonical-values';
import { classOf } from './construct';
import { stateOf } from './document-state';
import { changesOfField } from './field-changes';
import type { Snapshot } from './snapshot';

/** Old and new values by path. `new` is undefined where an entry was removed. */
export type ChangeMap = Readonly<Record<string, { readonly old: unknown; readonly new: unknown }>>;

/** What a document's fields differ in from what is stored; for a new document every field that has a value. */
export function changesOf(document: object): ChangeMap {
  const model = modelMetadataOf(classOf(document));
  const { snapshot } = stateOf(document);
  const changes: Record<string, { old: unknown; new: unknown }> = {};
  for (const field of model.fields) {
    for (const change of fieldChanges(field, asRecord(document)[field.property], snapshot)) {
      changes[change.path] = { old: change.old, new: change.new };
    }
  }
  return changes;
}

interface NamedChange {
  readonly path: string;
  readonly old: unknown;
  readonly new: unknown;
}

function fieldChanges(field: FieldMetadata, current: unknown, snapshot: Snapshot | null): NamedChange[] {
  if (snapshot === null) {
    return current === undefined || current === null ? [] : [{ path: field.property, old: undefined, new: current }];
  }
  const original = snapshot.original(field);
  const attempt = tryCanonical(field, current ?? null);
  const isMissing = (current ?? null) === null;
  if (!attempt.fits && !isMissing) return [{ path: field.property, old: original, new: current }];
  return changesOfField(field, original, attempt.value).map((change) => ({
    path: change.path.text,
    old: change.original,
    new: change.current,
  }));
}

/** True when something differs; see `DocumentInstance.isDirty`. */
export function isDocumentDirty(document: object, property: string | undefined): boolean {
  const model = modelMetadataOf(classOf(document));
  const { snapshot } = stateOf(document);
  if (property === undefined) {
    return snapshot === null || model.fields.some((field) => isChanged(document, field, snapshot));
  }
  const field = fieldNamed(model, property);
  return snapshot === null ? (asRecord(document)[property] ?? null) !== null : isChanged(document, field, snapshot);
}

function isChanged(document: object, field: FieldMetadata, snapshot: Snapshot): boolean {
  return fieldChanges(field, asRecord(document)[field.property], snapshot).length > 0;
}

/** The field's value as stored; undefined for a new document. */
export function originalOf(document: object, property: string): unknown {
  const field = fieldNamed(modelMetadataOf(classOf(document)), property);
  return stateOf(document).snapshot?.original(field);
}

/** Puts every field back to what is stored. */
export function resetDocument(document: object): void {
  const { snapshot } = stateOf(document);
  if (snapshot === null) return;
  const record = asRecord(document);
  for (const field of modelMetadataOf(classOf(document)).fields) record[field.property] = snapshot.original(field);
}

function fieldNamed(model: ModelMetadata, property: string): FieldMetadata {
  const field = model.fieldByProperty.get(property);
  if (field !== undefined) return field;
  throw new InvalidQueryError(`${model.name} has no field "${property}".`, { model: model.name, path: property });
}
