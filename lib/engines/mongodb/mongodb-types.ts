import type { LogicalType } from '../../types/logical-type';
import { isScalarName } from './mongodb-scalar-codecs';

/**
 * True for types with one BSON form per value, so that the server's own equality is the right one. JSON is none: the order
 * of its members counts for the server.
 */
export function isPlainType(type: LogicalType): boolean {
  return isScalarName(type.kind) && type.kind !== 'json';
}

/** Type of the elements of a list or a set, or of the values of a map. */
export function elementType(type: LogicalType): LogicalType {
  if (type.kind === 'list' || type.kind === 'set') return type.element;
  return type.kind === 'map' ? type.value : { kind: 'json' };
}
