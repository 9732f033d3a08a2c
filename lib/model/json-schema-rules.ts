import type * as ClassValidator from 'class-validator';
import type { AnyClass } from '../internal/any-class';
import type { LogicalType } from '../types/logical-type';
import type { JsonSchema } from './json-schema-types';

/** What class-validator's rules say about one property, as far as JSON Schema can say it. */
export interface PropertyRules {
  /** Neither null nor a missing value passes. */
  readonly refusesNull: boolean;
  /** Adds keywords for values of a type to its schema. */
  narrow(schema: JsonSchema, type: LogicalType): JsonSchema;
}

type Rule = ReturnType<ClassValidator.MetadataStorage['getTargetValidationMetadatas']>[number];
type Kind = 'number' | 'text' | 'boolean' | 'list' | 'other';
type Translation = (constraints: readonly unknown[], kind: Kind) => JsonSchema;

const NOTHING: Translation = () => ({});
const atLeast =
  (keyword: string, kind: Kind): Translation =>
  (constraints, actual) =>
    actual === kind && typeof constraints[0] === 'number' ? { [keyword]: constraints[0] } : {};
const only =
  (kind: Kind, schema: JsonSchema): Translation =>
  (_constraints, actual) =>
    actual === kind ? schema : {};

/** By the names of class-validator's decorators. All of them refuse null. */
const TRANSLATIONS: ReadonlyMap<string, Translation> = new Map<string, Translation>([
  ['min', atLeast('minimum', 'number')],
  ['max', atLeast('maximum', 'number')],
  ['isPositive', only('number', { exclusiveMinimum: 0 })],
  ['isNegative', only('number', { exclusiveMaximum: 0 })],
  ['isDivisibleBy', divisible],
  ['isInt', only('number', { multipleOf: 1 })],
  ['minLength', atLeast('minLength', 'text')],
  ['maxLength', atLeast('maxLength', 'text')],
  ['isLength', lengthRange],
  ['isNotEmpty', only('text', { minLength: 1 })],
  ['matches', pattern],
  ['contains', contains],
  ['isEmail', only('text', { format: 'email' })],
  ['isUrl', url],
  ['isUuid', only('text', { format: 'uuid' })],
  ['isFqdn', only('text', { format: 'hostname' })],
  ['isIp', ipAddress],
  ['isRFC3339', only('text', { format: 'date-time' })],
  ['isMongoId', only('text', { pattern: '^[0-9a-fA-F]{24}$' })],
  ['isIn', ([values], kind) => enumeration(values, kind)],
  ['isEnum', ([entity], kind) => enumeration(isObject(entity) ? Object.values(entity) : [], kind)],
  ['equals', ([value], kind) => (fits(value, kind) ? { const: value } : {})],
  ['arrayMinSize', atLeast('minItems', 'list')],
  ['arrayMaxSize', atLeast('maxItems', 'list')],
  ['arrayNotEmpty', only('list', { minItems: 1 })],
  ['arrayUnique', ([identifier], kind) => (kind === 'list' && identifier === undefined ? { uniqueItems: true } : {})],
  ['isDefined', NOTHING],
  ...['isString', 'isNumber', 'isBoolean', 'isDate', 'isArray', 'isObject', 'isInstance', 'minDate', 'maxDate'].map(
    (name): [string, Translation] => [name, NOTHING],
  ),
]);

/** Rules that null may pass. */
const NULLABLE: ReadonlyMap<string, Translation> = new Map<string, Translation>([
  ['isNotIn', ([values], kind) => negated(values, kind)],
  ['notEquals', ([value], kind) => negated([value], kind)],
]);

/** Rules of each property of a class; those that depend on a condition are left out, because a schema cannot ask it. */
export function propertyRules(owner: AnyClass): ReadonlyMap<string, PropertyRules> {
  const byProperty = new Map<string, Rule[]>();
  for (const rule of declaredRules(owner)) {
    const rules = byProperty.get(rule.propertyName);
    if (rules === undefined) byProperty.set(rule.propertyName, [rule]);
    else rules.push(rule);
  }
  return new Map([...byProperty].map(([property, rules]) => [property, rulesOfProperty(rules)]));
}

function declaredRules(owner: AnyClass): readonly Rule[] {
  // Not loaded means not used; loading takes 100 ms.
  if (!('classValidatorMetadataStorage' in globalThis)) return [];
  const validator: typeof ClassValidator = require('class-validator');
  return validator.getMetadataStorage().getTargetValidationMetadatas(owner, '', false, false);
}

function rulesOfProperty(rules: readonly Rule[]): PropertyRules {
  const conditions = rules.filter((rule) => rule.type === 'conditionalValidation');
  const isOptional = conditions.some((rule) => rule.name === 'isOptional');
  const isConditional = conditions.some((rule) => rule.name !== 'isOptional');
  const unconditional = isConditional ? [] : rules.filter((rule) => rule.validateIf === undefined);
  return {
    refusesNull: !isOptional && unconditional.some((rule) => TRANSLATIONS.has(rule.name ?? '')),
    narrow: (schema, type) => unconditional.reduce((current, rule) => narrowed(current, rule, type), schema),
  };
}

function narrowed(schema: JsonSchema, rule: Rule, type: LogicalType): JsonSchema {
  if (!rule.each || !isCollection(type)) return merged(schema, translated(rule, type));
  const place = type.kind === 'map' ? 'additionalProperties' : 'items';
  const element = type.kind === 'map' ? type.value : type.element;
  const inner = schema[place];
  return isObject(inner) ? { ...schema, [place]: merged(inner, translated(rule, element)) } : schema;
}

function isCollection(type: LogicalType): type is Extract<LogicalType, { kind: 'list' | 'set' | 'map' }> {
  return type.kind === 'list' || type.kind === 'set' || type.kind === 'map';
}

function translated(rule: Rule, type: LogicalType): JsonSchema {
  const name = rule.name ?? '';
  const translation = TRANSLATIONS.get(name) ?? NULLABLE.get(name) ?? NOTHING;
  return translation(rule.constraints ?? [], kindOfType(type));
}

/** Rules look at JavaScript values: what is a `Decimal` or a bigint there is nothing to `@Min`, whatever its JSON is. */
function kindOfType(type: LogicalType): Kind {
  switch (type.kind) {
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'float':
    case 'double':
      return 'number';
    case 'string':
    case 'ascii':
    case 'uuid':
    case 'timeuuid':
    case 'objectId':
    case 'date':
    case 'time':
    case 'inet':
      return 'text';
    case 'boolean':
      return 'boolean';
    case 'list':
    case 'tuple':
      return 'list';
    default:
      return 'other';
  }
}

/** A keyword that is there already with another value is added by `allOf`: both hold. */
function merged(schema: JsonSchema, added: JsonSchema): JsonSchema {
  const clashes = Object.keys(added).some((keyword) => keyword in schema || '$ref' in schema);
  if (!clashes) return { ...schema, ...added };
  const others = Array.isArray(schema.allOf) ? schema.allOf : [];
  return { ...schema, allOf: [...others, added] };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function divisible([step]: readonly unknown[], kind: Kind): JsonSchema {
  return kind === 'number' && typeof step === 'number' && step > 0 ? { multipleOf: step } : {};
}

function lengthRange([min, max]: readonly unknown[], kind: Kind): JsonSchema {
  if (kind !== 'text') return {};
  return {
    ...(typeof min === 'number' ? { minLength: min } : {}),
    ...(typeof max === 'number' ? { maxLength: max } : {}),
  };
}

/** Patterns of JSON Schema have no flags and are read as Unicode: what does not mean the same there is left out. */
function pattern([source, modifiers]: readonly unknown[], kind: Kind): JsonSchema {
  if (kind !== 'text') return {};
  const regex = source instanceof RegExp ? source : new RegExp(String(source), String(modifiers ?? ''));
  return /[imsyv]/.test(regex.flags) || !isUnicodePattern(regex.source) ? {} : { pattern: regex.source };
}

function isUnicodePattern(source: string): boolean {
  try {
    return new RegExp(source, 'u').source === source;
  } catch (cause) {
    if (cause instanceof SyntaxError) return false;
    throw cause;
  }
}

function contains([part]: readonly unknown[], kind: Kind): JsonSchema {
  if (kind !== 'text' || typeof part !== 'string') return {};
  return { pattern: part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&') };
}

/** Without a protocol a URL is a relative reference to JSON Schema. */
function url([options]: readonly unknown[], kind: Kind): JsonSchema {
  if (kind !== 'text') return {};
  return { format: isObject(options) && options.require_protocol === true ? 'uri' : 'uri-reference' };
}

function ipAddress([version]: readonly unknown[], kind: Kind): JsonSchema {
  if (kind !== 'text') return {};
  if (String(version) === '4' || String(version) === '6') return { format: `ipv${String(version)}` };
  return { anyOf: [{ format: 'ipv4' }, { format: 'ipv6' }] };
}

function enumeration(values: unknown, kind: Kind): JsonSchema {
  if (kind === 'other' || kind === 'list' || !Array.isArray(values)) return {};
  return { enum: [...new Set<unknown>(values)].filter((value) => fits(value, kind)) };
}

function negated(values: unknown, kind: Kind): JsonSchema {
  const { enum: refused } = enumeration(values, kind);
  return Array.isArray(refused) && refused.length > 0 ? { not: { enum: refused } } : {};
}

function fits(value: unknown, kind: Kind): boolean {
  if (kind === 'text') return typeof value === 'string';
  return (kind === 'number' || kind === 'boolean') && typeof value === kind;
}
