/** Types of BSON values by their byte: https://bsonspec.org/spec.html */
export const BSON_TYPE = Object.freeze({
  double: 0x01,
  string: 0x02,
  document: 0x03,
  array: 0x04,
  binary: 0x05,
  undefined: 0x06,
  objectId: 0x07,
  boolean: 0x08,
  date: 0x09,
  null: 0x0a,
  regex: 0x0b,
  dbPointer: 0x0c,
  code: 0x0d,
  symbol: 0x0e,
  codeWithScope: 0x0f,
  int32: 0x10,
  timestamp: 0x11,
  int64: 0x12,
  decimal128: 0x13,
  minKey: 0xff,
  maxKey: 0x7f,
});

/** Bytes of the values whose length their type says, by type; -1 for the others. */
const FIXED_LENGTHS = new Int8Array(256).fill(-1);
const FIXED: readonly (readonly [number, number])[] = [
  [BSON_TYPE.double, 8],
  [BSON_TYPE.undefined, 0],
  [BSON_TYPE.objectId, 12],
  [BSON_TYPE.boolean, 1],
  [BSON_TYPE.date, 8],
  [BSON_TYPE.null, 0],
  [BSON_TYPE.int32, 4],
  [BSON_TYPE.timestamp, 8],
  [BSON_TYPE.int64, 8],
  [BSON_TYPE.decimal128, 16],
  [BSON_TYPE.minKey, 0],
  [BSON_TYPE.maxKey, 0],
];
for (const [type, length] of FIXED) FIXED_LENGTHS[type] = length;

/** A little-endian 32-bit number. */
export function int32At(bytes: Uint8Array, offset: number): number {
  return (
    (bytes[offset] ?? 0) |
    ((bytes[offset + 1] ?? 0) << 8) |
    ((bytes[offset + 2] ?? 0) << 16) |
    ((bytes[offset + 3] ?? 0) << 24)
  );
}

/** Position behind the zero that ends a name. */
export function endOfName(bytes: Uint8Array, offset: number): number {
  return bytes.indexOf(0, offset) + 1;
}

/**
 * Position behind a value.
 * @param type its type byte
 * @param offset where the value begins
 * @throws RangeError for a type that BSON does not have
 */
export function endOfValue(bytes: Uint8Array, type: number, offset: number): number {
  const fixed = FIXED_LENGTHS[type] ?? -1;
  if (fixed >= 0) return offset + fixed;
  switch (type) {
    case BSON_TYPE.string:
    case BSON_TYPE.code:
    case BSON_TYPE.symbol:
      return offset + 4 + int32At(bytes, offset);
    case BSON_TYPE.document:
    case BSON_TYPE.array:
    case BSON_TYPE.codeWithScope:
      return offset + int32At(bytes, offset);
    case BSON_TYPE.binary:
      return offset + 5 + int32At(bytes, offset);
    case BSON_TYPE.dbPointer:
      return offset + 16 + int32At(bytes, offset);
    case BSON_TYPE.regex:
      return endOfName(bytes, endOfName(bytes, offset));
    default:
      throw new RangeError(`BSON has no type ${type}.`);
  }
}
