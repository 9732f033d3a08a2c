import type { TypeMetadata } from 'class-transformer';
import type { AnyClass } from '../internal/any-class';
import { embeddedShapeOf } from '../metadata/embedded-shape-of';
import { isEmbeddable } from '../metadata/is-embeddable';
import { modelMetadataOf } from '../metadata/model-metadata-of';
import type { FieldShape, LogicalType } from '../types/logical-type';
import { isDocument } from './document-state';
import type { SerializationOptions } from './serialization-options';
import {
  isInGroups,
  isInVersion,
  TO_PLAIN,
  type TransformerRules,
  transformerRulesOf,
  transformOf,
} from './transformer-rules';

/** How one property is given out. */
export interface PlannedProperty {
  readonly property: string;
  /** Name in the result. */
  readonly name: string;
  /** The field's type; undefined for what is no field. */
  readonly type: LogicalType | undefined;
  /** What `@Transform` makes of the value; null without one. */
  readonly transform: ((value: unknown, owner: object) => unknown) | null;
  /** What `@Type` said. */
  readonly stated: TypeMetadata | undefined;
}

/** What is given out of instances of one class under one set of options. */
export interface SerializationPlan {
  /** The properties of an instance in the order of the result: fields, other own properties, exposed ones. */
  properties(instance: object): PlannedProperty[];
}

const plans = new WeakMap<AnyClass, Map<string, SerializationPlan>>();

/** More sets of options than this for one class are not worth keeping: they are not written in a program. */
const MAX_KEPT = 64;

/** The plan for instances of a class, compiled once. `instance` tells whether they are documents. */
export function serializationPlan(owner: AnyClass, instance: object, options: SerializationOptions): SerializationPlan {
  let ofClass = plans.get(owner);
  if (ofClass === undefined) {
    ofClass = new Map();
    plans.set(owner, ofClass);
  }
  const key = keyOf(options);
  const known = ofClass.get(key);
  if (known !== undefined) return known;
  const plan = compilePlan(owner, fieldsOf(owner, instance), options);
  if (ofClass.size < MAX_KEPT) ofClass.set(key, plan);
  return plan;
}

function keyOf(options: SerializationOptions): string {
  const { strategy, groups, version, excludePrefixes, ignoreDecorators, exposeUnsetFields } = options;
  const stated = [strategy, groups, version, excludePrefixes, ignoreDecorators, exposeUnsetFields];
  return stated.every((one) => one === undefined) ? '' : JSON.stringify(stated);
}

function fieldsOf(owner: AnyClass, instance: object): readonly FieldShape[] {
  if (isDocument(instance)) return modelMetadataOf(owner).fields;
  return isEmbeddable(owner) ? embeddedShapeOf(owner).fields : [];
}

function compilePlan(owner: AnyClass, fields: readonly FieldShape[], options: SerializationOptions): SerializationPlan {
  const rules = transformerRulesOf(owner, TO_PLAIN);
  const types = new Map(fields.map((field) => [field.property, field.type]));
  const planned = new Map<string, PlannedProperty | null>();
  const plan = (property: string): PlannedProperty | null => {
    const known = planned.get(property);
    if (known !== undefined) return known;
    const made = isGiven(rules, property, options) ? planProperty(rules, property, types.get(property), options) : null;
    planned.set(property, made);
    return made;
  };
  const exposed = options.ignoreDecorators === true ? [] : (rules?.exposed ?? []);
  const strategy = rules?.strategy ?? options.strategy ?? 'exposeAll';
  return {
    properties: (instance) => {
      const own = strategy === 'exposeAll' ? ownProperties(instance, types) : [];
      const names = exposed.length === 0 ? own : new Set([...own, ...exposed]);
      return Array.from(names, plan).filter((one) => one !== null);
    },
  };
}

/** Fields in their order, then whatever else the instance has. */
function ownProperties(instance: object, types: ReadonlyMap<string, LogicalType>): string[] {
  const fields = [...types.keys()].filter((property) => Object.hasOwn(instance, property));
  const names = Object.keys(instance);
  return names.length === fields.length ? fields : [...fields, ...names.filter((name) => !types.has(name))];
}

/** Names that could change what an object is; class-transformer passes over them too. */
const POLLUTING = new Set(['__proto__', 'constructor']);

function isGiven(rules: TransformerRules | null, property: string, options: SerializationOptions): boolean {
  if (POLLUTING.has(property)) return false;
  if (options.excludePrefixes?.some((prefix) => property.startsWith(prefix)) === true) return false;
  if (rules === null || options.ignoreDecorators === true) return true;
  if (rules.excluded.has(property)) return false;
  const mark = rules.expose(property)?.options;
  return isInVersion(mark, options) && isInGroups(mark?.groups, options);
}

function planProperty(
  rules: TransformerRules | null,
  property: string,
  type: LogicalType | undefined,
  options: SerializationOptions,
): PlannedProperty {
  const stated = options.ignoreDecorators === true ? undefined : rules?.expose(property)?.options?.name;
  return {
    property,
    name: stated ?? property,
    type,
    transform: rules === null ? null : transformOf(rules, property, TO_PLAIN, options),
    stated: rules?.type(property),
  };
}
