import type { AnyClass } from '../internal/any-class';
import { asRecord } from '../internal/as-record';
import { defineValue } from '../internal/property-writer';
import { embeddedFieldsOf } from '../metadata/embedded-shape-of';
import { isEmbeddable } from '../metadata/is-embeddable';
import { instanceOfShape } from '../types/instance-of-shape';
import { isPlainObject } from '../types/is-plain-object';
import { isTextType } from '../types/is-text-type';
import { fromJsonValue } from '../types/json-value';
import type { EmbeddedShape, FieldShape, LogicalType } from '../types/logical-type';
import { misfit } from '../types/misfit';
import { ValueProblem } from '../types/value-problem';
import { embeds } from './embedded-values';
import type { PlainPath, PlainReading } from './plain-reading';
import { assignExtra, type PlainProperty, readProperties } from './read-plain-properties';

/** Steps of a path to an embedded value; input that is nested deeper was made to exhaust the stack. */
const MAX_STEPS = 200;

/**
 * The value that a property's input stands for, in the form that its field has. What does not fit becomes a problem and
 * is given as it is, so that the class-validator rules can say what they have to say about it.
 */
export function readProperty(source: PlainProperty, reading: PlainReading): unknown {
  const { type, path } = source;
  const value = transformedValue(source, reading);
  if (value === undefined || value === null || type === undefined) return value;
  return readValue(type, value, path, reading);
}

/** A `@Transform` that was written for the right type may fail on another; then the type is what is wrong. */
function transformedValue({ value, given, type, path }: PlainProperty, reading: PlainReading): unknown {
  try {
    return value();
  } catch (cause) {
    const before = reading.problems.length + reading.unknownKeys.length;
    if (type !== undefined) readValue(type, given, path, reading);
    if (reading.problems.length + reading.unknownKeys.length === before) throw cause;
    return undefined;
  }
}

function readValue(type: LogicalType, value: unknown, path: PlainPath, reading: PlainReading): unknown {
  if (type.kind === 'embedded') return readEmbedded(type.shape(), value, path, reading);
  if (embeds(type)) {
    if (type.kind === 'map') return readMap(type, value, path, reading);
    if (Array.isArray(value)) return readItems(type, value, path, reading);
  }
  return reading.attempt(path, value, (json) => fromJsonValue(type, json));
}

function readItems(type: LogicalType, items: readonly unknown[], path: PlainPath, reading: PlainReading): unknown {
  const values = Array.from(items, (item, index) => {
    const element = type.kind === 'tuple' ? type.elements[index] : type.kind === 'map' ? undefined : elementOf(type);
    return element === undefined ? item : readValue(element, item, [...path, String(index)], reading);
  });
  if (type.kind === 'tuple' && values.length !== type.elements.length) {
    reading.addProblem(path, new ValueProblem('size', `must have ${type.elements.length} elements`));
  }
  return type.kind === 'set' ? new Set(values) : values;
}

function elementOf(type: LogicalType): LogicalType | undefined {
  return type.kind === 'list' || type.kind === 'set' ? type.element : undefined;
}

function readMap(
  type: Extract<LogicalType, { kind: 'map' }>,
  value: unknown,
  path: PlainPath,
  reading: PlainReading,
): unknown {
  const entries = entriesOf(type, value, path, reading);
  if (entries === null) return value;
  const read = entries.map(([key, entry, step]): [unknown, unknown] => {
    const at = [...path, step];
    return [
      reading.attempt(at, key, (json) => fromJsonValue(type.key, json)),
      readValue(type.value, entry, at, reading),
    ];
  });
  return new Map(read);
}

type Entry = readonly [key: unknown, value: unknown, step: string];

function entriesOf(
  type: Extract<LogicalType, { kind: 'map' }>,
  value: unknown,
  path: PlainPath,
  reading: PlainReading,
): readonly Entry[] | null {
  const hasNames = isTextType(type.key);
  if (value instanceof Map) return [...value].map(([key, entry]): Entry => [key, entry, String(key)]);
  if (hasNames && isPlainObject(value)) return Object.entries(value).map(([key, entry]): Entry => [key, entry, key]);
  if (Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2)) {
    return value.map(([key, entry]: unknown[], index): Entry => [key, entry, String(index)]);
  }
  reading.addProblem(path, misfit(hasNames ? 'an object' : 'a list of pairs [key, value]', value));
  return null;
}

function readEmbedded(shape: EmbeddedShape, value: unknown, path: PlainPath, reading: PlainReading): unknown {
  // A `@Transform` may have made the instance itself; JSON cannot.
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === shape.prototype) return value;
  if (!isPlainObject(value)) {
    reading.addProblem(path, misfit(`an object with the fields of ${shape.className}`, value));
    return value;
  }
  if (path.length > MAX_STEPS) {
    reading.addProblem(path, new ValueProblem('depth', `must not be more than ${MAX_STEPS} steps deep`));
    return undefined;
  }
  const owner = ownerOf(shape);
  const instance = instanceOfShape(shape);
  for (const source of readProperties({ owner, fields: shape.fields }, value, path, reading)) {
    const read = readProperty(source, reading);
    if (read === undefined) continue;
    if (source.type === undefined) assignExtra(instance, source.property, read);
    else defineValue(instance, source.property, read);
  }
  completeEmbedded(shape, owner, instance, path, reading);
  return instance;
}

function ownerOf(shape: EmbeddedShape): AnyClass {
  const owner: unknown = shape.prototype.constructor;
  return typeof owner === 'function' ? (owner as AnyClass) : Object;
}

function completeEmbedded(
  shape: EmbeddedShape,
  owner: AnyClass,
  instance: object,
  path: PlainPath,
  reading: PlainReading,
): void {
  const record = asRecord(instance);
  const failed = new Set(reading.problems.map((problem) => problem.path));
  for (const field of isEmbeddable(owner) ? embeddedFieldsOf(owner) : shape.fields) {
    if (record[field.property] === undefined) applyDefault(field, record);
    const value = record[field.property];
    if (field.nullable || (value !== undefined && value !== null)) continue;
    const at = [...path, field.property];
    if (failed.has(at.join('.'))) continue;
    reading.addProblem(at, new ValueProblem('required', 'has no value'));
  }
}

function applyDefault(
  field: FieldShape & { readonly makeDefault?: (() => unknown) | null },
  record: Record<string, unknown>,
): void {
  const value = field.makeDefault?.();
  if (value !== undefined) record[field.property] = value;
}
