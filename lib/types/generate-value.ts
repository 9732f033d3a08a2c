import type * as Crypto from 'node:crypto';
import type * as Uuidv7 from 'uuidv7';
import { assertNever } from '../internal/assert-never';

type Generator = () => string;

// Each is made at its first key, so that importing the package pays neither for node:crypto nor for uuidv7.
let uuidv7: Generator | null = null;
let uuidv4: Generator | null = null;
let objectId: Generator | null = null;
let timeUuid: Generator | null = null;

/**
 * A new key, as canonical text. Within a process `uuidv7` and `objectId` grow with every call, as text too; so does the
 * time in a `timeuuid`, whose text has another order; `uuidv4` is random.
 * Formats: RFC 9562, and https://www.mongodb.com/docs/manual/reference/bson-types/#objectid.
 */
export function generateValue(strategy: 'uuidv7' | 'uuidv4' | 'objectId' | 'timeuuid'): string {
  switch (strategy) {
    case 'uuidv7':
      uuidv7 ??= makeUuidv7();
      return uuidv7();
    case 'uuidv4':
      uuidv4 ??= makeUuidv4();
      return uuidv4();
    case 'objectId':
      objectId ??= makeObjectId();
      return objectId();
    case 'timeuuid':
      timeUuid ??= makeTimeUuid();
      return timeUuid();
    default:
      return assertNever(strategy);
  }
}

function loadCrypto(): typeof Crypto {
  return require('node:crypto');
}

function makeUuidv7(): Generator {
  const loaded: typeof Uuidv7 = require('uuidv7');
  return loaded.uuidv7;
}

function makeUuidv4(): Generator {
  const { randomUUID } = loadCrypto();
  return () => randomUUID();
}

const MAX_COUNTER = 0xff_ffff;

function makeObjectId(): Generator {
  const { randomBytes } = loadCrypto();
  const processPart = randomBytes(5).toString('hex');
  let seconds = 0;
  let counter = randomBytes(3).readUIntBE(0, 3);
  return () => {
    seconds = Math.max(seconds, Math.floor(Date.now() / 1000));
    counter += 1;
    if (counter > MAX_COUNTER) {
      // Running ahead of the clock keeps the order; starting over within the second would not.
      counter = 0;
      seconds += 1;
    }
    return `${hex(seconds, 8)}${processPart}${hex(counter, 6)}`;
  };
}

/** 100 nanosecond steps from 1582-10-15, where the time of version 1 starts, to 1970. */
const GREGORIAN_OFFSET = 122_192_928_000_000_000n;

function makeTimeUuid(): Generator {
  const clockAndNode = randomClockAndNode();
  let lastTicks = 0n;
  return () => {
    const now = BigInt(Date.now()) * 10_000n + GREGORIAN_OFFSET;
    lastTicks = now > lastTicks ? now : lastTicks + 1n;
    const ticks = lastTicks.toString(16).padStart(15, '0');
    return `${ticks.slice(7)}-${ticks.slice(3, 7)}-1${ticks.slice(0, 3)}-${clockAndNode}`;
  };
}

/** A random clock sequence with the variant's bits, and a random node with the bit that no network card has. */
function randomClockAndNode(): string {
  const bytes = loadCrypto().randomBytes(8);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x3f) | 0x80, 0);
  bytes.writeUInt8(bytes.readUInt8(2) | 0x01, 2);
  return `${bytes.toString('hex', 0, 2)}-${bytes.toString('hex', 2)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
