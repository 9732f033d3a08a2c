import type { AnyClass } from '../internal/any-class';
import { isPlainObject } from '../types/is-plain-object';
import type { FieldDraft, FieldNote } from './class-draft';
import type { KeyMetadata } from './key-metadata';
import type { ViewMetadata } from './view-metadata';
import type { ViewKeys, ViewStatement } from './view-options';

/** The key that `keys` states: of a plain list, the first field is the partition. Null when the view states none. */
export function viewKeys(
  keys: ViewKeys | undefined,
): { readonly partition: readonly string[]; readonly clustering: readonly string[] } | null {
  if (keys === undefined) return null;
  if (!('partition' in keys)) return { partition: keys.slice(0, 1), clustering: keys.slice(1) };
  return { partition: keys.partition, clustering: keys.clustering ?? [] };
}

/** The fields of a view with the key roles that `keys` gives them; these replace what `@PrimaryKey` said. */
export function withViewKeys(fields: readonly FieldDraft[], options: ViewStatement): readonly FieldDraft[] {
  const keys = viewKeys(options.keys);
  if (keys === null) return fields;
  return fields.map((field) => {
    const note = noteFor(field.property, keys, options.orderBy);
    if (note === null) return field;
    const notes = field.notes.map((other): FieldNote => (isKeyNote(other) ? { ...other, role: 'plain' } : other));
    return { ...field, notes: [...notes, note] };
  });
}

/** The view that the options describe, with the key that its fields ended up with. */
export function viewOfOptions(options: ViewStatement, key: KeyMetadata): ViewMetadata {
  return Object.freeze({
    source: () => sourceOf(options),
    where: options.where ?? null,
    columns: options.columns === undefined ? null : Object.freeze([...options.columns]),
    partition: Object.freeze(key.partition.map((field) => field.property)),
    clustering: Object.freeze(key.clustering.map(({ field }) => field.property)),
    orderBy: options.orderBy ?? null,
    aggregate: options.aggregate ?? null,
  });
}

/** The source class; an arrow function has no `prototype` and is called for it. */
export function sourceOf(options: ViewStatement): AnyClass {
  const { of } = options;
  return isThunk(of) ? of() : of;
}

function isThunk(value: AnyClass | (() => AnyClass)): value is () => AnyClass {
  return value.prototype === undefined;
}

function isKeyNote(note: FieldNote): boolean {
  return note.role === 'primaryKey' || note.role === 'clusteringKey';
}

function noteFor(
  property: string,
  keys: { readonly partition: readonly string[]; readonly clustering: readonly string[] },
  orderBy: unknown,
): FieldNote | null {
  if (keys.partition.includes(property)) return { decorator: '@View', role: 'primaryKey', statement: {} };
  if (!keys.clustering.includes(property)) return null;
  const order = descends(orderBy, property) ? 'desc' : undefined;
  return { decorator: '@View', role: 'clusteringKey', statement: { order } };
}

/** Whether a sort payload names the field in descending order. */
function descends(orderBy: unknown, property: string): boolean {
  if (typeof orderBy === 'string') return orderBy === `-${property}`;
  if (Array.isArray(orderBy)) {
    if (orderBy.length === 2 && orderBy[0] === property && orderBy[1] === 'desc') return true;
    return orderBy.some((part: unknown) => descends(part, property));
  }
  if (!isPlainObject(orderBy)) return false;
  const stated = orderBy[property];
  const direction = isPlainObject(stated) ? stated.dir : stated;
  return direction === 'desc' || direction === -1;
}
