import type { LogicalType, ScalarName } from '../../types/logical-type';
import type { JsonCodec } from './postgres-codec';
import { isScalar } from './postgres-column';
import { embeddedCodec, listCodec, mapCodec, setCodec, tupleCodec, vectorCodec } from './postgres-json-containers';
import { bytesOf, bytesText, numberText, SCALAR_CODECS, storableJson } from './postgres-scalar-codecs';

const same = (json: unknown): unknown => json;

/** A scalar kept as a JSON string: the text that its column would have, so that SQL can cast it. */
function textual(kind: ScalarName): JsonCodec {
  const { encode, decode } = SCALAR_CODECS[kind];
  return { encode: (value) => JSON.stringify(encode(value)), decode: (json) => decode(String(json)) };
}

/** A number of JSON, or a string where JSON has no such number (`NaN`, infinities, -0). */
function numeric(kind: 'float' | 'double'): JsonCodec {
  const { encode, decode } = SCALAR_CODECS[kind];
  return {
    encode: (value) => {
      const text = encode(value);
      return Number.isFinite(value) && text !== '-0' ? text : `"${text}"`;
    },
    decode: (json) => decode(numberText(json)),
  };
}

const WHOLE: JsonCodec = { encode: String, decode: Number };

const SCALARS: Readonly<Record<ScalarName, JsonCodec>> = {
  string: textual('string'),
  ascii: textual('ascii'),
  objectId: textual('objectId'),
  uuid: textual('uuid'),
  timeuuid: textual('timeuuid'),
  date: textual('date'),
  time: textual('time'),
  inet: textual('inet'),
  bigint: textual('bigint'),
  varint: textual('varint'),
  decimal: textual('decimal'),
  timestamp: textual('timestamp'),
  duration: textual('duration'),
  boolean: { encode: String, decode: same },
  tinyint: WHOLE,
  smallint: WHOLE,
  int: WHOLE,
  float: numeric('float'),
  double: numeric('double'),
  json: { encode: storableJson, decode: same },
  bytes: {
    encode: (value) => `"${bytesText(value, 'base64')}"`,
    decode: (json) => bytesOf(String(json), 'base64'),
  },
};

const cache = new WeakMap<LogicalType, JsonCodec>();

/** How values of a type are kept inside `jsonb`. The same type object gives the same codec. */
export function jsonCodecOf(type: LogicalType): JsonCodec {
  if (isScalar(type)) return SCALARS[type.kind];
  const known = cache.get(type);
  if (known !== undefined) return known;
  const made = containerCodec(type);
  cache.set(type, made);
  return made;
}

function containerCodec(type: Exclude<LogicalType, { readonly kind: ScalarName }>): JsonCodec {
  switch (type.kind) {
    case 'list':
      return listCodec(jsonCodecOf(type.element));
    case 'set':
      return setCodec(jsonCodecOf(type.element));
    case 'tuple':
      return tupleCodec(type.elements.map(jsonCodecOf));
    case 'map':
      return mapCodec(mapKeyCodecOf(type.key), jsonCodecOf(type.value));
    case 'vector':
      return vectorCodec();
    case 'embedded':
      // Shapes may contain themselves; their fields are looked at when the first value comes by.
      return embeddedCodec(type.shape, jsonCodecOf);
  }
}

/** How keys of a map become keys of a JSON object: scalars by their column's text, others by their JSON text. */
export function mapKeyCodecOf(type: LogicalType): {
  readonly encode: (value: unknown) => string;
  readonly decode: (text: string) => unknown;
} {
  if (isScalar(type)) return SCALAR_CODECS[type.kind];
  const { encode, decode } = jsonCodecOf(type);
  return { encode, decode: (text) => decode(JSON.parse(text)) };
}
