import { Binary, ObjectId } from 'mongodb';
import type { Duration } from '../../types/duration';
import type { ScalarName } from '../../types/logical-type';
import type { MongoCodec } from './mongodb-codec';
import { encodeJson } from './mongodb-json-codec';
import { decimalOf, doubleOf, longOf } from './mongodb-numbers';
import { uuidBytes } from './uuid-bytes';

const SAME: MongoCodec = Object.freeze({ encode: (value: unknown) => value, isSame: true });

function codec(encode: MongoCodec['encode']): MongoCodec {
  return Object.freeze({ encode, isSame: false });
}

function uuidOf(value: unknown): Binary {
  return new Binary(uuidBytes(value as string), Binary.SUBTYPE_UUID);
}

function bytesOf(value: unknown): Binary {
  const bytes = value as Uint8Array;
  return new Binary(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

function durationOf(value: unknown): Readonly<Record<string, unknown>> {
  const { months, days, nanoseconds } = value as Duration;
  return { months, days, nanoseconds: longOf(nanoseconds) };
}

const long = codec((value) => longOf(value as bigint));
const double = codec((value) => doubleOf(value as number));
const uuid = codec(uuidOf);

/** Codecs of the types that hold one value. */
export const SCALAR_CODECS: Readonly<Record<ScalarName, MongoCodec>> = {
  string: SAME,
  ascii: SAME,
  inet: SAME,
  date: SAME,
  time: SAME,
  boolean: SAME,
  tinyint: SAME,
  smallint: SAME,
  int: SAME,
  timestamp: SAME,
  bigint: long,
  float: double,
  double,
  varint: codec((value) => decimalOf(String(value))),
  decimal: codec((value) => decimalOf(String(value))),
  uuid,
  timeuuid: uuid,
  objectId: codec((value) => ObjectId.createFromHexString(value as string)),
  bytes: codec(bytesOf),
  duration: codec(durationOf),
  json: codec(encodeJson),
};

/** True for the names of types that hold one value. */
export function isScalarName(kind: string): kind is ScalarName {
  return Object.hasOwn(SCALAR_CODECS, kind);
}
