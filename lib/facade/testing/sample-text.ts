import type { SampleContext } from './sample-context';
import { hexDigits, sampleUuid } from './sample-identifier';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';
/** Long enough for every usual unit of time, short enough for every calendar. */
const DAY_MS = 86_400_000;
const FIRST_DAY_MS = Date.UTC(2020, 0, 1);

type MakeText = (context: SampleContext) => string;

/** Texts that satisfy one rule of class-validator, by its name. */
const FORMATS: ReadonlyMap<string, MakeText> = new Map<string, MakeText>([
  ['isEmail', ({ n }) => `user${n}@example.com`],
  ['isUrl', ({ n }) => `https://example.com/${n}`],
  ['isFqdn', ({ n }) => `host${n}.example.com`],
  ['isUuid', (context) => sampleUuid(context.random, context.rules.number('isUuid'))],
  ['isMongoId', ({ random }) => hexDigits(random, 24)],
  ['isDateString', (context) => sampleDay(context.n).toISOString()],
  ['isIso8601', (context) => sampleDay(context.n).toISOString()],
  ['isIp', ({ n }) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`],
  ['isNumberString', ({ n }) => String(n)],
  ['isBooleanString', ({ n }) => String(n % 2 === 0)],
  ['isPort', ({ n }) => String(1024 + (n % 60_000))],
  ['isSemVer', ({ n }) => `1.0.${n}`],
  ['isJson', ({ n }) => `{"n":${n}}`],
  ['isHexColor', ({ random }) => `#${hexDigits(random, 6)}`],
  ['isHexadecimal', ({ random }) => hexDigits(random, 8)],
  ['isAlpha', ({ n }) => letters(n)],
  ['isAlphanumeric', ({ n, property }) => `${property.replace(/[^A-Za-z0-9]/g, '')}${n}`],
]);

/** A text that fits the field's rules, as far as those are known; it contains `n`, so that texts differ. */
export function sampleText(context: SampleContext): string {
  const format = context.rules.names.map((name) => FORMATS.get(name)).find((make) => make !== undefined);
  const text = format === undefined ? `${context.property} ${context.n}` : format(context);
  return inCase(ofLength(text, context), context);
}

/** A day of its own for each number, from 2020 on. */
export function sampleDay(n: number): Date {
  return new Date(FIRST_DAY_MS + (n - 1) * DAY_MS);
}

/** The end of a text is what tells it from others, so that it is cut and filled in front. */
function ofLength(text: string, { rules }: SampleContext): string {
  const least = rules.number('minLength') ?? rules.number('isLength') ?? 0;
  const most = rules.number('maxLength') ?? rules.number('isLength', 1) ?? Number.POSITIVE_INFINITY;
  const padded = text.padStart(least, 'x');
  if (padded.length <= most) return padded;
  return padded
    .slice(padded.length - most)
    .trimStart()
    .padStart(least, 'x');
}

function inCase(text: string, { rules }: SampleContext): string {
  if (rules.has('isLowercase')) return text.toLowerCase();
  return rules.has('isUppercase') ? text.toUpperCase() : text;
}

/** `a`, `b`, ... `z`, `aa`, ...: numbers in letters. */
function letters(n: number): string {
  let text = '';
  for (let rest = n; rest > 0; rest = Math.floor((rest - 1) / 26)) text = `${ALPHABET[(rest - 1) % 26] ?? ''}${text}`;
  return text;
}
