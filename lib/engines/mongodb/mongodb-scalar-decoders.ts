import { Decimal } from '../../types/decimal';
import { Duration } from '../../types/duration';
import type { ScalarName } from '../../types/logical-type';
import { binaryAt, uuidIn } from './bson-binary';
import { decimalAt } from './bson-decimal';
import { naturalValue } from './bson-natural';
import { dateAt, doubleAt, int64At, objectIdAt } from './bson-scalars';
import { BSON_TYPE, int32At } from './bson-skip';
import { stringAt } from './bson-text';
import type { MongoDecoder } from './mongodb-decoder';

/** A moment as text: a day, or a time of day with an offset from UTC. */
const MOMENT = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;
const DAY_LENGTH = 10;

/** The number that a value of a number type is exactly, or null. */
function exactNumber(bytes: Buffer, type: number, offset: number): number | null {
  switch (type) {
    case BSON_TYPE.int32:
      return int32At(bytes, offset);
    case BSON_TYPE.double:
      return doubleAt(bytes, offset);
    case BSON_TYPE.int64: {
      const number = Number(int64At(bytes, offset));
      return Number.isSafeInteger(number) ? number : null;
    }
    case BSON_TYPE.decimal128:
      return numberOfDecimal(decimalAt(bytes, offset));
    default:
      return null;
  }
}

function numberOfDecimal(decimal: Decimal): number | null {
  const number = decimal.toNumber();
  return Number.isFinite(number) && decimal.equals(number) ? number : null;
}

/** The whole number that a value of a number type is exactly, or null. */
function exactBigint(bytes: Buffer, type: number, offset: number): bigint | null {
  if (type === BSON_TYPE.int64) return int64At(bytes, offset);
  if (type === BSON_TYPE.decimal128) return bigintOfDecimal(decimalAt(bytes, offset));
  const number = exactNumber(bytes, type, offset);
  return number !== null && Number.isInteger(number) ? BigInt(number) : null;
}

function bigintOfDecimal(decimal: Decimal): bigint | null {
  return decimal.isFinite() && decimal.isInteger() ? BigInt(decimal.toFixed(0)) : null;
}

function convertWhole(bytes: Buffer, type: number, offset: number): unknown {
  const number = exactNumber(bytes, type, offset);
  // Adding 0 makes 0 of -0, which no whole number is.
  return number !== null && Number.isInteger(number) ? number + 0 : naturalValue(bytes, type, offset);
}

function convertNumber(bytes: Buffer, type: number, offset: number): unknown {
  return exactNumber(bytes, type, offset) ?? naturalValue(bytes, type, offset);
}

/** The nearest float of 32 bits, unless there is none. */
function floatOf(value: unknown): unknown {
  if (typeof value !== 'number') return value;
  const nearest = Math.fround(value);
  return Number.isFinite(nearest) ? nearest : value;
}

function convertBigint(bytes: Buffer, type: number, offset: number): unknown {
  return exactBigint(bytes, type, offset) ?? naturalValue(bytes, type, offset);
}

function convertDecimal(bytes: Buffer, type: number, offset: number): unknown {
  const value = naturalValue(bytes, type, offset);
  if (typeof value === 'bigint') return new Decimal(value.toString());
  return typeof value === 'number' ? new Decimal(value + 0) : value;
}

function convertDate(bytes: Buffer, type: number, offset: number): unknown {
  const value = naturalValue(bytes, type, offset);
  if (!(value instanceof Date)) return value;
  const year = value.getUTCFullYear();
  return year >= 1 && year <= 9999 ? value.toISOString().slice(0, DAY_LENGTH) : value;
}

function convertMoment(bytes: Buffer, type: number, offset: number): unknown {
  const value = naturalValue(bytes, type, offset);
  if (typeof value !== 'string' || !MOMENT.test(value)) return value;
  const moment = new Date(value);
  return Number.isNaN(moment.getTime()) ? value : moment;
}

function readUuid(bytes: Buffer, offset: number): unknown {
  return uuidIn(bytes, offset) ?? binaryAt(bytes, offset);
}

/** A sub-document of three whole numbers; one that is none of the durations there can be stays a plain object. */
function readDuration(bytes: Buffer, offset: number): unknown {
  const natural = naturalValue(bytes, BSON_TYPE.document, offset);
  const { months = 0, days = 0, nanoseconds = 0 } = natural as Readonly<Record<string, unknown>>;
  if (typeof months !== 'number' || typeof days !== 'number') return natural;
  if (typeof nanoseconds !== 'bigint' && !Number.isSafeInteger(nanoseconds)) return natural;
  try {
    return new Duration(months, days, BigInt(nanoseconds as bigint | number));
  } catch {
    return natural;
  }
}

function decoder(
  expected: number,
  read: MongoDecoder['read'],
  convert: MongoDecoder['convert'] = naturalValue,
): MongoDecoder {
  return Object.freeze({ expected, read, convert });
}

const readBoolean = (bytes: Buffer, offset: number): unknown => bytes[offset] === 1;
const readFloat = (bytes: Buffer, offset: number): unknown => floatOf(doubleAt(bytes, offset));
const readObject = (bytes: Buffer, offset: number): unknown => naturalValue(bytes, BSON_TYPE.document, offset);

function readVarint(bytes: Buffer, offset: number): unknown {
  const decimal = decimalAt(bytes, offset);
  return bigintOfDecimal(decimal) ?? decimal;
}

const text = decoder(BSON_TYPE.string, stringAt);
const whole = decoder(BSON_TYPE.int32, int32At, convertWhole);
const uuid = decoder(BSON_TYPE.binary, readUuid);

/** Decoders of the types that hold one value. */
export const SCALAR_DECODERS: Readonly<Record<ScalarName, MongoDecoder>> = {
  string: text,
  ascii: text,
  inet: text,
  time: text,
  date: decoder(BSON_TYPE.string, stringAt, convertDate),
  boolean: decoder(BSON_TYPE.boolean, readBoolean),
  tinyint: whole,
  smallint: whole,
  int: whole,
  bigint: decoder(BSON_TYPE.int64, int64At, convertBigint),
  varint: decoder(BSON_TYPE.decimal128, readVarint, convertBigint),
  float: decoder(BSON_TYPE.double, readFloat, (bytes, type, offset) => floatOf(convertNumber(bytes, type, offset))),
  double: decoder(BSON_TYPE.double, doubleAt, convertNumber),
  decimal: decoder(BSON_TYPE.decimal128, decimalAt, convertDecimal),
  uuid,
  timeuuid: uuid,
  objectId: decoder(BSON_TYPE.objectId, objectIdAt),
  timestamp: decoder(BSON_TYPE.date, dateAt, convertMoment),
  bytes: decoder(BSON_TYPE.binary, binaryAt),
  duration: decoder(BSON_TYPE.document, readDuration),
  json: decoder(BSON_TYPE.document, readObject),
};
