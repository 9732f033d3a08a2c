import { asRecord } from '../internal/as-record';
import type { FieldMetadata } from '../metadata/field-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { Assignment } from '../query/assignment';
import { type FieldPath, type PathStep, pathOf } from '../query/field-path';
import { isImmutable } from '../types/clone-value';
import { equalValues } from '../types/equal-values';
import { isPrimitiveType } from '../types/is-primitive-type';
import type { LogicalType } from '../types/logical-type';
import { valueKey } from '../types/value-key';
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
  const removed: FieldChange[] = [];
  const before = entriesByKey(type.key, original);
  const after = entriesByKey(type.key, current);
  const at = (key: unknown): FieldPath => extend(path, { kind: 'key', key }, type.value, false, keyName(key));
  for (const [id, [key, value]] of after) {
    const entry = before.get(id);
    if (entry === undefined) changes.push({ path: at(key), original: undefined, current: value ?? null });
    else if (!same(type.value, entry[1], value)) {
      changes.push({ path: at(key), original: entry[1], current: value ?? null });
    }
  }
  for (const [id, [key, value]] of before) {
    if (!after.has(id)) removed.push({ path: at(key), original: value, current: undefined });
  }
  // Stores take entries out of a map further in one by one, which has its limits.
  if (path.steps.length > 0 && removed.length > MANY_REMOVED) return [{ path, original, current }];
  return [...changes, ...removed];
}

const MANY_REMOVED = 100;

/** A date as in JSON: its usual text leaves the milliseconds out. */
function keyName(key: unknown): string {
  return key instanceof Date ? key.toISOString() : String(key);
}

/** Entries by what makes keys equal: a `Map` itself tells two equal dates or decimals apart. */
function entriesByKey(
  type: LogicalType,
  map: ReadonlyMap<unknown, unknown>,
): ReadonlyMap<unknown, readonly [unknown, unknown]> {
  const isPrimitive = isPrimitiveType(type);
  const entries = new Map<unknown, readonly [unknown, unknown]>();
  for (const entry of map) entries.set(isPrimitive ? entry[0] : valueKey(type, entry[0]), entry);
  return entries;
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
