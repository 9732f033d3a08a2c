import type { RawResult } from '../contract/result';
import { asRecord } from '../internal/as-record';
import { andThen, type MaybePromise } from '../internal/maybe-promise';
import type { ModelMetadata } from '../metadata/model-metadata';
import { pathOf } from '../query/field-path';
import { stateOf } from './document-state';
import { executeSave, mayRecreate, recreateOperation, refusal, saveOperation } from './execute-save';
import { afterWrite, saveNew } from './insert-document';
import type { SaveOptions } from './options';
import { type PreparedSave, prepareStoredSave } from './prepare-save';
import { refreshDocument } from './refresh-document';
import { type Snapshot, ValueSnapshot } from './snapshot';
import { assignStored, isSystemField, type SystemValue } from './system-values';
import { dispatch, documentContext, enlistDocument, type WriteContext } from './write-context';

/**
 * Stores a document: a new one completely, a stored one by what changed, and not at all when nothing did.
 * @throws ValidationError, ConflictError, DocumentNotFoundError (with `mustExist`), DuplicateKeyError.
 */
export function saveDocument<T extends object>(document: T, options: SaveOptions | undefined): Promise<T> {
  const context = documentContext(document, options, 'save');
  const { snapshot } = stateOf(document);
  const isNew = snapshot === null && options?.mustExist !== true;
  const saved = isNew ? saveNew(document, context, options) : saveStored(document, context, options);
  return options?.refresh === true ? refreshed(document, context, options, saved) : saved;
}

async function refreshed<T extends object>(
  document: T,
  { runtime, call }: WriteContext,
  options: SaveOptions,
  saved: Promise<T>,
): Promise<T> {
  await saved;
  // In a batch there is nothing to read yet.
  await runtime.afterBatch(() => refreshDocument(document, { ...options, batch: null }), call);
  return document;
}

/** Writes the complete document, whatever changed, in one statement. */
export function saveCompletely<T extends object>(document: T, options: SaveOptions | undefined): Promise<T> {
  return saveDocument(document, { ...options, atomic: false });
}

function saveStored<T extends object>(
  document: T,
  context: WriteContext,
  options: SaveOptions | undefined,
): Promise<T> {
  enlistDocument(context, document);
  return andThen(prepareStoredSave(context, document, options), (prepared) =>
    prepared === null ? Promise.resolve(document) : writeSave(document, context, prepared, options?.mustExist === true),
  );
}

function writeSave<T extends object>(
  document: T,
  context: WriteContext,
  save: PreparedSave,
  mustExist: boolean,
): Promise<T> {
  if (context.runtime.inBatch(context.call)) {
    return queueSave(document, context, save, mustExist).then(() => document);
  }
  return executeSave(context, document, save, mustExist).then((result) =>
    andThen(settleSave(context, document, save, result), () => document),
  );
}

/** In a batch nothing can follow from an outcome, so a row that may come back is written as one upsert. */
export async function queueSave(
  document: object,
  context: WriteContext,
  prepared: PreparedSave,
  mustExist: boolean,
): Promise<void> {
  const recreates = mayRecreate(context, mustExist);
  const refuse = (): Promise<Error> => refusal(context, document, prepared.expected);
  await dispatch(context, {
    operation: recreates
      ? recreateOperation(context, document, prepared)
      : saveOperation(context, document, prepared, mustExist),
    conditional: false,
    refuse: recreates ? null : refuse,
    readExisting: null,
    settle: (result) => settleSave(context, document, prepared, result),
  });
}

/**
 * Takes a save over into memory.
 * @param result what the store gave back; null where nothing was asked for
 */
export function settleSave(
  context: WriteContext,
  document: object,
  prepared: PreparedSave,
  result: RawResult | null = null,
): MaybePromise<void> {
  const { model } = context;
  const state = stateOf(document);
  const returned = returnedValues(context, prepared, result);
  assignStored(document, [...prepared.stored.filter((entry) => isSystemField(model, entry.field)), ...returned]);
  const stored = returned.length === 0 ? prepared.stored : [...prepared.stored, ...returned];
  const fields = stored.map((entry) => entry.field);
  const values = stored.map((entry) => entry.value);
  state.snapshot = (state.snapshot ?? snapshotOf(model, document)).with(fields, values);
  return afterWrite(context, document, 'afterUpdate');
}

/** What the row kept to itself, as far as the store gives it back. */
function returnedValues(
  { runtime }: WriteContext,
  { returned }: PreparedSave,
  result: RawResult | null,
): SystemValue[] {
  const row = result?.rows[0];
  if (row === undefined) return [];
  return returned.map((field, position) => ({
    field,
    value: runtime.rows.value(row, position, pathOf(field)) ?? null,
  }));
}

/** A built document whose row was there all the same (`mustExist`) is a stored one from now on, and reads like one. */
function snapshotOf(model: ModelMetadata, document: object): Snapshot {
  const record = asRecord(document);
  for (const { property } of model.fields) if (record[property] === undefined) record[property] = null;
  return ValueSnapshot.copyOf(
    model,
    model.fields.map((field) => record[field.property] ?? null),
  );
}
