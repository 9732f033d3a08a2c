import type { LogicalType } from './logical-type';

/** True for types whose values are strings in JavaScript, so that they can be keys of an object. */
export function isTextType(type: LogicalType): boolean {
  switch (type.kind) {
    case 'string':
    case 'ascii':
    case 'uuid':
    case 'timeuuid':
    case 'objectId':
    case 'date':
    case 'time':
    case 'inet':
      return true;
    default:
      return false;
  }
}
