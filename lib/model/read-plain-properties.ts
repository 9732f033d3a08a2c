import type { AnyClass } from '../internal/any-class';
import { asRecord } from '../internal/as-record';
import type { FieldShape, LogicalType } from '../types/logical-type';
import { convertPrimitive, isPrimitiveTarget } from './convert-primitive';
import type { PlainPath, PlainReading } from './plain-reading';
import {
  isInGroups,
  isInVersion,
  TO_CLASS,
  type TransformerRules,
  transformerRulesOf,
  transformOf,
} from './transformer-rules';

/** A class as input is held against it. */
export interface PlainTarget {
  readonly owner: AnyClass;
  readonly fields: readonly FieldShape[];
}

/** One property that the input has a value for, after class-transformer's rules and before its type's. */
export interface PlainProperty {
  readonly property: string;
  /** Undefined for a property with `@Expose` that is no field. */
  readonly type: LogicalType | undefined;
  readonly path: PlainPath;
  /** As in the input. */
  readonly given: unknown;
  /** What `@Type` and `@Transform` make of it. */
  readonly value: () => unknown;
}

/**
 * The properties that the input gives values to. Keys are names of fields, or names by `@Expose({ name })`; a key that
 * `@Exclude`, groups or version keep out of the class is dropped, as class-transformer does; another is unknown.
 */
export function readProperties(
  target: PlainTarget,
  json: Readonly<Record<string, unknown>>,
  at: PlainPath,
  reading: PlainReading,
): PlainProperty[] {
  const rules = transformerRulesOf(target.owner, TO_CLASS);
  const types = new Map(target.fields.map((field) => [field.property, field.type]));
  const given = new Map<string, { readonly path: PlainPath; readonly value: unknown }>();
  for (const key of Object.keys(json)) {
    const path = [...at, key];
    const property = rules?.propertyNamed(key) ?? key;
    const isKnown = types.has(property) || (!isPolluting(property) && rules?.expose(property) !== undefined);
    // A value for one property under two names has no meaning that everyone would read into it.
    if (!isKnown || given.has(property)) reading.addUnknownKey(path);
    else given.set(property, { path, value: json[key] });
  }
  for (const property of rules?.exposed ?? []) {
    if (!given.has(property)) given.set(property, { path: [...at, property], value: undefined });
  }
  return [...given]
    .filter(([property]) => isTaken(rules, property, reading))
    .map(([property, { path, value }]) => ({
      property,
      type: types.get(property),
      path,
      given: value,
      value: () => transformed(rules, property, value, json, reading),
    }));
}

function isPolluting(property: string): boolean {
  return property === '__proto__' || property === 'constructor' || property === 'prototype';
}

function isTaken(rules: TransformerRules | null, property: string, reading: PlainReading): boolean {
  if (rules === null) return true;
  if (rules.excluded.has(property)) return false;
  const isExposed = rules.exposed.includes(property);
  if (rules.strategy === 'excludeAll' && !isExposed) return false;
  const mark = rules.expose(property)?.options;
  return isInVersion(mark, reading.options) && isInGroups(mark?.groups, reading.options);
}

function transformed(
  rules: TransformerRules | null,
  property: string,
  value: unknown,
  json: Readonly<Record<string, unknown>>,
  reading: PlainReading,
): unknown {
  if (rules === null) return value;
  const stated = rules.type(property);
  const target: unknown = stated?.typeFunction?.({ newObject: {}, object: { ...json }, property });
  const converted = typeof target === 'function' ? convertAll(target as AnyClass, value) : value;
  const transform = transformOf(rules, property, TO_CLASS, reading.options);
  return transform === null ? converted : transform(converted, json);
}

/** Classes are for the field's type to make; `@Type` converts what is one value, alone or in a list. */
function convertAll(target: AnyClass, value: unknown): unknown {
  if (!isPrimitiveTarget(target)) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => convertAll(target, item));
  return typeof value === 'object' ? value : convertPrimitive(target, value);
}

/** Sets a property that is no field, unless it is a getter without a setter, or a method. */
export function assignExtra(instance: object, property: string, value: unknown): void {
  let level: unknown = instance;
  while (typeof level === 'object' && level !== null) {
    const descriptor = Object.getOwnPropertyDescriptor(level, property);
    if (descriptor?.get !== undefined && descriptor.set === undefined) return;
    if (typeof descriptor?.value === 'function') return;
    if (descriptor !== undefined) break;
    level = Object.getPrototypeOf(level);
  }
  asRecord(instance)[property] = value;
}
