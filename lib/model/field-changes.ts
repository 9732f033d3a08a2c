import { asRecord } from '../internal/as-record';
import type { FieldMetadata } from '../metadata/field-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { Assignment } from '../query/assignment';
import { type FieldPath, type PathStep, pathOf } from '../query/field-path';
import { isImmutable } from '../types/clone-value';
import { equalValues } from '../types/equal-values';
import type { LogicalType } from '../types/logical-type';
import type { Snapshot } from './snapshot';

/** One place that differs from what is stored. `current` is undefined where an entry was removed. */
export interface FieldChange {
  readonly path: FieldPath;
  readonly original: unknown;
  readonly current: unknown;
}

/** True when the field's value is no longer what is stored. Cheap for values that cannot be changed in place. */
export function isFieldDirty(field: FieldMetadata, current: unknown, snapshot: Snapshot): boolean {
  const original = snapshot.original(field);
  if (current === original) return false;
  if ((current ?? null) === null || original === null) return (current ?? null) !== original;
  return !equalValues(field.type, current, original);
}

/** Fields of a stored document that differ from what is stored, in order. */
export function dirtyFields(model: ModelMetadata, document: object, snapshot: Snapshot): FieldMetadata[] {
  const record = asRecord(document);
  return model.fields.filter((field) => isFieldDirty(field, record[field.property], snapshot));
}

/** What differs in one field, as deep as the store can write it: into embedded values and map entries. */
export function changesOfField(field: FieldMetadata, original: unknown, current: unknown): FieldChange[] {
  return changesAt(pathOf(field), original, current ?? null);
}

function changesAt(path: FieldPath, original: unknown, current: unknown): FieldChange[] {
  if (!isObject(original) || !isObject(current)) {
    return same(path.type, original, current) ? [] : [{ path, original, current }];
  }
  if (path.type.kind === 'embedded') return embeddedChanges(path, path.type, original, current);
  if (path.type.kind === 'map' && original instanceof Map && current instanceof Map) {
    return mapChanges(path, path.type, original, current);
  }
  return same(path.type, original, current) ? [] : [{ path, original, current }];
}

function embeddedChanges(
  path: FieldPath,
  type: Extract<LogicalType, { kind: 'embedded' }>,
  original: object,
  current: object,
): FieldChange[] {
  const before = asRecord(original);
  const after = asRecord(current);
  return type.shape().fields.flatMap((field) => {
    const step: PathStep = { kind: 'property', field };
    const inner = extend(path, step, field.type, field.nullable, field.property);
    return changesAt(inner, before[field.property] ?? null, after[field.property] ?? null);
  });
}

function mapChanges(
  path: FieldPath,
  type: Extract<LogicalType, { kind: 'map' }>,
  original: ReadonlyMap<unknown, unknown>,
  current: ReadonlyMap<unknown, unknown>,
): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const [key, value] of current) {
    const inner = extend(path, { kind: 'key', key }, type.value, false, String(key));
    if (!original.has(key)) changes.push({ path: inner, original: undefined, current: value });
    else if (!same(type.value, original.get(key), value)) {
      changes.push({ path: inner, original: original.get(key), current: value });
    }
  }
  for (const [key, value] of original) {
    if (current.has(key)) continue;
    changes.push({
      path: extend(path, { kind: 'key', key }, type.value, false, String(key)),
      original: value,
      current: undefined,
    });
  }
  return changes;
}

function extend(path: FieldPath, step: PathStep, type: LogicalType, nullable: boolean, name: string): FieldPath {
  return {
    kind: 'path',
    field: path.field,
    steps: [...path.steps, step],
    type,
    nullable: path.nullable || nullable,
    text: `${path.text}.${name}`,
  };
}

function same(type: LogicalType, original: unknown, current: unknown): boolean {
  const before = original ?? null;
  const after = current ?? null;
  if (before === null || after === null) return before === after;
  return isImmutable(type) && before === after ? true : equalValues(type, before, after);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** The write that brings the store from `original` to `current` at the change's place. */
export function assignmentOf(change: FieldChange): Assignment {
  return change.current === undefined
    ? { kind: 'unset', path: change.path }
    : { kind: 'set', path: change.path, value: change.current };
}
