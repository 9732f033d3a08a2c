import { isTextType } from './is-text-type';
import type { LogicalType } from './logical-type';

/** True for types whose equal values are `===` in JavaScript: text, numbers, bigints, booleans. */
export function isPrimitiveType(type: LogicalType): boolean {
  switch (type.kind) {
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'varint':
    case 'float':
    case 'double':
      return true;
    default:
      return isTextType(type);
  }
}
