import { BSON_TYPE } from './bson-skip';

/** How values of one logical type are read from BSON. */
export interface MongoDecoder {
  /** The BSON type as which values of the logical type are stored. */
  readonly expected: number;
  /** A value of the expected BSON type. */
  readonly read: (bytes: Buffer, offset: number) => unknown;
  /**
   * A value of another BSON type, but not null and not undefined. What can be turned into the logical type without loss
   * is; anything else is given as it is, since documents may hold such values until they are validated.
   */
  readonly convert: (bytes: Buffer, type: number, offset: number) => unknown;
}

/** A value of any BSON type; null and undefined are null. */
export function decodeValue(decoder: MongoDecoder, bytes: Buffer, type: number, offset: number): unknown {
  return type === decoder.expected ? decoder.read(bytes, offset) : decodeOther(decoder, bytes, type, offset);
}

/** A value of a BSON type that is not the expected one. */
export function decodeOther(decoder: MongoDecoder, bytes: Buffer, type: number, offset: number): unknown {
  if (type === BSON_TYPE.null || type === BSON_TYPE.undefined) return null;
  return decoder.convert(bytes, type, offset);
}
