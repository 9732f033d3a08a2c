import { Binary, BSON, Decimal128, ObjectId } from 'mongodb';
import { Decimal, Duration } from '../../../../lib';
import type { LogicalType } from '../../../../lib/types/logical-type';

/** A document as the client decodes it, nothing rounded. */
export function decodedByClient(bytes: Buffer): Readonly<Record<string, unknown>> {
  return BSON.deserialize(bytes, { useBigInt64: true, bsonRegExp: true });
}

/** What the client decoded, as canonical values where there is no logical type to go by. */
export function plain(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Decimal128) return decimal(value);
  if (value instanceof ObjectId) return value.toHexString();
  if (value instanceof Binary) return isUuid(value) ? value.toUUID().toString() : new Uint8Array(value.value());
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value as object).map(([name, member]) => [name, plain(member)]));
}

function isUuid(value: Binary): boolean {
  return value.sub_type === Binary.SUBTYPE_UUID && value.value().length === 16;
}

function decimal(value: Decimal128): Decimal {
  const made = new Decimal(value.toString());
  return made.isZero() ? new Decimal(0) : made;
}

function exact(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : null;
  if (!(value instanceof Decimal128)) return null;
  const number = decimal(value).toNumber();
  return Number.isFinite(number) && new Decimal(number).equals(decimal(value)) ? number : null;
}

function wholeOf(value: unknown): unknown {
  const number = exact(value);
  return number !== null && Number.isInteger(number) ? number + 0 : plain(value);
}

function bigintOf(value: unknown): unknown {
  if (typeof value === 'bigint') return value;
  if (value instanceof Decimal128) {
    const made = decimal(value);
    return made.isInteger() ? BigInt(made.toFixed()) : made;
  }
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : plain(value);
}

function decimalOf(value: unknown): unknown {
  if (typeof value === 'bigint') return new Decimal(value.toString());
  return typeof value === 'number' ? new Decimal(value + 0) : plain(value);
}

function floatOf(value: unknown): unknown {
  const number = exact(value);
  return number !== null && Number.isFinite(Math.fround(number)) ? Math.fround(number) : (number ?? plain(value));
}

function dayOf(value: unknown): unknown {
  const isDay = value instanceof Date && value.getUTCFullYear() >= 1 && value.getUTCFullYear() <= 9999;
  return isDay ? value.toISOString().slice(0, 10) : plain(value);
}

function momentOf(value: unknown): unknown {
  const isMoment = typeof value === 'string' && /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(value);
  return isMoment ? new Date(value) : plain(value);
}

function bytesOf(value: unknown): unknown {
  return value instanceof Binary ? new Uint8Array(value.value()) : plain(value);
}

function durationOf(value: unknown): unknown {
  const made = plain(value);
  if (typeof made !== 'object' || made === null || Object.getPrototypeOf(made) !== Object.prototype) return made;
  const { months = 0, days = 0, nanoseconds = 0 } = made as Record<string, unknown>;
  if (typeof nanoseconds !== 'bigint' && !Number.isSafeInteger(nanoseconds)) return made;
  try {
    return new Duration(months as number, days as number, BigInt(nanoseconds as number | bigint));
  } catch {
    return made;
  }
}

/** The canonical value of a logical type for what the client decoded; what does not fit is plain. */
export function canonical(type: LogicalType, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  switch (type.kind) {
    case 'int':
    case 'smallint':
    case 'tinyint':
      return wholeOf(value);
    case 'bigint':
    case 'varint':
      return bigintOf(value);
    case 'decimal':
      return decimalOf(value);
    case 'double':
      return exact(value) ?? plain(value);
    case 'float':
      return floatOf(value);
    case 'date':
      return dayOf(value);
    case 'timestamp':
      return momentOf(value);
    case 'bytes':
      return bytesOf(value);
    case 'duration':
      return durationOf(value);
    default:
      return container(type, value);
  }
}

function container(type: LogicalType, value: unknown): unknown {
  if (type.kind === 'map' || type.kind === 'embedded') return ofMembers(type, value);
  if (!Array.isArray(value)) return plain(value);
  switch (type.kind) {
    case 'list':
      return value.map((item) => canonical(type.element, item));
    case 'set':
      return new Set(value.map((item) => canonical(type.element, item)));
    case 'tuple':
      return type.elements.map((element, index) => canonical(element, value[index]));
    case 'vector': {
      const numbers = value.map((item) => canonical({ kind: 'double' }, item));
      return numbers.every((item) => typeof item === 'number') ? Float32Array.from(numbers) : numbers;
    }
    default:
      return plain(value);
  }
}

/** Maps have text keys here: the order of others is lost in what the client decodes. */
function ofMembers(type: Extract<LogicalType, { kind: 'map' | 'embedded' }>, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
    return plain(value);
  }
  if (type.kind === 'map') {
    return new Map(Object.entries(value).map(([name, member]) => [name, canonical(type.value, member)]));
  }
  const made: object = Object.create(type.shape().prototype);
  for (const field of type.shape().fields) {
    if (Object.hasOwn(value, field.column)) {
      const member: unknown = Reflect.get(value, field.column);
      Reflect.set(made, field.property, canonical(field.type, member));
    }
  }
  return made;
}
