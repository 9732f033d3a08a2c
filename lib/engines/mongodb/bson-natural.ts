import { BSON } from 'mongodb';
import { defineValue } from '../../internal/property-writer';
import { binaryAt, uuidIn } from './bson-binary';
import { decimalAt } from './bson-decimal';
import { dateAt, doubleAt, int64At, objectIdAt } from './bson-scalars';
import { BSON_TYPE, endOfValue, int32At } from './bson-skip';
import { nameOf, stringAt } from './bson-text';
import { walkMembers } from './bson-walker';

/** A document of one member with an empty name: its length, type and name before the value, a zero after it. */
const FRAME_HEAD = 6;
const FRAME = FRAME_HEAD + 1;

function wholeAt(bytes: Buffer, offset: number): number | bigint {
  const whole = int64At(bytes, offset);
  const number = Number(whole);
  return Number.isSafeInteger(number) ? number : whole;
}

function objectAt(bytes: Buffer, offset: number): object {
  const made: Record<string, unknown> = {};
  walkMembers(bytes, offset, (type, nameStart, valueStart) => {
    const name = nameOf(bytes, nameStart, valueStart - 1);
    const value = naturalValue(bytes, type, valueStart);
    if (name === '__proto__') defineValue(made, name, value);
    else made[name] = value;
  });
  return made;
}

function itemsAt(bytes: Buffer, offset: number): unknown[] {
  const items: unknown[] = [];
  walkMembers(bytes, offset, (type, _nameStart, valueStart) => {
    items.push(naturalValue(bytes, type, valueStart));
  });
  return items;
}

/** Types that no logical type has (patterns, code, timestamps of the oplog, ...) are what the client makes of them. */
function clientValue(bytes: Buffer, type: number, offset: number): unknown {
  const end = endOfValue(bytes, type, offset);
  const framed = Buffer.alloc(end - offset + FRAME);
  framed.writeInt32LE(framed.length, 0);
  framed[4] = type;
  bytes.copy(framed, FRAME_HEAD, offset, end);
  return BSON.deserialize(framed, { bsonRegExp: true })[''];
}

/**
 * A value of any BSON type without a logical type: numbers and safe whole numbers as number, bigger ones as bigint,
 * Decimal128 as `Decimal`, UUIDs and ObjectIds as text, binary values as bytes of their own, documents as plain objects,
 * null and undefined as null, and the rest as the client makes it.
 */
export function naturalValue(bytes: Buffer, type: number, offset: number): unknown {
  switch (type) {
    case BSON_TYPE.double:
      return doubleAt(bytes, offset);
    case BSON_TYPE.string:
    case BSON_TYPE.symbol:
      return stringAt(bytes, offset);
    case BSON_TYPE.document:
      return objectAt(bytes, offset);
    case BSON_TYPE.array:
      return itemsAt(bytes, offset);
    case BSON_TYPE.binary:
      return uuidIn(bytes, offset) ?? binaryAt(bytes, offset);
    case BSON_TYPE.undefined:
    case BSON_TYPE.null:
      return null;
    case BSON_TYPE.objectId:
      return objectIdAt(bytes, offset);
    case BSON_TYPE.boolean:
      return bytes[offset] === 1;
    case BSON_TYPE.date:
      return dateAt(bytes, offset);
    case BSON_TYPE.int32:
      return int32At(bytes, offset);
    case BSON_TYPE.int64:
      return wholeAt(bytes, offset);
    case BSON_TYPE.decimal128:
      return decimalAt(bytes, offset);
    default:
      return clientValue(bytes, type, offset);
  }
}
