import { type MemberShape, type RowShape, UNKNOWN } from '../../engines/mongodb/pipeline-shape';
import { isSamePlace, isSameShape } from './pipeline-expression-result';
import { freeName } from './pipeline-row-shape';

/** The places of the members of some rows, where they have to be stored as those of others. */
export type Places = ReadonlyMap<string, readonly string[]>;

/** Stages that bring members to their places; none where they are there. */
export function movingStages(row: RowShape, places: Places): readonly unknown[] {
  const moved = [...row.members].filter(([name, { place }]) => !isSamePlace(place, places.get(name) ?? place));
  if (moved.length === 0) return [];
  const made = new Map<string, unknown>();
  for (const [name, { place }] of row.members) put(made, places.get(name) ?? place, `$${place.join('.')}`);
  return [{ $replaceWith: plain(made) }];
}

function put(into: Map<string, unknown>, [first = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    into.set(first, value);
    return;
  }
  const known = into.get(first);
  const below = known instanceof Map ? known : new Map<string, unknown>();
  into.set(first, below);
  put(below, rest, value);
}

function plain(members: Map<string, unknown>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Array.from(members, ([name, value]) => [name, value instanceof Map ? plain(value) : value]),
  );
}

/** Where members of other rows are stored beside some rows: with those of the same name, or on their own. */
export function placesBeside(row: RowShape, others: RowShape): Places {
  let taken = row;
  const places = new Map<string, readonly string[]>();
  for (const [name, member] of others.members) {
    const place = row.members.get(name)?.place ?? ownPlace(taken, member);
    places.set(name, place);
    taken = { ...taken, members: new Map([...taken.members, [name, { ...member, place }]]) };
  }
  return places;
}

function ownPlace(taken: RowShape, { place }: MemberShape): readonly string[] {
  const [first = '', ...rest] = place;
  return rest.length > 0 ? place : [freeName(taken, first)];
}

/** The rows of both: what is not read alike in both is not known. */
export function unitedRow(row: RowShape, others: RowShape, places: Places): RowShape {
  const members = new Map(row.members);
  for (const [name, { place, value }] of others.members) {
    const known = row.members.get(name);
    const isKnown = known === undefined || isSameShape(known.value, value);
    members.set(name, { place: places.get(name) ?? place, value: isKnown ? value : UNKNOWN });
  }
  return { members, isOpen: row.isOpen || others.isOpen };
}
