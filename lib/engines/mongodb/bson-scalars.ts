import { endianness } from 'node:os';
import { int32At } from './bson-skip';

/** Numbers of the runtime and of BSON differ in the order of their bytes on few machines. */
const LOW = endianness() === 'LE' ? 0 : 1;
const HIGH = 1 - LOW;
const TWO_TO_32 = 2 ** 32;

const words = new Int32Array(2);
const doubles = new Float64Array(words.buffer);
const longs = new BigInt64Array(words.buffer);

/** A 64-bit float. */
export function doubleAt(bytes: Uint8Array, offset: number): number {
  words[LOW] = int32At(bytes, offset);
  words[HIGH] = int32At(bytes, offset + 4);
  return doubles[0] ?? 0;
}

/** A 64-bit whole number. */
export function int64At(bytes: Uint8Array, offset: number): bigint {
  words[LOW] = int32At(bytes, offset);
  words[HIGH] = int32At(bytes, offset + 4);
  return longs[0] ?? 0n;
}

/** A moment; an invalid date for what is beyond the range of dates, as in the client. */
export function dateAt(bytes: Uint8Array, offset: number): Date {
  return new Date((int32At(bytes, offset) >>> 0) + int32At(bytes, offset + 4) * TWO_TO_32);
}

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const FIRST = Uint8Array.from(DIGITS, (digits) => digits.charCodeAt(0));
const SECOND = Uint8Array.from(DIGITS, (digits) => digits.charCodeAt(1));
const DASH = 45;
/** Bytes of a UUID that a dash follows. */
const DASHED = new Set([3, 5, 7, 9]);

/** Makes the text of bytes at an offset. */
type DigitReader = (bytes: Buffer, offset: number) => string;

function generatedDigits(length: number, hasDashes: boolean): DigitReader {
  const codes = Array.from({ length }, (_, index) => {
    const pair = `h[b[o+${index}]],l[b[o+${index}]]`;
    return hasDashes && DASHED.has(index) ? `${pair},${DASH}` : pair;
  });
  const factory: unknown = new Function('f', 'h', 'l', `"use strict";return (b,o)=>f(${codes.join(',')});`);
  if (typeof factory !== 'function') throw new TypeError('Function made no function.');
  return factory(String.fromCharCode, FIRST, SECOND);
}

function plainDigits(length: number, hasDashes: boolean): DigitReader {
  return (bytes, offset) => {
    const text = bytes.toString('hex', offset, offset + length);
    if (!hasDashes) return text;
    return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
  };
}

function digitReader(length: number, hasDashes: boolean): DigitReader {
  try {
    return generatedDigits(length, hasDashes);
  } catch (cause) {
    if (!(cause instanceof EvalError)) throw cause;
    return plainDigits(length, hasDashes);
  }
}

/** The canonical text of the 16 bytes of a UUID. */
export const uuidAt: DigitReader = digitReader(16, true);

/** The 24 digits of the 12 bytes of an ObjectId. */
export const objectIdAt: DigitReader = digitReader(12, false);
