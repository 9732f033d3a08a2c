import type { AnyClass } from '../internal/any-class';
import { asRecord } from '../internal/as-record';
import { embeddedFieldsOf } from '../metadata/embedded-shape-of';
import type { FieldMetadata } from '../metadata/field-metadata';
import { isEmbeddable } from '../metadata/is-embeddable';
import type { ModelMetadata } from '../metadata/model-metadata';
import { modelMetadataOf } from '../metadata/model-metadata-of';
import { instanceOfShape } from '../types/instance-of-shape';
import type { EmbeddedShape, FieldShape } from '../types/logical-type';
import { asModelClass } from './as-model-class';
import { buildDocument } from './document-instance';
import { propertyRules } from './json-schema-rules';
import { type JsonSchema, orNull, schemaOfType } from './json-schema-types';
import { isSystemField } from './system-values';
import { isInGroups, TO_CLASS, TO_PLAIN, type TransformerRules, transformerRulesOf } from './transformer-rules';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/**
 * JSON Schema 2020-12 of a model's JSON form: what `fromPlain` takes and `toJSON` gives. Fields give types, names by
 * `@Expose` and what must be there; class-validator's rules narrow them where JSON Schema has the words. What has no
 * words there (conditions, custom rules, what `@Transform` does) is left out. Embedded classes are under `$defs`; models
 * that share a table are the choices of `anyOf`. `fromPlain` takes a little more: lists of pairs for maps, lists with
 * repeated elements for sets, names that `@Expose` replaced.
 * Source: https://json-schema.org/draft/2020-12
 */
export function modelJsonSchema(modelClass: AnyClass): Record<string, unknown> {
  const model = modelMetadataOf(modelClass);
  const definitions = new Definitions();
  const members = model.discriminator === null ? [model] : [...model.discriminator.members().values()];
  const schemas = members.map((member) => schemaOfModel(member, definitions, { needsMark: member !== model }));
  const [first, ...others] = schemas;
  const schema =
    first === undefined
      ? schemaOfModel(model, definitions, { needsMark: false })
      : others.length === 0
        ? first
        : { anyOf: schemas };
  return { $schema: DIALECT, title: model.name, ...schema, ...definitions.keyword() };
}

/** `needsMark`: only the discriminator says that the input is of this class. */
function schemaOfModel(
  model: ModelMetadata,
  definitions: Definitions,
  options: { readonly needsMark: boolean },
): JsonSchema {
  const initial = asRecord(buildDocument(asModelClass(model.class), {}));
  const isFilled = (field: FieldShape): boolean =>
    initial[field.property] !== undefined || isFilledLater(model, field.property);
  const { properties, required } = schemaOfFields(model.class, model.fields, isFilled, definitions);
  const { discriminator } = model;
  const known = discriminator === null ? undefined : properties[discriminator.field.property];
  if (discriminator !== null && known !== undefined && discriminator.value !== null) {
    properties[discriminator.field.property] = { const: discriminator.value };
    if (options.needsMark) required.push(discriminator.field.property);
  }
  return objectSchema(model.name, properties, required);
}

function isFilledLater(model: ModelMetadata, property: string): boolean {
  const field = model.fieldByProperty.get(property);
  return field !== undefined && (isSystemField(model, field) || field === model.createdAt);
}

function objectSchema(title: string, properties: Record<string, JsonSchema>, required: readonly string[]): JsonSchema {
  return {
    title,
    type: 'object',
    properties,
    ...(required.length > 0 ? { required: [...required] } : {}),
    additionalProperties: false,
  };
}

function schemaOfFields(
  owner: AnyClass,
  fields: readonly FieldShape[],
  isFilled: (field: FieldShape) => boolean,
  definitions: Definitions,
): { properties: Record<string, JsonSchema>; required: string[] } {
  const rules = propertyRules(owner);
  const incoming = transformerRulesOf(owner, TO_CLASS);
  const outgoing = transformerRulesOf(owner, TO_PLAIN);
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const field of fields) {
    const { property } = field;
    const goesIn = isExchanged(incoming, property);
    const comesOut = isExchanged(outgoing, property);
    if (!goesIn && !comesOut) continue;
    const name = incoming?.expose(property)?.options?.name ?? property;
    const ofProperty = rules.get(property);
    const base = schemaOfType(field.type, (shape) => definitions.refer(shape));
    const narrow = ofProperty?.narrow(base, field.type) ?? base;
    const isNullable = field.nullable && ofProperty?.refusesNull !== true;
    properties[name] = { ...(isNullable ? orNull(narrow) : narrow), ...direction(goesIn, comesOut) };
    if (!isNullable && goesIn && !isFilled(field)) required.push(name);
  }
  addExposed(properties, fields, outgoing);
  return { properties, required };
}

/** Getters and methods with `@Expose`: in what is given out, and passed over when it comes back. */
function addExposed(
  properties: Record<string, JsonSchema>,
  fields: readonly FieldShape[],
  outgoing: TransformerRules | null,
): void {
  for (const property of outgoing?.exposed ?? []) {
    if (fields.some((field) => field.property === property) || !isExchanged(outgoing, property)) continue;
    properties[outgoing?.expose(property)?.options?.name ?? property] = { readOnly: true };
  }
}

function isExchanged(rules: TransformerRules | null, property: string): boolean {
  if (rules === null) return true;
  if (rules.excluded.has(property)) return false;
  if (rules.strategy === 'excludeAll' && !rules.exposed.includes(property)) return false;
  return isInGroups(rules.expose(property)?.options?.groups, {});
}

function direction(goesIn: boolean, comesOut: boolean): JsonSchema {
  if (goesIn && comesOut) return {};
  return goesIn ? { writeOnly: true } : { readOnly: true };
}

/** Schemas of embedded classes by name; classes may refer to themselves and to each other. */
class Definitions {
  readonly #names = new Map<object, string>();
  readonly #schemas = new Map<string, JsonSchema>();

  refer(shape: EmbeddedShape): JsonSchema {
    return { $ref: `#/$defs/${this.#nameOf(shape)}` };
  }

  /** `$defs`, if there are any. */
  keyword(): JsonSchema {
    return this.#schemas.size === 0 ? {} : { $defs: Object.fromEntries(this.#schemas) };
  }

  #nameOf(shape: EmbeddedShape): string {
    const known = this.#names.get(shape.prototype);
    if (known !== undefined) return known;
    const name = this.#freeName(shape.className);
    this.#names.set(shape.prototype, name);
    // Taken before the schema is made: it may refer to itself.
    this.#schemas.set(name, {});
    this.#schemas.set(name, this.#schemaOf(shape));
    return name;
  }

  #freeName(className: string): string {
    for (let count = 1; ; count++) {
      const name = count === 1 ? className : `${className}${count}`;
      if (!this.#schemas.has(name)) return name;
    }
  }

  #schemaOf(shape: EmbeddedShape): JsonSchema {
    const owner: unknown = shape.prototype.constructor;
    const ownClass = typeof owner === 'function' ? (owner as AnyClass) : Object;
    const initial = asRecord(instanceOfShape(shape));
    const defaults = new Map((isEmbeddable(ownClass) ? embeddedFieldsOf(ownClass) : []).map(withDefault));
    const isFilled = ({ property }: FieldShape): boolean =>
      initial[property] !== undefined || defaults.get(property) === true;
    const { properties, required } = schemaOfFields(ownClass, shape.fields, isFilled, this);
    return objectSchema(shape.className, properties, required);
  }
}

function withDefault(field: FieldMetadata): [string, boolean] {
  return [field.property, field.makeDefault !== null];
}
