import type { ValidationProblem } from '../errors/value-errors';
import { asRecord } from '../internal/as-record';
import { andThen, type MaybePromise } from '../internal/maybe-promise';
import type { FieldMetadata } from '../metadata/field-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { Assignment } from '../query/assignment';
import { pathOf } from '../query/field-path';
import { cloneValue } from '../types/clone-value';
import { canonicalValue } from './canonical-values';
import { ruleProblems } from './check-document';
import { stateOf } from './document-state';
import { assignmentOf, changesOfField, isFieldDirty } from './field-changes';
import { hasHooks, runHooks } from './hooks';
import type { SaveOptions } from './options';
import { type Snapshot } from './snapshot';
import { type SystemValue } from './system-values';
import { throwProblems } from './throw-problems';
import { type WriteContext } from './write-context';

/** What a save of a stored document comes down to. */
export interface PreparedSave {
  /** Empty: nothing differs, nothing is written. */
  readonly assignments: readonly Assignment[];
  /** Changed fields with the values that memory and snapshot take over. */
  readonly stored: readonly SystemValue[];
  /** The version that the row must have; null without `@Version`, and where a built document brings none along. */
  readonly expected: unknown;
  /** Fields that a built document does not know and the row keeps or counts on; memory takes them over. */
  readonly returned: readonly FieldMetadata[];
}

const NONE: readonly FieldMetadata[] = Object.freeze([]);

/** Runs hooks and rules for the save of a stored document and works out what to write; null for nothing. */
export function prepareStoredSave(
  context: WriteContext,
  document: object,
  options: SaveOptions | undefined,
): MaybePromise<PreparedSave | null> {
  if (!hasHooks(context, 'beforeValidate', 'beforeSave', 'beforeUpdate'))
    return prepareChecked(context, document, options);
  const ran = runHooks(context, document, 'beforeValidate', 'beforeSave', 'beforeUpdate');
  return ran.then(() => prepareChecked(context, document, options));
}

function prepareChecked(
  context: WriteContext,
  document: object,
  options: SaveOptions | undefined,
): MaybePromise<PreparedSave | null> {
  const isTimed = context.write.ttlSeconds !== null;
  // Where every field has a time of its own, the row's is that of all of them.
  const isComplete =
    options?.atomic === false || (isTimed && context.runtime.capabilities['ttl.field'].level !== 'none');
  const snapshot = isComplete ? null : stateOf(document).snapshot;
  return andThen(prepareSave(context.model, document, { snapshot, isTimed }, options), (save) =>
    save.assignments.length === 0 && !isTimed ? null : save,
  );
}

/** Works out what to write. Without a snapshot every field counts as changed; a new time to live alone is a change. */
function prepareSave(
  model: ModelMetadata,
  document: object,
  { snapshot, isTimed }: { readonly snapshot: Snapshot | null; readonly isTimed: boolean },
  options: SaveOptions | undefined,
): MaybePromise<PreparedSave> {
  const problems: ValidationProblem[] = [];
  const assignments: Assignment[] = [];
  const stored: SystemValue[] = [];
  const record = asRecord(document);
  const returned = stateOf(document).snapshot === null ? keptFields(model, record) : NONE;
  for (const field of model.fields) {
    if (field === model.version || returned.includes(field)) continue;
    if (snapshot === null ? field === model.updatedAt : isUntouched(field, record[field.property], snapshot)) continue;
    collectField(model, document, field, snapshot, { problems, assignments, stored });
  }
  if (assignments.length === 0 && problems.length === 0 && !isTimed) {
    return { assignments, stored, expected: null, returned: NONE };
  }
  return andThen(ruleProblems(model, document, options), (ruled) => {
    if (problems.length > 0 || ruled.length > 0) throwProblems(model, [...problems, ...ruled]);
    const isCounted = model.version !== null && returned.includes(model.version);
    const expected = addSystemValues(model, document, { assignments, stored }, isCounted);
    return { assignments, stored, expected, returned };
  });
}

/** What a built document that has to be there leaves to the row, as an update does: creation time and version. */
function keptFields(
  { createdAt, version }: ModelMetadata,
  record: Readonly<Record<string, unknown>>,
): readonly FieldMetadata[] {
  const kept = [createdAt, version].filter((field) => field !== null);
  return kept.filter(({ property }) => record[property] === undefined || record[property] === null);
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

/**
 * Adds version and update time; resolves to the version that the stored row must have.
 * @param isCounted the version is moved on from whatever is stored
 */
function addSystemValues(
  model: ModelMetadata,
  document: object,
  into: Omit<Collected, 'problems'>,
  isCounted: boolean,
): unknown {
  const { updatedAt, version } = model;
  if (updatedAt !== null) {
    const now = new Date();
    drop(into, updatedAt);
    into.assignments.push({ kind: 'set', path: pathOf(updatedAt), value: now });
    into.stored.push({ field: updatedAt, value: now });
  }
  if (version === null) return null;
  if (isCounted) {
    into.assignments.push({ kind: 'increment', path: pathOf(version), operand: 1 });
    return null;
  }
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
