import type { RawResult } from '../contract/result';
import { InvalidQueryError } from '../errors/usage-errors';
import { asRecord } from '../internal/as-record';
import type { FieldMetadata } from '../metadata/field-metadata';
import type { Assignment } from '../query/assignment';
import { pathOf } from '../query/field-path';
import { cloneValue } from '../types/clone-value';
import { stateOf } from './document-state';
import { changesOfField, type FieldChange } from './field-changes';
import type { ModelContext } from './write-context';

/** What a write by assignments gave back. */
export interface StoredFields {
  /** Columns of the row in `result`, in order. */
  readonly fields: readonly FieldMetadata[];
  readonly assignments: readonly Assignment[];
  readonly result: RawResult;
}

/**
 * Takes over into memory what was really stored. Unsaved changes stay: in other fields, and beside the places that were
 * written in fields that were written in part.
 */
export function takeOverStored(context: ModelContext, document: object, stored: StoredFields): void {
  const { model, runtime } = context;
  const { fields, assignments, result } = stored;
  const [row] = result.rows;
  if (row === undefined) {
    throw new InvalidQueryError(`${runtime.name} did not return the stored values of ${model.name}.`);
  }
  const record = asRecord(document);
  const state = stateOf(document);
  const read = (field: FieldMetadata): unknown => runtime.rows.value(row, fields.indexOf(field), pathOf(field)) ?? null;
  const taken = fields.filter((field) => field !== model.version || isNextVersion(record[field.property], read(field)));
  const values = taken.map(read);
  const copies = taken.map((field, index) => cloneValue(field.type, values[index]));
  taken.forEach((field, index) => {
    const unsaved = unsavedBeside(document, field, assignments);
    record[field.property] = values[index];
    for (const change of unsaved) applyChange(record, change);
  });
  if (state.snapshot !== null) state.snapshot = state.snapshot.with(taken, copies);
}

/**
 * A version that jumped shows that others wrote in between: memory keeps the old one, so that the next `save` is a
 * conflict and their changes are not lost.
 */
function isNextVersion(held: unknown, stored: unknown): boolean {
  if (held === undefined || held === null) return true;
  return Number(stored) === Number(held) + 1;
}

/** Unsaved changes in a field of which only parts were written, as far as those parts do not touch them. */
function unsavedBeside(document: object, field: FieldMetadata, assignments: readonly Assignment[]): FieldChange[] {
  const { snapshot } = stateOf(document);
  const written = assignments.filter(({ path }) => path.field === field).map(({ path }) => path);
  if (snapshot === null || written.some((path) => path.steps.length === 0)) return [];
  const changes = changesOfField(field, snapshot.original(field), asRecord(document)[field.property]);
  return changes.filter(
    ({ path }) =>
      path.steps.length > 0 &&
      !written.some((other) => isWithin(path.text, other.text) || isWithin(other.text, path.text)),
  );
}

function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(`${outer}.`);
}

/** Makes the change in the values under `record`, where the way to its place still exists. */
function applyChange(record: Record<string, unknown>, { path, current }: FieldChange): void {
  let holder: unknown = record[path.field?.property ?? ''];
  for (const step of path.steps.slice(0, -1)) holder = partOf(holder, step);
  const last = path.steps.at(-1);
  if (typeof holder !== 'object' || holder === null || last === undefined) return;
  if (last.kind === 'property') asRecord(holder)[last.field.property] = current ?? null;
  else if (last.kind === 'key' && holder instanceof Map) {
    if (current === undefined) holder.delete(last.key);
    else holder.set(last.key, current);
  }
}

function partOf(holder: unknown, step: FieldChange['path']['steps'][number]): unknown {
  if (typeof holder !== 'object' || holder === null) return undefined;
  if (step.kind === 'property') return asRecord(holder)[step.field.property];
  return step.kind === 'key' && holder instanceof Map ? holder.get(step.key) : undefined;
}
