import { Duration } from '../../types/duration';
import { ValueProblem } from '../../types/value-problem';

const MICROSECOND = 1_000n;
const SECOND = 1_000_000n;

/**
 * Writes a duration as ISO 8601 with a sign on every part. Seconds stay below 60, because the server reads the parts
 * as floating point numbers. Throws `ValueProblem`: `precision` for parts finer than a microsecond.
 */
export function formatInterval(duration: Duration): string {
  const { months, days, nanoseconds } = duration;
  if (nanoseconds % MICROSECOND !== 0n) {
    throw new ValueProblem('precision', 'must not be finer than a microsecond');
  }
  const sign = nanoseconds < 0n ? '-' : '';
  const micros = (nanoseconds < 0n ? -nanoseconds : nanoseconds) / MICROSECOND;
  const hours = micros / (3600n * SECOND);
  const minutes = (micros / (60n * SECOND)) % 60n;
  const seconds = (micros / SECOND) % 60n;
  const fraction = (micros % SECOND).toString().padStart(6, '0');
  return `P${months}M${days}DT${sign}${hours}H${sign}${minutes}M${sign}${seconds}.${fraction}S`;
}

const INTERVAL =
  /^P(?:(-?\d+)Y)?(?:(-?\d+)M)?(?:(-?\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?)(\d+)(?:\.(\d{1,6}))?S)?)?$/;

/**
 * Reads what PostgreSQL writes with `IntervalStyle` iso_8601, and what {@link formatInterval} writes. Throws the error
 * of `Duration` for parts of different signs, which only others can have stored.
 */
export function parseInterval(text: string): Duration {
  const match = INTERVAL.exec(text);
  if (match === null) throw new ValueProblem('format', 'the stored interval cannot be read as a duration');
  const [, years = '0', months = '0', days = '0', hours = '0', minutes = '0', sign = '', seconds = '0', fraction = ''] =
    match;
  const subMinute = BigInt(seconds) * SECOND + BigInt(fraction.padEnd(6, '0'));
  const micros = (BigInt(hours) * 3600n + BigInt(minutes) * 60n) * SECOND + (sign === '-' ? -subMinute : subMinute);
  return new Duration(Number(years) * 12 + Number(months), Number(days), micros * MICROSECOND);
}
