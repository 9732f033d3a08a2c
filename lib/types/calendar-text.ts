const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.(\d{1,9}))?$/;

/** True for `YYYY-MM-DD` that names a day of the (proleptic) Gregorian calendar in the years 0001 to 9999. */
export function isCalendarDate(text: string): boolean {
  const match = DATE.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** `HH:MM:SS` with up to nine digits of a fraction, trailing zeros dropped; null when the text is no time of day. */
export function canonicalTime(text: string): string | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const fraction = match[1];
  return fraction?.endsWith('0') === true ? text.replace(/\.?0+$/, '') : text;
}
