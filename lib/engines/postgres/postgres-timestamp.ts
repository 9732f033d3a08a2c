import { ValueProblem } from '../../types/value-problem';

/** Midnight of 4714-11-24 BC, the first moment of `timestamptz`; it ends after the last moment of `Date`. */
const EARLIEST_MS = -210_866_803_200_000;
/** Ends of `Date`; `infinity` and moments beyond, which only others can have stored, read as these. */
const DATE_LIMIT_MS = 8_640_000_000_000_000;
const DAY_MS = 86_400_000;
/** Days from 0000-03-01 to 1970-01-01. */
const EPOCH_DAYS = 719_468;

/** 0001-01-01 and 10000-01-01: between them years have four digits and no sign. */
const FIRST_USUAL_MS = -62_135_596_800_000;
const FIRST_LONG_MS = 253_402_300_800_000;
const TWO_DIGITS = Array.from({ length: 100 }, (_text, value) => String(value).padStart(2, '0'));
const HOURS = Array.from({ length: 24 }, (_text, hour) => `T${TWO_DIGITS[hour]}:`);
const MILLISECONDS = Array.from({ length: 1_000 }, (_text, value) => `.${String(value).padStart(3, '0')}Z`);
/** Minutes and seconds (`MM:SS`) by second of the hour; made when asked for. */
const MINUTES: (string | undefined)[] = new Array(3_600).fill(undefined);

/** Days written last: many rows have few days. */
const RECENT_DAYS = 64;
const recentDays = new Int32Array(RECENT_DAYS).fill(-1);
const recentDates: string[] = new Array(RECENT_DAYS).fill('');

/**
 * Writes a moment as ISO 8601 in UTC, for the years 1 to 9999 as `toISOString` does; later years have more digits and
 * no sign, earlier ones end in ` BC`, which is what PostgreSQL reads. Throws `ValueProblem` (`range`) before 4713 BC.
 */
export function formatTimestamp(date: Date): string {
  const ms = date.getTime();
  return ms >= FIRST_USUAL_MS && ms < FIRST_LONG_MS ? formatUsual(ms) : formatUnusual(date);
}

/** `toISOString`, at a third of its price. */
function formatUsual(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  const rest = ms - days * DAY_MS;
  const seconds = (rest / 1000) | 0;
  const hour = (seconds / 3600) | 0;
  const clock = `${HOURS[hour]}${minutesText(seconds - hour * 3600)}`;
  return `${recentDate(days + EPOCH_DAYS)}${clock}${MILLISECONDS[rest - seconds * 1000]}`;
}

function minutesText(seconds: number): string {
  const known = MINUTES[seconds];
  if (known !== undefined) return known;
  const made = `${TWO_DIGITS[(seconds / 60) | 0]}:${TWO_DIGITS[seconds % 60]}`;
  MINUTES[seconds] = made;
  return made;
}

function recentDate(days: number): string {
  const place = days % RECENT_DAYS;
  if (recentDays[place] !== days) {
    recentDays[place] = days;
    recentDates[place] = dateText(days);
  }
  return recentDates[place] ?? '';
}

/** `YYYY-MM-DD` of a day counted from 0000-03-01, from the year 0 on; the inverse of {@link daysFromCivil}. */
function dateText(days: number): string {
  const era = (days / 146_097) | 0;
  const day = days - era * 146_097;
  const yearOfEra = ((day - ((day / 1_460) | 0) + ((day / 36_524) | 0) - ((day / 146_096) | 0)) / 365) | 0;
  const dayOfYear = day - (yearOfEra * 365 + (yearOfEra >> 2) - ((yearOfEra / 100) | 0));
  const fromMarch = ((5 * dayOfYear + 2) / 153) | 0;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
  const dayOfMonth = dayOfYear - (((153 * fromMarch + 2) / 5) | 0) + 1;
  return `${TWO_DIGITS[(year / 100) | 0]}${TWO_DIGITS[year % 100]}-${TWO_DIGITS[month]}-${TWO_DIGITS[dayOfMonth]}`;
}

function formatUnusual(date: Date): string {
  const year = date.getUTCFullYear();
  const iso = date.toISOString();
  if (date.getTime() < EARLIEST_MS) throw new ValueProblem('range', 'must not be before 4713 BC');
  const rest = iso.slice(iso.indexOf('-', 1));
  return year > 0 ? `${year}${rest}` : `${String(1 - year).padStart(4, '0')}${rest} BC`;
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar (http://howardhinnant.github.io/date_algorithms.html). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - EPOCH_DAYS
  );
}

/** Days before each month in a year that begins in March, so that a leap day is the last of its year. */
const DAYS_BEFORE = [306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275];

/** {@link daysFromCivil} for the years 1 to 9999, in integers. */
function daysFromUsual(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const leapDays = (y >> 2) - ((y / 100) | 0) + ((y / 400) | 0);
  return y * 365 + leapDays + (DAYS_BEFORE[month - 1] ?? 0) + day - 1 - EPOCH_DAYS;
}

function two(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
}

/** Milliseconds of a fraction that starts at `at`; finer digits are dropped, `Date` has no place for them. */
function fractionMs(text: string, at: number, end: number): number {
  let ms = 0;
  let unit = 100;
  for (let i = at; i < end && unit >= 1; i += 1, unit /= 10) ms += (text.charCodeAt(i) - 48) * unit;
  return Math.floor(ms);
}

/**
 * Reads what PostgreSQL writes with `DateStyle` ISO (`2020-01-02 03:04:05.678+00`, also with `BC`, more digits of a
 * year, or another offset) and what {@link formatTimestamp} writes.
 */
export function parseTimestamp(text: string): Date {
  const length = text.length;
  // The usual form: four digits of a year, +00 or Z at the end. Everything else takes the patient way.
  if (length >= 20 && text.charCodeAt(4) === 45 && text.charCodeAt(10) !== 45) {
    const end = text.charCodeAt(length - 1) === 90 ? length - 1 : text.endsWith('+00') ? length - 3 : 0;
    if (end >= 19) {
      const year = two(text, 0) * 100 + two(text, 2);
      const days = daysFromUsual(year, two(text, 5), two(text, 8));
      const seconds = two(text, 11) * 3600 + two(text, 14) * 60 + two(text, 17);
      return new Date(days * DAY_MS + seconds * 1000 + (end > 20 ? fractionMs(text, 20, end) : 0));
    }
  }
  return parseUnusual(text);
}

const TIMESTAMP =
  /^(\d{4,6})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d)(?::?(\d\d))?(?::?(\d\d))?)?( BC)?$/;

function parseUnusual(text: string): Date {
  const match = TIMESTAMP.exec(text);
  if (match === null) return new Date(endOfTime(text));
  const [, years, month, day, hours, minutes, seconds, fraction = '', sign, oh = '0', om = '0', os = '0', bc] = match;
  const year = bc === undefined ? Number(years) : 1 - Number(years);
  const days = daysFromCivil(year, Number(month), Number(day));
  const clock = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  const offset = (Number(oh) * 3600 + Number(om) * 60 + Number(os)) * (sign === '-' ? -1 : 1);
  const ms = days * DAY_MS + (clock - offset) * 1000 + fractionMs(fraction, 0, fraction.length);
  return new Date(Math.max(-DATE_LIMIT_MS, Math.min(DATE_LIMIT_MS, ms)));
}

function endOfTime(text: string): number {
  if (text === 'infinity') return DATE_LIMIT_MS;
  return text === '-infinity' ? -DATE_LIMIT_MS : Number.NaN;
}
