import { fromJsonValue } from '../../types/from-json-value';
import { toJsonValue } from '../../types/json-value';
import type { LogicalType } from '../../types/logical-type';
import { ValueProblem } from '../../types/value-problem';

/** True for types whose values have no text but JSON: documents, collections, any JSON value. */
export function isStructured(type: LogicalType): boolean {
  switch (type.kind) {
    case 'json':
    case 'list':
    case 'set':
    case 'map':
    case 'tuple':
    case 'vector':
    case 'embedded':
      return true;
    default:
      return false;
  }
}

/** A structured key of a map as the name of a member: its JSON text without dots, which separate names in paths. */
export function structuredKeyText(type: LogicalType, key: unknown): string {
  return JSON.stringify(toJsonValue(type, key)).replaceAll('%', '%25').replaceAll('.', '%2E');
}

/** The reverse of {@link structuredKeyText}; the name itself where it is no such text. */
export function structuredKey(type: LogicalType, name: string): unknown {
  try {
    return fromJsonValue(type, JSON.parse(name.replaceAll('%2E', '.').replaceAll('%25', '%')));
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof ValueProblem) return name;
    throw cause;
  }
}
