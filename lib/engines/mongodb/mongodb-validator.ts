import type { FieldMetadata } from '../../metadata/field-metadata';
import type { EmbeddedShape, FieldShape, LogicalType, ScalarName } from '../../types/logical-type';
import { EXPIRY_FIELD } from './mongodb-expiry';
import { ID } from './mongodb-names';
import type { BsonDocument } from './mongodb-statement';

/** Says in a `$jsonSchema` that polydoc made it. */
export const VALIDATOR_REMARK = 'polydoc';

/** What a validator says of the documents of a collection. */
export interface ValidatorSource {
  /** Fields that are the key, in key order. */
  readonly key: readonly FieldMetadata[];
  /** The other fields of all classes that share the collection. */
  readonly fields: readonly FieldMetadata[];
  readonly hasExpiry: boolean;
}

type Schema = Readonly<Record<string, unknown>>;

const TEXT: Schema = { bsonType: 'string' };
/** Other tools write small whole numbers as doubles or as 64-bit integers. */
const WHOLE: Schema = { bsonType: ['int', 'long', 'double'], multipleOf: 1 };
const NUMBER: Schema = { bsonType: 'number' };
const BINARY: Schema = { bsonType: 'binData' };

function wholeOfBits(bits: number): Schema {
  const limit = 2 ** (bits - 1);
  return { ...WHOLE, minimum: -limit, maximum: limit - 1 };
}

/** https://www.mongodb.com/docs/manual/reference/operator/query/jsonSchema/ */
const SCALARS: Readonly<Record<ScalarName, Schema>> = {
  string: TEXT,
  ascii: TEXT,
  inet: TEXT,
  date: TEXT,
  time: TEXT,
  boolean: { bsonType: 'bool' },
  tinyint: wholeOfBits(8),
  smallint: wholeOfBits(16),
  int: wholeOfBits(32),
  bigint: { bsonType: ['long', 'int'] },
  varint: NUMBER,
  decimal: NUMBER,
  float: NUMBER,
  double: NUMBER,
  uuid: BINARY,
  timeuuid: BINARY,
  objectId: { bsonType: 'objectId' },
  timestamp: { bsonType: 'date' },
  duration: { bsonType: 'object', required: ['months', 'days', 'nanoseconds'] },
  bytes: BINARY,
  json: {},
};

/** Schema of a value. `shapes` are those that it stands in: `$jsonSchema` has no references, so repetition ends there. */
function schemaOf(type: LogicalType, shapes: readonly EmbeddedShape[]): Schema {
  switch (type.kind) {
    case 'list':
    case 'set':
      return { bsonType: 'array', ...below('items', schemaOf(type.element, shapes)) };
    case 'map':
      return { bsonType: 'object', ...below('additionalProperties', schemaOf(type.value, shapes)) };
    case 'tuple': {
      const { length } = type.elements;
      const items = type.elements.map((element) => orNull(schemaOf(element, shapes)));
      return { bsonType: 'array', minItems: length, maxItems: length, items };
    }
    case 'vector':
      return { bsonType: 'array', minItems: type.dimensions, maxItems: type.dimensions, items: NUMBER };
    case 'embedded':
      return embeddedSchema(type.shape(), shapes);
    default:
      return SCALARS[type.kind];
  }
}

function below(keyword: string, schema: Schema): Schema {
  return Object.keys(schema).length === 0 ? {} : { [keyword]: schema };
}

function embeddedSchema(shape: EmbeddedShape, shapes: readonly EmbeddedShape[]): Schema {
  if (shapes.includes(shape)) return { bsonType: 'object' };
  // Nothing is required: a change of one part of a value that is not there makes a value of that part alone.
  const properties = propertiesOf(shape.fields, [...shapes, shape], (field) => field.nullable);
  return { bsonType: 'object', properties };
}

function propertiesOf<F extends FieldShape>(
  fields: readonly F[],
  shapes: readonly EmbeddedShape[],
  isNullable: (field: F) => boolean,
): Schema {
  const entries = fields.map((field): [string, Schema] => {
    const schema = schemaOf(field.type, shapes);
    return [field.column, isNullable(field) ? orNull(schema) : schema];
  });
  return Object.fromEntries(entries);
}

/** polydoc stores no null, but other tools do, and it reads it as a missing value. */
function orNull(schema: Schema): Schema {
  const { bsonType } = schema;
  return bsonType === undefined ? schema : { ...schema, bsonType: [bsonType, 'null'].flat() };
}

function keySchema(key: readonly FieldMetadata[]): Schema {
  const [first, ...more] = key;
  if (first === undefined) return {};
  if (more.length === 0) return schemaOf(first.type, []);
  return {
    bsonType: 'object',
    required: key.map((field) => field.column),
    properties: propertiesOf(key, [], () => false),
    additionalProperties: false,
  };
}

/** A field with `defaultOnLoad` reads documents that lack it. */
function mayLack(field: FieldMetadata): boolean {
  return field.nullable || field.defaultOnLoad;
}

/**
 * The validator of a collection. It takes whatever polydoc writes, members that it does not know included (such as those
 * of a later version of the model). Values of discriminators are left open, since subclasses may be declared elsewhere;
 * counters are not required, since the first increment writes only some of them.
 */
export function validatorOf({ key, fields, hasExpiry }: ValidatorSource): BsonDocument {
  const required = fields.filter((field) => !mayLack(field) && field.role !== 'counter');
  return {
    $jsonSchema: {
      description: VALIDATOR_REMARK,
      bsonType: 'object',
      ...(required.length === 0 ? {} : { required: required.map((field) => field.column) }),
      properties: {
        ...below(ID, keySchema(key)),
        ...propertiesOf(fields, [], mayLack),
        ...(hasExpiry ? { [EXPIRY_FIELD]: { bsonType: ['date', 'null'] } } : {}),
      },
    },
  };
}
