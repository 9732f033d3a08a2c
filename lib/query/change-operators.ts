import { frozen } from '../internal/freeze';
import { isPlainObject } from '../types/is-plain-object';
import type { LogicalType } from '../types/logical-type';
import type { Assignment } from './assignment';
import {
  type ChangeContext,
  canBeNull,
  changePlace,
  noteMissing,
  parseWritten,
  parseWrittenOrNull,
} from './change-place';
import type { FieldPath } from './field-path';
import { isNumeric, isOrdered } from './operator-rules';
import { plainEntries } from './plain-entries';
import { invalidQuery } from './refuse-query';

type ChangeReader = (context: ChangeContext, path: FieldPath, operand: unknown) => Assignment;

const READERS: ReadonlyMap<string, ChangeReader> = new Map<string, ChangeReader>([
  ['$set', readSet],
  ['$inc', arithmetic('$inc', 'increment', isNumeric)],
  ['$mul', arithmetic('$mul', 'multiply', isNumeric)],
  ['$min', arithmetic('$min', 'min', isOrdered)],
  ['$max', arithmetic('$max', 'max', isOrdered)],
  ['$push', listChange('$push', 'push', ['list'])],
  ['$prepend', listChange('$prepend', 'prepend', ['list'])],
  ['$pull', listChange('$pull', 'pull', ['list', 'set'])],
  ['$addToSet', listChange('$addToSet', 'addToSet', ['list', 'set'])],
  ['$put', readPut],
  ['$setIndex', readSetIndex],
]);

/**
 * All changes of one operator.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for an unknown operator, or one that the field's type does not have
 */
export function readOperator(context: ChangeContext, operator: string, operand: unknown): readonly Assignment[] {
  if (operator === '$unset') return readUnset(context, operand);
  const read = READERS.get(operator);
  if (read === undefined) throw invalidQuery(context.model, { path: null, operator }, 'is not an operator of changes');
  const entries = isPlainObject(operand) ? plainEntries(operand) : null;
  if (entries === null) throw invalidQuery(context.model, { path: null, operator }, 'takes an object by field');
  return entries.map(([text, value]) => read(context, changePlace(context, text, operator), value));
}

/**
 * Sets one place: an element of a list by `setIndex`, everything else as it is. The value may be the caller's own list
 * and is not frozen.
 */
export function readSet(context: ChangeContext, path: FieldPath, value: unknown): Assignment {
  const last = path.steps.at(-1);
  const parsed = parseWrittenOrNull(context, path, value);
  return last?.kind === 'index' && path.steps.length === 1
    ? Object.freeze({ kind: 'setIndex' as const, path: listOf(context, path), index: last.index, value: parsed })
    : Object.freeze({ kind: 'set' as const, path, value: parsed });
}

/** The list or map whose element `path` is. */
function listOf(context: ChangeContext, path: FieldPath): FieldPath {
  const text = path.text.slice(0, path.text.lastIndexOf('.'));
  return changePlace(context, text, '$set');
}

function readUnset(context: ChangeContext, operand: unknown): readonly Assignment[] {
  const place = { path: null, operator: '$unset' };
  if (!Array.isArray(operand)) throw invalidQuery(context.model, place, 'takes a list of fields');
  return Array.from<unknown>(operand).map((text) => {
    if (typeof text !== 'string') throw invalidQuery(context.model, place, 'takes a list of fields');
    const path = changePlace(context, text, '$unset');
    const last = path.steps.at(-1);
    if (last?.kind === 'index') {
      return frozen({ kind: 'removeIndex' as const, path: listOf(context, path), index: last.index });
    }
    if (last?.kind !== 'key' && !canBeNull(path)) noteMissing(context, path.text);
    return frozen({ kind: 'unset' as const, path });
  });
}

function arithmetic(
  operator: string,
  kind: 'increment' | 'multiply' | 'min' | 'max',
  isLegal: (type: LogicalType) => boolean,
): ChangeReader {
  return (context, path, value) => {
    if (!isLegal(path.type)) throw wrongType(context, path, operator);
    return frozen({ kind, path, operand: parseWritten(context, path.type, value, path.text) });
  };
}

function listChange(
  operator: string,
  kind: 'push' | 'prepend' | 'pull' | 'addToSet',
  kinds: readonly LogicalType['kind'][],
): ChangeReader {
  return (context, path, operand) => {
    const { type } = path;
    if ((type.kind !== 'list' && type.kind !== 'set') || !kinds.includes(type.kind)) {
      throw wrongType(context, path, operator);
    }
    const each = Array.isArray(operand) || operand instanceof Set ? Array.from<unknown>(operand) : [operand];
    const values = each.map((value) => parseWritten(context, type.element, value, path.text));
    return frozen({ kind, path, values });
  };
}

function readPut(context: ChangeContext, path: FieldPath, operand: unknown): Assignment {
  const { type } = path;
  if (type.kind !== 'map') throw wrongType(context, path, '$put');
  const given = operand instanceof Map ? [...operand] : isPlainObject(operand) ? plainEntries(operand) : null;
  if (given === null)
    throw invalidQuery(context.model, { path: path.text, operator: '$put' }, 'takes an object or a Map');
  const entries = given.map(
    ([key, value]: readonly [unknown, unknown]) =>
      [
        parseWritten(context, type.key, key, path.text),
        parseWritten(context, type.value, value, `${path.text}.${String(key)}`),
      ] as const,
  );
  return frozen({ kind: 'put' as const, path, entries });
}

function readSetIndex(context: ChangeContext, path: FieldPath, operand: unknown): Assignment {
  const { type } = path;
  if (type.kind !== 'list') throw wrongType(context, path, '$setIndex');
  const place = { path: path.text, operator: '$setIndex' };
  if (!Array.isArray(operand) || operand.length !== 2) throw invalidQuery(context.model, place, 'takes [index, value]');
  const [index, value]: readonly unknown[] = operand;
  if (typeof index !== 'number' || !Number.isSafeInteger(index) || index < 0) {
    throw invalidQuery(context.model, place, 'takes a whole number that is not negative as the index');
  }
  const parsed = parseWritten(context, type.element, value, `${path.text}.${index}`);
  return Object.freeze({ kind: 'setIndex' as const, path, index, value: parsed });
}

function wrongType(context: ChangeContext, path: FieldPath, operator: string): Error {
  return invalidQuery(context.model, { path: path.text, operator }, `cannot change a field of type ${path.type.kind}`);
}
