import { types } from 'node:util';
import type { TypeMetadata } from 'class-transformer';
import type { AnyClass } from '../internal/any-class';
import { asRecord } from '../internal/as-record';
import { defineValue } from '../internal/property-writer';
import { cloneValue } from '../types/clone-value';
import { Decimal } from '../types/decimal';
import { Duration } from '../types/duration';
import { isPlainObject } from '../types/is-plain-object';
import { isTextType } from '../types/is-text-type';
import { toJsonValue } from '../types/json-value';
import type { LogicalType } from '../types/logical-type';
import { classOf } from './construct';
import { convertPrimitive, isPrimitiveTarget } from './convert-primitive';
import type { SerializationOptions } from './serialization-options';
import { type PlannedProperty, serializationPlan } from './serialization-plan';

/** How values are given out: with their types, or as JSON can carry them. */
export interface Serialization {
  readonly form: 'object' | 'json';
  readonly options: SerializationOptions;
}

/** What is known of a value: the type of the field that it is in, and the class that `@Type` states. */
interface Expectation {
  readonly type?: LogicalType | undefined;
  readonly target?: AnyClass | undefined;
}

/** A plain object of an instance by the rules of its class; embedded values by those of theirs. */
export function serializeInstance(instance: object, owner: AnyClass, how: Serialization): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const planned of serializationPlan(owner, instance, how.options).properties(instance)) {
    const value = serializeProperty(instance, planned, how);
    if (value !== undefined || how.options.exposeUnsetFields === true) defineOrAssign(result, planned.name, value);
  }
  return result;
}

function serializeProperty(instance: object, planned: PlannedProperty, how: Serialization): unknown {
  const held = asRecord(instance)[planned.property];
  const value: unknown = typeof held === 'function' ? Reflect.apply(held, instance, []) : held;
  const { transform, stated } = planned;
  // A transformed value may have nothing to do with the field's type any more.
  const transformed = transform === null ? held : transform(held, instance);
  const isAsItWas = transformed === held;
  const given = isAsItWas ? value : transformed;
  const type = isAsItWas ? planned.type : undefined;
  if (stated === undefined) return serializeValue(given, { type }, how);
  if (stated.options?.discriminator === undefined) {
    const target = targetOf(stated, instance, planned.property);
    return serializeValue(given, { type, target }, how);
  }
  return markedBy(stated, given, serializeValue(given, { type }, how));
}

function targetOf(stated: TypeMetadata, instance: object, property: string): AnyClass | undefined {
  if (typeof stated.typeFunction !== 'function') return asClass(stated.reflectedType);
  return asClass(stated.typeFunction({ newObject: {}, object: asRecord(instance), property }));
}

function asClass(value: unknown): AnyClass | undefined {
  return typeof value === 'function' ? (value as AnyClass) : undefined;
}

/** Adds the name of the value's class as `@Type`'s discriminator tells, to each of a list. */
function markedBy(stated: TypeMetadata, source: unknown, plain: unknown): unknown {
  const mark = stated.options?.discriminator;
  if (mark === undefined || typeof source !== 'object' || source === null) return plain;
  if (Array.isArray(source) && Array.isArray(plain)) {
    for (const [index, one] of source.entries()) markedBy(stated, one, plain[index]);
    return plain;
  }
  const known = mark.subTypes.find((subType) => subType.value === source.constructor);
  if (known !== undefined && isPlainObject(plain)) defineOrAssign(plain, mark.property, known.name);
  return plain;
}

/** A value as it is given out; containers are new ones, so that changes to the result do not reach the document. */
export function serializeValue(value: unknown, expected: Expectation, how: Serialization): unknown {
  if (value === null || value === undefined) return value;
  const { type, target } = expected;
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => serializeValue(item, { type: elementType(type, index), target }, how));
  }
  if (types.isSet(value)) {
    const items = [...value].map((item) => serializeValue(item, { type: elementType(type, 0), target }, how));
    return how.form === 'json' ? items : new Set(items);
  }
  if (types.isMap(value)) return serializeMap(value, expected, how);
  if (target !== undefined && isPrimitiveTarget(target)) {
    return serializeValue(convertPrimitive(target, value), { type }, how);
  }
  if (typeof value !== 'object') return how.form === 'json' && typeof value === 'bigint' ? value.toString() : value;
  return serializeObject(value, expected, how);
}

function elementType(type: LogicalType | undefined, index: number): LogicalType | undefined {
  if (type?.kind === 'list' || type?.kind === 'set') return type.element;
  return type?.kind === 'tuple' ? type.elements[index] : undefined;
}

function serializeMap(map: ReadonlyMap<unknown, unknown>, expected: Expectation, how: Serialization): unknown {
  const { type, target } = expected;
  const [keyType, valueType] = type?.kind === 'map' ? [type.key, type.value] : [undefined, undefined];
  const entries = [...map].map(([key, value]): [unknown, unknown] => [
    serializeValue(key, { type: keyType }, how),
    serializeValue(value, { type: valueType, target }, how),
  ]);
  if (how.form === 'object') return new Map(entries);
  const hasNames = keyType === undefined ? entries.every(([key]) => typeof key === 'string') : isTextType(keyType);
  return hasNames ? Object.fromEntries(entries.map(([key, value]) => [String(key), value])) : entries;
}

function serializeObject(value: object, { type, target }: Expectation, how: Serialization): unknown {
  if (isLeaf(value)) return how.form === 'json' ? toJsonValue(ANY_SCALAR, value) : cloneValue(ANY_SCALAR, value);
  if (!isPlainObject(value)) return serializeInstance(value, classToFollow(value, target), how);
  // A plain object in the place of an embedded value becomes one when it is stored: its class's rules hold already.
  const owner = target ?? (type?.kind === 'embedded' ? asClass(type.shape().prototype.constructor) : undefined);
  if (owner !== undefined && owner !== Object) return serializeInstance(value, owner, how);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, serializeValue(part, {}, how)]));
}

/** The class that `@Type` states, or one below it: what a subclass hides stays hidden. */
function classToFollow(value: object, target: AnyClass | undefined): AnyClass {
  return target === undefined || target === Object || value instanceof target ? classOf(value) : target;
}

/** Any type that is no container: leaves are told by what they are. */
const ANY_SCALAR: LogicalType = Object.freeze({ kind: 'decimal' });

/** Values that are one thing, although JavaScript holds them in objects. */
function isLeaf(value: object): boolean {
  return (
    Decimal.isDecimal(value) ||
    value instanceof Duration ||
    types.isDate(value) ||
    ArrayBuffer.isView(value) ||
    types.isAnyArrayBuffer(value) ||
    types.isPromise(value)
  );
}

function defineOrAssign(result: Record<string, unknown>, name: string, value: unknown): void {
  if (name in Object.prototype) defineValue(result, name, value);
  else result[name] = value;
}
