import type { LogicalType } from '../types/logical-type';

/** True when two types are the same all the way down; embedded values are when they are of the same class. */
export function sameType(one: LogicalType, other: LogicalType): boolean {
  switch (one.kind) {
    case 'list':
    case 'set':
      return one.kind === other.kind && sameType(one.element, other.element);
    case 'map':
      return other.kind === 'map' && sameType(one.key, other.key) && sameType(one.value, other.value);
    case 'tuple':
      return other.kind === 'tuple' && sameTypes(one.elements, other.elements);
    case 'vector':
      return other.kind === 'vector' && one.dimensions === other.dimensions;
    case 'embedded':
      return other.kind === 'embedded' && one.shape().prototype === other.shape().prototype;
    default:
      return one.kind === other.kind;
  }
}

function sameTypes(some: readonly LogicalType[], others: readonly LogicalType[]): boolean {
  return (
    some.length === others.length &&
    some.every((type, index) => {
      const other = others[index];
      return other !== undefined && sameType(type, other);
    })
  );
}
