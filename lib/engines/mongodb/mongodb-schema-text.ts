import { BSON } from 'mongodb';
import { ClockTime } from './clock-time';
import type { BsonDocument } from './mongodb-statement';

type Members = Readonly<Record<string, unknown>>;

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}

/** True for objects that are values of BSON of their own (`Long`, `ObjectId`, ...). */
function isBsonValue(value: Members): boolean {
  return typeof value._bsontype === 'string';
}

function mapped(value: unknown, change: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (!isMembers(value) || value instanceof Date || isBsonValue(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, change(member)]));
}

function printable(value: unknown): unknown {
  // The clock is read when the statement is sent: the same plan has the same text tomorrow.
  return value instanceof ClockTime ? '$$NOW' : mapped(value, printable);
}

/** A command as text, in MongoDB's extended JSON; the same for the same command, whenever it is asked for. */
export function commandText(command: BsonDocument): string {
  return BSON.EJSON.stringify(printable(command), { relaxed: true });
}

/** https://github.com/mongodb/js-bson */
const NUMBERS: ReadonlySet<unknown> = new Set(['Long', 'Int32', 'Double', 'Decimal128']);

/**
 * A value in a form that is the same for values that are the same to the server: numbers of all types by their value,
 * members sorted by name.
 */
function comparable(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'bigint') return { number: String(value) };
  if (Array.isArray(value)) return value.map(comparable);
  if (!isMembers(value)) return value;
  if (value instanceof Date) return { date: value.getTime() };
  if (NUMBERS.has(value._bsontype)) return { number: String(value) };
  if (isBsonValue(value)) return { value: BSON.EJSON.stringify(value) };
  const names = Object.keys(value).sort();
  return { members: names.map((name) => [name, comparable(value[name])]) };
}

/** True for documents that mean the same to the server, whatever the order of their members. */
export function isSameBson(one: unknown, other: unknown): boolean {
  return JSON.stringify(comparable(one)) === JSON.stringify(comparable(other));
}
