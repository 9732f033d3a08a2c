import { randomBytes, randomUUID } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { assertNever } from '../internal/assert-never';

/**
 * A new key, as canonical text. Within a process `uuidv7` and `objectId` grow with every call, as text too; so does the
 * time in a `timeuuid`, whose text has another order; `uuidv4` is random.
 * Formats: RFC 9562, and https://www.mongodb.com/docs/manual/reference/bson-types/#objectid.
 */
export function generateValue(strategy: 'uuidv7' | 'uuidv4' | 'objectId' | 'timeuuid'): string {
  switch (strategy) {
    case 'uuidv7':
      return uuidv7();
    case 'uuidv4':
      return randomUUID();
    case 'objectId':
      return nextObjectId();
    case 'timeuuid':
      return nextTimeUuid();
    default:
      return assertNever(strategy);
  }
}

const MAX_COUNTER = 0xff_ffff;
const processPart = randomBytes(5).toString('hex');
let objectIdSeconds = 0;
let objectIdCounter = randomBytes(3).readUIntBE(0, 3);

function nextObjectId(): string {
  objectIdSeconds = Math.max(objectIdSeconds, Math.floor(Date.now() / 1000));
  objectIdCounter += 1;
  if (objectIdCounter > MAX_COUNTER) {
    // Running ahead of the clock keeps the order; starting over within the second would not.
    objectIdCounter = 0;
    objectIdSeconds += 1;
  }
  return `${hex(objectIdSeconds, 8)}${processPart}${hex(objectIdCounter, 6)}`;
}

/** 100 nanosecond steps from 1582-10-15, where the time of version 1 starts, to 1970. */
const GREGORIAN_OFFSET = 122_192_928_000_000_000n;
const clockAndNode = randomClockAndNode();
let lastTicks = 0n;

function nextTimeUuid(): string {
  const now = BigInt(Date.now()) * 10_000n + GREGORIAN_OFFSET;
  lastTicks = now > lastTicks ? now : lastTicks + 1n;
  const ticks = lastTicks.toString(16).padStart(15, '0');
  return `${ticks.slice(7)}-${ticks.slice(3, 7)}-1${ticks.slice(0, 3)}-${clockAndNode}`;
}

/** A random clock sequence with the variant's bits, and a random node with the bit that no network card has. */
function randomClockAndNode(): string {
  const bytes = randomBytes(8);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x3f) | 0x80, 0);
  bytes.writeUInt8(bytes.readUInt8(2) | 0x01, 2);
  return `${bytes.toString('hex', 0, 2)}-${bytes.toString('hex', 2)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
