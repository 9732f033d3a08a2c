import { isTextType } from '../types/is-text-type';
import type { EmbeddedShape, LogicalType, ScalarName } from '../types/logical-type';

/** A JSON Schema, or a part of one. */
export type JsonSchema = Record<string, unknown>;

const WHOLE = { type: ['string', 'integer'], pattern: '^-?\\d+$' };
const UUID = { type: 'string', format: 'uuid' };

/** Each scalar's JSON form: what `toJSON` gives, and what `fromPlain` takes besides. */
const SCALARS: Readonly<Record<ScalarName, JsonSchema>> = {
  string: { type: 'string' },
  ascii: { type: 'string', pattern: '^[\\u0000-\\u007f]*$' },
  boolean: { type: 'boolean' },
  tinyint: wholeOfBits(8),
  smallint: wholeOfBits(16),
  int: wholeOfBits(32),
  bigint: WHOLE,
  varint: WHOLE,
  float: { type: 'number' },
  double: { type: 'number' },
  decimal: { type: ['string', 'integer'], pattern: '^[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?$' },
  uuid: UUID,
  timeuuid: UUID,
  objectId: { type: 'string', pattern: '^[0-9a-fA-F]{24}$' },
  date: { type: 'string', format: 'date' },
  // The format `time` of JSON Schema has an offset, which a time of day has not.
  time: { type: 'string', pattern: '^(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?$' },
  timestamp: { type: 'string', format: 'date-time' },
  // The format `duration` of JSON Schema has no fractions and no sign.
  duration: { type: 'string', pattern: '^-?(?:P|\\d)' },
  bytes: { type: 'string', contentEncoding: 'base64' },
  inet: { type: 'string', anyOf: [{ format: 'ipv4' }, { format: 'ipv6' }] },
  // Any JSON value but null, which is no value.
  json: { type: ['object', 'array', 'string', 'number', 'boolean'] },
};

function wholeOfBits(bits: number): JsonSchema {
  const limit = 2 ** (bits - 1);
  return { type: 'integer', minimum: -limit, maximum: limit - 1 };
}

/**
 * The schema of a type's JSON form.
 * @param refer gives the schema for an embedded class, such as `{ $ref: '#/$defs/Address' }`.
 */
export function schemaOfType(type: LogicalType, refer: (shape: EmbeddedShape) => JsonSchema): JsonSchema {
  switch (type.kind) {
    case 'list':
      return { type: 'array', items: schemaOfType(type.element, refer) };
    case 'set':
      return { type: 'array', items: schemaOfType(type.element, refer), uniqueItems: true };
    case 'tuple':
      return tuple(type.elements.map((element) => schemaOfType(element, refer)));
    case 'map':
      return schemaOfMap(type, refer);
    case 'vector':
      return { type: 'array', items: { type: 'number' }, minItems: type.dimensions, maxItems: type.dimensions };
    case 'embedded':
      return refer(type.shape());
    default:
      return { ...SCALARS[type.kind] };
  }
}

function tuple(elements: readonly JsonSchema[]): JsonSchema {
  return { type: 'array', prefixItems: elements, items: false, minItems: elements.length };
}

function schemaOfMap(
  type: Extract<LogicalType, { kind: 'map' }>,
  refer: (shape: EmbeddedShape) => JsonSchema,
): JsonSchema {
  const key = schemaOfType(type.key, refer);
  const value = schemaOfType(type.value, refer);
  if (!isTextType(type.key)) return { type: 'array', items: tuple([key, value]) };
  const isAnyText = type.key.kind === 'string';
  return { type: 'object', additionalProperties: value, ...(isAnyText ? {} : { propertyNames: key }) };
}

/** The same schema with null allowed besides. */
export function orNull(schema: JsonSchema): JsonSchema {
  const { type, enum: values } = schema;
  if (typeof type !== 'string' && !Array.isArray(type)) return { anyOf: [schema, { type: 'null' }] };
  const types: unknown[] = [type, 'null'].flat();
  // `enum`, `const` and `not` would see the null as well.
  if ('const' in schema || 'not' in schema || 'allOf' in schema) return { anyOf: [schema, { type: 'null' }] };
  return { ...schema, type: types, ...(Array.isArray(values) ? { enum: [...values, null] } : {}) };
}
