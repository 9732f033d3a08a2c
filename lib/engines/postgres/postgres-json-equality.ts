import type { LogicalType } from '../../types/logical-type';

/** True where embedded values are in a value of the type. */
function holdsEmbedded(type: LogicalType): boolean {
  switch (type.kind) {
    case 'embedded':
      return true;
    case 'list':
    case 'set':
      return holdsEmbedded(type.element);
    case 'map':
      return holdsEmbedded(type.value);
    case 'tuple':
      return type.elements.some(holdsEmbedded);
    default:
      return false;
  }
}

/**
 * An expression of a type in the form in which `=` tells equal values: a part of an embedded value that is null is the
 * same as one that is missing, which `jsonb` holds for different.
 */
export function comparableSql(sql: string, type: LogicalType): string {
  return holdsEmbedded(type) ? `jsonb_strip_nulls(${sql})` : sql;
}

/**
 * A condition that two JSON arrays hold the same elements, whatever their order; not true where one of them is null.
 * @param id number that makes the names inside unique
 */
export function sameElementsSql(left: string, right: string, element: LogicalType, id: number): string {
  const [a, b] = [comparableSql(`"_a${id}"`, element), comparableSql(`"_b${id}"`, element)];
  const within = (outer: string, inner: string, name: string, other: string): string =>
    `NOT EXISTS (SELECT 1 FROM jsonb_array_elements(${outer}) AS "_o${id}"(${name}) WHERE NOT EXISTS ` +
    `(SELECT 1 FROM jsonb_array_elements(${inner}) AS "_i${id}"(${other}) WHERE ${a} = ${b}))`;
  const names = [`"_a${id}"`, `"_b${id}"`] as const;
  const sameSize = `jsonb_array_length(${left}) = jsonb_array_length(${right})`;
  return `(${sameSize} AND ${within(left, right, names[0], names[1])})`;
}
