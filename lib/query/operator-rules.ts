import type { LogicalType } from '../types/logical-type';

/** Families of operators; what a type does not have is refused by name. */
export type OperatorFamily = 'equality' | 'order' | 'text' | 'collection' | 'map' | 'presence';

const FAMILY_BY_OPERATOR: ReadonlyMap<string, OperatorFamily> = new Map<string, OperatorFamily>([
  ...(['$eq', '$ne', '$in', '$nin'] as const).map((name) => [name, 'equality'] as const),
  ...(['$gt', '$gte', '$lt', '$lte'] as const).map((name) => [name, 'order'] as const),
  ...(['$like', '$ilike', '$regex', '$startsWith'] as const).map((name) => [name, 'text'] as const),
  ...(['$contains', '$containsAll', '$overlaps', '$disjoint', '$subset'] as const).map(
    (name) => [name, 'collection'] as const,
  ),
  ...(['$any', '$all', '$none', '$size', '$empty'] as const).map((name) => [name, 'collection'] as const),
  ['$hasKey', 'map'],
  ['$null', 'presence'],
  ['$exists', 'presence'],
]);

/** The family of an operator, or undefined where there is no such operator. */
export function operatorFamily(operator: string): OperatorFamily | undefined {
  return FAMILY_BY_OPERATOR.get(operator);
}

/** True where values of the type have one order that all engines agree on. */
export function isOrdered(type: LogicalType): boolean {
  switch (type.kind) {
    case 'boolean':
    case 'duration':
    case 'json':
    case 'list':
    case 'set':
    case 'map':
    case 'tuple':
    case 'vector':
    case 'embedded':
      return false;
    default:
      return true;
  }
}

/** True where values of the type can be added up. */
export function isNumeric(type: LogicalType): boolean {
  switch (type.kind) {
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'varint':
    case 'float':
    case 'double':
    case 'decimal':
      return true;
    default:
      return false;
  }
}

/** True for text that patterns can be held against. */
export function isText(type: LogicalType): boolean {
  return type.kind === 'string' || type.kind === 'ascii';
}

/** True where the operator can be asked of a field of the type. `$size` and `$empty` also go with maps. */
export function isLegalOperator(operator: string, type: LogicalType): boolean {
  switch (operatorFamily(operator)) {
    case 'presence':
      return true;
    case 'equality':
      return type.kind !== 'vector';
    case 'order':
      return isOrdered(type);
    case 'text':
      return isText(type);
    case 'map':
      return type.kind === 'map';
    case 'collection':
      if (type.kind === 'map') return operator === '$size' || operator === '$empty';
      return type.kind === 'list' || type.kind === 'set';
    case undefined:
      return false;
  }
}

/** True where values of the two types can be compared with each other. */
export function isComparable(left: LogicalType, right: LogicalType): boolean {
  if (isNumeric(left)) return isNumeric(right);
  if (isText(left)) return isText(right);
  if (left.kind === 'uuid' || left.kind === 'timeuuid') return right.kind === 'uuid' || right.kind === 'timeuuid';
  if (left.kind === 'list' || left.kind === 'set') {
    return right.kind === left.kind && isComparablePart(left.element, right.element);
  }
  if (left.kind === 'map') {
    return right.kind === 'map' && isComparablePart(left.key, right.key) && isComparablePart(left.value, right.value);
  }
  if (left.kind === 'embedded') return right.kind === 'embedded' && left.shape() === right.shape();
  return left.kind === right.kind && left.kind !== 'tuple' && left.kind !== 'vector';
}

/** Inside collections numbers of different types are kept in different ways, so that stores cannot compare them. */
function isComparablePart(left: LogicalType, right: LogicalType): boolean {
  return isComparable(left, right) && (!isNumeric(left) || left.kind === right.kind);
}
