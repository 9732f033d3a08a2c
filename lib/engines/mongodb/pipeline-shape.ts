import type { LogicalType } from '../../types/logical-type';

/** What is known of a value somewhere in a row of a pipeline. */
export type ValueShape =
  | { readonly kind: 'unknown' }
  /** Stored as values of a type; never a list or an embedded value. */
  | { readonly kind: 'typed'; readonly type: LogicalType }
  | { readonly kind: 'list'; readonly element: ValueShape }
  /** A document with known members; asked for late, since embedded values may contain themselves. */
  | { readonly kind: 'row'; readonly row: () => RowShape };

/** One known member of a row. */
export interface MemberShape {
  /** Names from the top of the document to where it is stored: a part of a compound key lies below `_id`. */
  readonly place: readonly string[];
  readonly value: ValueShape;
}

/** What is known of the rows at one stage of a pipeline. */
export interface RowShape {
  /** By the name that the user knows. */
  readonly members: ReadonlyMap<string, MemberShape>;
  /** There may be members that nobody declared; they have their stored names. */
  readonly isOpen: boolean;
}

/** Nothing is known of it. */
export const UNKNOWN: ValueShape = Object.freeze({ kind: 'unknown' });

/** Nothing is known of its members. */
export const OPEN_ROW: RowShape = Object.freeze({ members: new Map<string, MemberShape>(), isOpen: true });

const shapes = new WeakMap<LogicalType, ValueShape>();

/** What is known of a stored value of a type. */
export function shapeOfType(type: LogicalType): ValueShape {
  const known = shapes.get(type);
  if (known !== undefined) return known;
  const made = makeShape(type);
  shapes.set(type, made);
  return made;
}

function makeShape(type: LogicalType): ValueShape {
  if (type.kind === 'list') return Object.freeze({ kind: 'list', element: shapeOfType(type.element) });
  if (type.kind !== 'embedded') return Object.freeze({ kind: 'typed', type });
  let row: RowShape | null = null;
  const make = (): RowShape => ({
    members: new Map(
      type
        .shape()
        .fields.map((field) => [field.property, { place: [field.column], value: shapeOfType(field.type) }] as const),
    ),
    isOpen: false,
  });
  return Object.freeze({
    kind: 'row',
    row: () => {
      row ??= make();
      return row;
    },
  });
}
