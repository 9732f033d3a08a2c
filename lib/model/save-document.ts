import { ConflictError, DocumentNotFoundError } from '../errors/outcome-errors';
import type { ValidationProblem } from '../errors/value-errors';
import { asRecord } from '../internal/as-record';
import type { MaybePromise } from '../internal/maybe-promise';
import type { FieldMetadata } from '../metadata/field-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { Assignment } from '../query/assignment';
import { pathOf } from '../query/field-path';
import type { InsertOperation, UpdateOperation } from '../query/operation';
import type { Predicate } from '../query/predicate';
import { cloneValue } from '../types/clone-value';
import { canonicalValue } from './canonical-values';
import { ruleProblems } from './check-document';
import { keyForError, keyOf } from './document-key';
import { stateOf } from './document-state';
import { assignmentOf, changesOfField, isFieldDirty } from './field-changes';
import { hasHooks, runHooks } from './hooks';
import { afterWrite, saveNew } from './insert-document';
import type { SaveOptions } from './options';
import { refreshDocument } from './refresh-document';
import { findRow, insertRows, updateRows } from './row-operations';
import { type Snapshot, ValueSnapshot } from './snapshot';
import { assignStored, isSystemField, type SystemValue } from './system-values';
import { throwProblems } from './throw-problems';
import { dispatch, documentContext, enlistDocument, type WriteContext } from './write-context';

/** What a save of a stored document comes down to. */
export interface PreparedSave {
  /** Empty: nothing differs, nothing is written. */
  readonly assignments: readonly Assignment[];
  /** Changed fields with the values that memory and snapshot take over. */
  readonly stored: readonly SystemValue[];
  /** The version that the row must have; null without `@Version`. */
  readonly expected: unknown;
}

/**
 * Stores a document: a new one completely, a stored one by what changed, and not at all when nothing did.
 * @throws ValidationError, ConflictError, DocumentNotFoundError (with `mustExist`), DuplicateKeyError.
 */
export async function saveDocument(document: object, options: SaveOptions | undefined): Promise<void> {
  const context = documentContext(document, options, 'save');
  const { snapshot } = stateOf(document);
  if (snapshot === null && options?.mustExist !== true) await saveNew(document, context, options);
  else await saveStored(document, context, options);
  if (options?.refresh === true) await refreshDocument(document, options);
}

/** Writes the complete document, whatever changed, in one statement. */
export async function saveCompletely(document: object, options: SaveOptions | undefined): Promise<void> {
  await saveDocument(document, { ...options, atomic: false });
}

async function saveStored(document: object, context: WriteContext, options: SaveOptions | undefined): Promise<void> {
  enlistDocument(context, document);
  const prepared = await prepareStoredSave(context, document, options);
  if (prepared !== null) await writeSave(document, context, prepared, options?.mustExist === true);
}

/** Runs hooks and rules for the save of a stored document and works out what to write; null for nothing. */
export async function prepareStoredSave(
  context: WriteContext,
  document: object,
  options: SaveOptions | undefined,
): Promise<PreparedSave | null> {
  const { model } = context;
  if (hasHooks(context, 'beforeValidate', 'beforeSave', 'beforeUpdate')) {
    await runHooks(context, document, 'beforeValidate', 'beforeSave', 'beforeUpdate');
  }
  const isTimed = context.write.ttlSeconds !== null;
  // Where every field has a time of its own, the row's is that of all of them.
  const isComplete =
    options?.atomic === false || (isTimed && context.runtime.capabilities['ttl.field'].level !== 'none');
  const snapshot = isComplete ? null : stateOf(document).snapshot;
  const prepared = await prepareSave(model, document, { snapshot, isTimed }, options);
  return prepared.assignments.length === 0 && !isTimed ? null : prepared;
}

/** Works out what to write. Without a snapshot every field counts as changed; a new time to live alone is a change. */
async function prepareSave(
  model: ModelMetadata,
  document: object,
  { snapshot, isTimed }: { readonly snapshot: Snapshot | null; readonly isTimed: boolean },
  options: SaveOptions | undefined,
): Promise<PreparedSave> {
  const problems: ValidationProblem[] = [];
  const assignments: Assignment[] = [];
  const stored: SystemValue[] = [];
  const record = asRecord(document);
  for (const field of model.fields) {
    if (field === model.version || (snapshot !== null && isUntouched(field, record[field.property], snapshot)))
      continue;
    collectField(model, document, field, snapshot, { problems, assignments, stored });
  }
  if (assignments.length === 0 && problems.length === 0 && !isTimed) return { assignments, stored, expected: null };
  throwProblems(model, [...problems, ...(await ruleProblems(model, document, options))]);
  const expected = addSystemValues(model, document, { assignments, stored });
  return { assignments, stored, expected };
}

function isUntouched(field: FieldMetadata, current: unknown, snapshot: Snapshot): boolean {
  return current === snapshot.original(field);
}

interface Collected {
  readonly problems: ValidationProblem[];
  readonly assignments: Assignment[];
  readonly stored: SystemValue[];
}

function collectField(
  model: ModelMetadata,
  document: object,
  field: FieldMetadata,
  snapshot: Snapshot | null,
  into: Collected,
): void {
  // A copy: what is changed while the write is on its way is a change for the next save.
  const value = cloneValue(field.type, canonicalValue(document, field, into.problems));
  const original = snapshot === null ? stateOf(document).snapshot?.original(field) : snapshot.original(field);
  if (model.key.fields.includes(field) || field === model.discriminator?.field) {
    const stored = stateOf(document).snapshot;
    if (stored !== null && isFieldDirty(field, value, stored)) into.problems.push(immutableField(field));
    return;
  }
  if (snapshot === null) into.assignments.push({ kind: 'set', path: pathOf(field), value });
  else {
    const changes = changesOfField(field, original, value);
    if (changes.length === 0) return;
    into.assignments.push(...changes.map(assignmentOf));
  }
  into.stored.push({ field, value });
}

function immutableField(field: FieldMetadata): ValidationProblem {
  return {
    path: field.property,
    constraint: 'immutable',
    message: `${field.property} identifies the row and cannot change; delete the document and insert another`,
  };
}

/** Adds version and update time; resolves to the version that the stored row must have. */
function addSystemValues(model: ModelMetadata, document: object, into: Omit<Collected, 'problems'>): unknown {
  const { updatedAt, version } = model;
  if (updatedAt !== null) {
    const now = new Date();
    drop(into, updatedAt);
    into.assignments.push({ kind: 'set', path: pathOf(updatedAt), value: now });
    into.stored.push({ field: updatedAt, value: now });
  }
  if (version === null) return null;
  const problems: ValidationProblem[] = [];
  const expected = canonicalValue(document, version, problems);
  throwProblems(model, problems);
  const next = typeof expected === 'bigint' ? expected + 1n : Number(expected) + 1;
  into.assignments.push({ kind: 'set', path: pathOf(version), value: next });
  into.stored.push({ field: version, value: next });
  return expected;
}

/** An update time that the caller set by hand gives way to the real one. */
function drop(into: Omit<Collected, 'problems'>, field: FieldMetadata): void {
  const assigned = into.assignments.findIndex((assignment) => assignment.path.field === field);
  if (assigned >= 0) into.assignments.splice(assigned, 1);
  const kept = into.stored.findIndex((entry) => entry.field === field);
  if (kept >= 0) into.stored.splice(kept, 1);
}

async function writeSave(
  document: object,
  context: WriteContext,
  prepared: PreparedSave,
  mustExist: boolean,
): Promise<void> {
  if (context.runtime.inBatch(context.call)) {
    await queueSave(document, context, prepared, mustExist);
    return;
  }
  await executeSave(context, document, prepared, mustExist);
  await settleSave(context, document, prepared);
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
    settle: () => settleSave(context, document, prepared),
  });
}

/** Sends the save; memory is left as it is. */
export async function executeSave(
  context: WriteContext,
  document: object,
  prepared: PreparedSave,
  mustExist: boolean,
): Promise<void> {
  const { runtime, call } = context;
  const result = await runtime.run(saveOperation(context, document, prepared, mustExist), call);
  if (result.affected > 0) return;
  if (!mayRecreate(context, mustExist)) throw await refusal(context, document, prepared.expected);
  await runtime.run(recreateOperation(context, document, prepared), call);
}

function mayRecreate(context: WriteContext, mustExist: boolean): boolean {
  const { model, runtime } = context;
  return model.version === null && !mustExist && runtime.capabilities['save.complete'].level !== 'none';
}

function saveOperation(
  context: WriteContext,
  document: object,
  prepared: PreparedSave,
  mustExist: boolean,
): UpdateOperation {
  const { model, write } = context;
  const where: Predicate = { kind: 'key', values: keyOf(model, document) };
  const condition = versionCondition(model, prepared.expected);
  return updateRows(model, where, prepared.assignments, write, { condition, ifExists: mustExist, isRowTtl: true });
}

function versionCondition(model: ModelMetadata, expected: unknown): Predicate | null {
  const { version } = model;
  if (version === null) return null;
  return { kind: 'compare', path: pathOf(version), operator: 'eq', operand: { kind: 'value', value: expected } };
}

/** Writes the vanished row again, complete; if it came back meanwhile only the changes are applied to it. */
function recreateOperation(context: WriteContext, document: object, prepared: PreparedSave): InsertOperation {
  const { model, write } = context;
  const problems: ValidationProblem[] = [];
  const row = model.fields.map((field) => {
    const stored = prepared.stored.find((entry) => entry.field === field);
    return stored === undefined ? canonicalValue(document, field, problems) : stored.value;
  });
  throwProblems(model, problems);
  return insertRows(model, [row], 'replace', write, { assign: prepared.assignments });
}

async function refusal(context: WriteContext, document: object, expected: unknown): Promise<Error> {
  const { model, runtime, call } = context;
  const values = keyOf(model, document);
  const where: Predicate = { kind: 'key', values };
  const key = keyForError(model, values);
  const facts = { model: model.name, key, engine: runtime.name, operation: 'save' };
  if (model.version === null) {
    return new DocumentNotFoundError(`The row of this ${model.name} is gone.`, { ...facts, keys: [key] });
  }
  const found = await runtime.run(findRow(model, where, [model.version]), call);
  const actual = found.rows.length === 0 ? null : runtime.rows.value(found.rows[0], 0, pathOf(model.version));
  const what = actual === null ? 'the row is gone' : 'the row has been changed since';
  return new ConflictError(`This ${model.name} is stale: ${what}.`, {
    ...facts,
    expected,
    actual,
    hint: 'Reload it with refresh(), apply the change again and save.',
  });
}

/** Takes a save over into memory. */
export function settleSave(context: WriteContext, document: object, prepared: PreparedSave): MaybePromise<void> {
  const { model } = context;
  const state = stateOf(document);
  assignStored(
    document,
    prepared.stored.filter((entry) => isSystemField(model, entry.field)),
  );
  const fields = prepared.stored.map((entry) => entry.field);
  const values = prepared.stored.map((entry) => entry.value);
  state.snapshot = (state.snapshot ?? snapshotOf(model, document)).with(fields, values);
  return afterWrite(context, document, 'afterUpdate');
}

/** A built document whose row was there all the same (`mustExist`) is a stored one from now on. */
function snapshotOf(model: ModelMetadata, document: object): Snapshot {
  const record = asRecord(document);
  return ValueSnapshot.copyOf(
    model,
    model.fields.map((field) => record[field.property] ?? null),
  );
}
