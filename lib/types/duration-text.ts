/** Parts of a duration as read from text, not yet checked against their ranges. */
export interface DurationParts {
  readonly months: bigint;
  readonly days: bigint;
  readonly nanoseconds: bigint;
}

const SECOND = 1_000_000_000n;
const MINUTE = 60n * SECOND;
const HOUR = 60n * MINUTE;

const ISO =
  /^(-)?P(?=[\dT])(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,9}))?S)?)?$/;
const UNITS =
  /^(-)?(?=\d)(?:(\d+)y)?(?:(\d+)mo)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?(?:(\d+)(?:us|µs|μs))?(?:(\d+)ns)?$/i;
/** Longer text cannot be a duration in range; it is not worth turning into numbers. */
const MAX_LENGTH = 200;

/**
 * Reads ISO 8601 (`P1Y2M3W4DT5H6M7.000000008S`) or Cassandra's units (`1y2mo3w4d5h6m7s8ms9us10ns`,
 * https://cassandra.apache.org/doc/latest/cassandra/developing/cql/types.html#durations), each with an optional
 * leading minus for the whole. Result: the parts, or null when the text is neither.
 */
export function parseDurationText(text: string): DurationParts | null {
  if (text.length > MAX_LENGTH) return null;
  const iso = ISO.exec(text);
  if (iso !== null) return isoParts(iso);
  const units = UNITS.exec(text);
  return units === null ? null : unitParts(units);
}

function isoParts(match: RegExpExecArray): DurationParts {
  const [, sign, years, months, weeks, days, hours, minutes, seconds, fraction] = match;
  const nanoseconds = clock(hours, minutes, seconds) + count(fraction?.padEnd(9, '0'));
  return signed(sign, count(years) * 12n + count(months), count(weeks) * 7n + count(days), nanoseconds);
}

function unitParts(match: RegExpExecArray): DurationParts {
  const [, sign, years, months, weeks, days, hours, minutes, seconds, millis, micros, nanos] = match;
  const fraction = count(millis) * 1_000_000n + count(micros) * 1_000n + count(nanos);
  return signed(
    sign,
    count(years) * 12n + count(months),
    count(weeks) * 7n + count(days),
    clock(hours, minutes, seconds) + fraction,
  );
}

function clock(hours: string | undefined, minutes: string | undefined, seconds: string | undefined): bigint {
  return count(hours) * HOUR + count(minutes) * MINUTE + count(seconds) * SECOND;
}

function count(digits: string | undefined): bigint {
  return digits === undefined ? 0n : BigInt(digits);
}

function signed(sign: string | undefined, months: bigint, days: bigint, nanoseconds: bigint): DurationParts {
  return sign === undefined
    ? { months, days, nanoseconds }
    : { months: -months, days: -days, nanoseconds: -nanoseconds };
}

/** Writes parts of one sign as ISO 8601, the shortest form: `P1Y2M25DT5H6M7.000000008S`, `-P1D`, `PT0S`. */
export function formatDurationText(parts: DurationParts): string {
  const { months, days, nanoseconds } = parts;
  const negative = months < 0n || days < 0n || nanoseconds < 0n;
  const date = `${unit(abs(months) / 12n, 'Y')}${unit(abs(months) % 12n, 'M')}${unit(abs(days), 'D')}`;
  const time = timeText(abs(nanoseconds));
  if (date === '' && time === '') return 'PT0S';
  return `${negative ? '-' : ''}P${date}${time === '' ? '' : `T${time}`}`;
}

function timeText(nanoseconds: bigint): string {
  const fraction = (nanoseconds % SECOND).toString().padStart(9, '0').replace(/0+$/, '');
  const seconds = (nanoseconds % MINUTE) / SECOND;
  const secondsText = fraction === '' ? unit(seconds, 'S') : `${seconds}.${fraction}S`;
  return `${unit(nanoseconds / HOUR, 'H')}${unit((nanoseconds % HOUR) / MINUTE, 'M')}${secondsText}`;
}

function unit(amount: bigint, letter: string): string {
  return amount === 0n ? '' : `${amount}${letter}`;
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
