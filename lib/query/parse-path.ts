import { frozen } from '../internal/freeze';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { FieldShape, LogicalType } from '../types/logical-type';
import { type FieldPath, type PathStep, pathOf } from './field-path';
import { parseOperand } from './parse-operand';
import { invalidQuery } from './refuse-query';

/** Path to the element at hand of a quantifier over `collection`. */
export function elementPath(collection: FieldPath, type: LogicalType): FieldPath {
  return frozen({
    kind: 'path' as const,
    field: null,
    steps: [],
    type,
    nullable: false,
    text: `${collection.text}[]`,
  });
}

/** Reads `text` as a path from the model's fields, or null where there is no such place. */
export function findPath(model: ModelMetadata, text: string): FieldPath | null {
  const dot = text.indexOf('.');
  const field = model.fieldByProperty.get(dot < 0 ? text : text.slice(0, dot));
  if (field === undefined) return null;
  const start = pathOf(field);
  return dot < 0 ? start : extendPath(model, start, text.slice(dot + 1));
}

/**
 * Reads `text` as a path from the model's fields: embedded properties, map keys and list indexes after dots. The
 * key of a map whose values have no parts is all that is left, dots included.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) where there is no such place
 */
export function parsePath(model: ModelMetadata, text: string): FieldPath {
  const path = findPath(model, text);
  if (path === null) throw unknownPath(model, text);
  return path;
}

/** The error for a name that is no field. */
export function unknownPath(model: ModelMetadata, text: string): Error {
  const near = model.fields.find((field) => field.property.toLowerCase() === text.toLowerCase());
  const hint = near === undefined ? undefined : `Did you mean \`${near.property}\`?`;
  return invalidQuery(model, { path: text, hint }, 'is not a field of the model');
}

/** Reads `rest` as a path from inside `start`, or null where there is no such place. */
export function extendPath(model: ModelMetadata, start: FieldPath, rest: string): FieldPath | null {
  const steps: PathStep[] = [...start.steps];
  let { type, nullable } = start;
  let left: string | null = rest;
  while (left !== null) {
    const [segment, after] = splitSegment(type, left);
    const next = stepInto(model, type, segment, start.text);
    if (next === null) return null;
    steps.push(next.step);
    nullable ||= next.nullable;
    type = next.type;
    left = after;
  }
  return frozen({ kind: 'path' as const, field: start.field, steps, type, nullable, text: `${start.text}.${rest}` });
}

interface Step {
  readonly step: PathStep;
  readonly type: LogicalType;
  readonly nullable: boolean;
}

function splitSegment(type: LogicalType, text: string): readonly [string, string | null] {
  const dot = text.indexOf('.');
  if (dot < 0 || (type.kind === 'map' && !hasParts(type.value))) return [text, null];
  return [text.slice(0, dot), text.slice(dot + 1)];
}

function hasParts(type: LogicalType): boolean {
  return type.kind === 'embedded' || type.kind === 'map' || type.kind === 'list' || type.kind === 'tuple';
}

function stepInto(model: ModelMetadata, type: LogicalType, segment: string, text: string): Step | null {
  switch (type.kind) {
    case 'embedded': {
      const field = type.shape().fields.find((candidate) => candidate.property === segment);
      return field === undefined ? null : propertyStep(field);
    }
    case 'map': {
      const key = parseOperand(model, type.key, keyFromText(type.key, segment), text, 'key');
      return { step: frozen({ kind: 'key' as const, key }), type: type.value, nullable: true };
    }
    case 'list':
      return indexStep(segment, () => type.element);
    case 'tuple':
      return indexStep(segment, (index) => type.elements[index]);
    default:
      return null;
  }
}

function propertyStep(field: FieldShape): Step {
  return { step: frozen({ kind: 'property' as const, field }), type: field.type, nullable: field.nullable };
}

function indexStep(segment: string, typeAt: (index: number) => LogicalType | undefined): Step | null {
  if (!/^(?:0|[1-9]\d{0,8})$/.test(segment)) return null;
  const index = Number(segment);
  const type = typeAt(index);
  return type === undefined ? null : { step: frozen({ kind: 'index' as const, index }), type, nullable: true };
}

/** What a map key written inside a path stands for; text that is no such key is left for the parser to refuse. */
function keyFromText(type: LogicalType, text: string): unknown {
  switch (type.kind) {
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'float':
    case 'double':
      return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
    case 'bigint':
    case 'varint':
      return /^-?\d+$/.test(text) ? BigInt(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'timestamp':
      return new Date(text);
    default:
      return text;
  }
}
