import { storedName } from '../../engines/mongodb/mongodb-names';
import {
  type MemberShape,
  type RowShape,
  shapeOfType,
  UNKNOWN,
  type ValueShape,
} from '../../engines/mongodb/pipeline-shape';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { allFieldPaths } from '../../query/find-operation';

const modelRows = new WeakMap<ModelMetadata, RowShape>();

/** The rows of a model as stored; of the root of an inheritance with the fields of its subclasses. */
export function rowOfModel(model: ModelMetadata): RowShape {
  const known = modelRows.get(model);
  const paths = allFieldPaths(model);
  // Subclasses may be declared later.
  if (known !== undefined && known.members.size === paths.length) return known;
  const members = new Map<string, MemberShape>();
  for (const { field, type, text } of paths) {
    if (field === null) continue;
    members.set(text, { place: storedName(model, field).split('.'), value: shapeOfType(type) });
  }
  const row = Object.freeze({ members, isOpen: false });
  modelRows.set(model, row);
  return row;
}

/** A row with these members alone, each stored under its own name. */
export function rowOf(members: Iterable<readonly [string, ValueShape]>): RowShape {
  const shapes = new Map(Array.from(members, ([name, value]) => [name, { place: [name], value }] as const));
  return { members: shapes, isOpen: false };
}

/** A document with these members. */
export function rowValue(row: RowShape): ValueShape {
  return { kind: 'row', row: () => row };
}

/** A list of these rows. */
export function listOfRows(row: RowShape): ValueShape {
  return { kind: 'list', element: rowValue(row) };
}

/** What is known of the elements of a value. */
export function elementOf(value: ValueShape): ValueShape {
  if (value.kind === 'list') return value.element;
  return value.kind === 'typed' && value.type.kind === 'set' ? shapeOfType(value.type.element) : UNKNOWN;
}

/** The row without some members. */
export function withoutMembers(row: RowShape, names: ReadonlySet<string>): RowShape {
  return { ...row, members: new Map([...row.members].filter(([name]) => !names.has(name))) };
}

/**
 * A stored name for a new member: its own, unless another member is stored there.
 * @param name as the user writes it
 */
export function freeName(row: RowShape, name: string): string {
  const taken = new Set(Array.from(row.members.values(), ({ place }) => place[0]));
  let free = name;
  while (taken.has(free)) free = `${free}_`;
  return free;
}

/**
 * The row with another value at a path of names; `null` takes it out. Lists on the way are gone through. Where the path
 * leads through what is not known, nothing becomes known.
 */
export function withValueAt(row: RowShape, names: readonly string[], value: ValueShape | null): RowShape {
  const [name, ...rest] = names;
  if (name === undefined) return row;
  const member = row.members.get(name);
  const members = new Map(row.members);
  if (rest.length === 0) {
    if (value === null) members.delete(name);
    else members.set(name, { place: member?.place ?? [freeName(row, name)], value });
  } else if (member !== undefined) {
    members.set(name, { place: member.place, value: changedBelow(member.value, rest, value) });
  }
  return { ...row, members };
}

function changedBelow(shape: ValueShape, names: readonly string[], value: ValueShape | null): ValueShape {
  if (shape.kind === 'list') return { kind: 'list', element: changedBelow(shape.element, names, value) };
  if (shape.kind !== 'row') return UNKNOWN;
  const changed = withValueAt(shape.row(), names, value);
  return rowValue(changed);
}
