import { canonicalTime, isCalendarDate } from './calendar-text';
import { canonicalInet } from './canonical-inet';
import { misfit } from './misfit';
import { ValueProblem } from './value-problem';
import { isWellFormedText } from './well-formed-text';

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;
const TIME_UUID = /^[\da-f]{8}-[\da-f]{4}-1[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const OBJECT_ID = /^[\da-f]{24}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the control characters are ASCII
const ASCII = /^[\x00-\x7f]*$/;

/** Text of any length without lone surrogates. */
export function parseString(value: unknown): string {
  if (typeof value !== 'string') throw misfit('a string', value);
  if (isWellFormedText(value)) return value;
  throw new ValueProblem('text', 'must not have a lone surrogate, which UTF-8 cannot express');
}

/** Text of the characters U+0000 to U+007F. */
export function parseAscii(value: unknown): string {
  if (typeof value !== 'string') throw misfit('a string', value);
  if (ASCII.test(value)) return value;
  throw new ValueProblem('text', 'must have ASCII characters only');
}

/** A UUID of any version, in lower case. */
export const parseUuid = lowerCaseParser(UUID, 'a UUID');

/** A UUID of version 1, in lower case. */
export const parseTimeUuid = lowerCaseParser(TIME_UUID, 'a UUID of version 1');

/** 24 hexadecimal digits, in lower case. */
export const parseObjectId = lowerCaseParser(OBJECT_ID, 'an ObjectId of 24 hexadecimal digits');

function lowerCaseParser(pattern: RegExp, expected: string): (value: unknown) => string {
  return (value) => {
    if (typeof value !== 'string') throw misfit(expected, value);
    if (pattern.test(value)) return value;
    const lower = value.toLowerCase();
    // Lower case of some letters beyond ASCII is ASCII (U+212A is k); of none it is a hexadecimal digit.
    if (pattern.test(lower)) return lower;
    throw new ValueProblem('format', `must be ${expected}`);
  };
}

/** A day of the years 0001 to 9999 as `YYYY-MM-DD`. */
export function parseDate(value: unknown): string {
  if (typeof value !== 'string') throw misfit("a date 'YYYY-MM-DD'", value);
  if (isCalendarDate(value)) return value;
  throw new ValueProblem('format', "must be a calendar date 'YYYY-MM-DD' of the years 0001 to 9999");
}

/** A time of day as `HH:MM:SS`, with up to nine digits of a fraction that does not end in 0. */
export function parseTime(value: unknown): string {
  if (typeof value !== 'string') throw misfit("a time 'HH:MM:SS'", value);
  const canonical = canonicalTime(value);
  if (canonical !== null) return canonical;
  throw new ValueProblem('format', "must be a time of day 'HH:MM:SS' with up to 9 digits after a point");
}

/** The canonical text of an IP address, see {@link canonicalInet}. */
export function parseInet(value: unknown): string {
  if (typeof value !== 'string') throw misfit('an IP address', value);
  const canonical = canonicalInet(value);
  if (canonical !== null) return canonical;
  throw new ValueProblem('format', 'must be an IPv4 or IPv6 address without a mask or a zone');
}
