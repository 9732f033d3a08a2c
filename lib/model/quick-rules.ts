/** Says yes only where class-validator would; a no means that class-validator is to be asked. */
export type QuickTest = (value: unknown) => boolean;

/** A rule as class-validator's decorators record it. */
export interface QuickRuleSource {
  readonly name?: string | undefined;
  readonly each: boolean;
  readonly constraints: readonly unknown[] | undefined;
}

interface QuickRule {
  /** The decorator's own message: a decorator of someone else's with the same name has another one. */
  readonly message: string;
  /** Null when these constraints are out of the ordinary. */
  readonly test: (constraints: readonly unknown[]) => QuickTest | null;
}

/** Longer text is left to class-validator, whose limits (64 and 63 characters of a part) then need no thought. */
const MAX_ADDRESS_LENGTH = 60;
const EMAIL = /^[a-z\d_+-]+(?:\.[a-z\d_+-]+)*@(?:[a-z\d]+(?:-[a-z\d]+)*\.)+[a-z]{2,}$/i;
const URL_TEXT = /^https?:\/\/(?:[a-z\d]+(?:-[a-z\d]+)*\.)+[a-z]{2,}(?:\/[\w./-]*)?$/i;
const UUID = /^[\da-f]{8}-[\da-f]{4}-([1-8])[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i;

const always =
  (test: QuickTest): QuickRule['test'] =>
  () =>
    test;

/**
 * The decorators that models use most, by name. class-validator's own functions copy strings, merge options and build
 * regular expressions anew for each value; these do not.
 */
const QUICK_RULES: ReadonlyMap<string, QuickRule> = new Map<string, QuickRule>([
  ['isDefined', { message: 'should not be null or undefined', test: always(isPresent) }],
  ['isNotEmpty', { message: 'should not be empty', test: always((value) => value !== '' && isPresent(value)) }],
  ['isString', { message: 'must be a string', test: always((value) => typeof value === 'string') }],
  ['isBoolean', { message: 'must be a boolean value', test: always((value) => typeof value === 'boolean') }],
  ['isInt', { message: 'must be an integer number', test: always((value) => Number.isInteger(value)) }],
  ['isArray', { message: 'must be an array', test: always((value) => Array.isArray(value)) }],
  ['isDate', { message: 'must be a Date instance', test: always(isValidDate) }],
  ['isNumber', { message: 'must be a number conforming to the specified constraints', test: finiteNumber }],
  [
    'isPositive',
    { message: 'must be a positive number', test: always((value) => typeof value === 'number' && value > 0) },
  ],
  [
    'isNegative',
    { message: 'must be a negative number', test: always((value) => typeof value === 'number' && value < 0) },
  ],
  ['min', { message: 'must not be less than $constraint1', test: compared((value, limit) => value >= limit) }],
  ['max', { message: 'must not be greater than $constraint1', test: compared((value, limit) => value <= limit) }],
  ['isIn', { message: 'must be one of the following values: $constraint1', test: ([values]) => oneOf(values) }],
  ['isEnum', { message: 'must be one of the following values: $constraint2', test: ([, values]) => oneOf(values) }],
  [
    'equals',
    {
      message: 'must be equal to $constraint1',
      test:
        ([expected]) =>
        (value) =>
          value === expected,
    },
  ],
  ['isLength', { message: 'must be longer than or equal to $constraint1', test: ([min, max]) => length(min, max) }],
  ['minLength', { message: 'must be longer than or equal to $constraint1', test: ([min]) => length(min, undefined) }],
  ['maxLength', { message: 'must be shorter than or equal to $constraint1', test: ([max]) => length(undefined, max) }],
  ['matches', { message: 'must match $constraint1 regular expression', test: pattern }],
  ['isEmail', { message: 'must be an email', test: ([options]) => (options === undefined ? address(EMAIL) : null) }],
  [
    'isUrl',
    { message: 'must be a URL address', test: ([options]) => (options === undefined ? address(URL_TEXT) : null) },
  ],
  ['isUuid', { message: 'must be a UUID', test: uuid }],
  ['arrayMinSize', { message: 'must contain at least $constraint1', test: sized((size, limit) => size >= limit) }],
  ['arrayMaxSize', { message: 'must contain no more than $constraint1', test: sized((size, limit) => size <= limit) }],
  [
    'arrayNotEmpty',
    { message: 'should not be empty', test: always((value) => Array.isArray(value) && value.length > 0) },
  ],
]);

/**
 * A quick test for a rule, if it is one that is known here.
 * @param message gives the default message of the rule's constraint, by which the decorator is told.
 */
export function quickTestOf(rule: QuickRuleSource, message: () => unknown): QuickTest | null {
  const known = QUICK_RULES.get(rule.name ?? '');
  if (known === undefined) return null;
  const text = message();
  const prefix = rule.each ? 'each value in $property ' : '$property ';
  if (typeof text !== 'string' || !text.startsWith(prefix + known.message)) return null;
  return known.test(rule.constraints ?? []);
}

function isPresent(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function isValidDate(value: unknown): boolean {
  return value instanceof Date && !Number.isNaN(value.getTime());
}

function finiteNumber([options]: readonly unknown[]): QuickTest | null {
  const isPlain = typeof options === 'object' && options !== null && Object.keys(options).length === 0;
  return isPlain ? (value) => Number.isFinite(value) : null;
}

function compared(holds: (value: number, limit: number) => boolean): QuickRule['test'] {
  return ([limit]) => (typeof limit === 'number' ? (value) => typeof value === 'number' && holds(value, limit) : null);
}

function sized(holds: (size: number, limit: number) => boolean): QuickRule['test'] {
  return ([limit]) =>
    typeof limit === 'number' ? (value) => Array.isArray(value) && holds(value.length, limit) : null;
}

/** `indexOf` compares as class-validator does; `includes` would find NaN. */
function oneOf(values: unknown): QuickTest | null {
  return Array.isArray(values) ? (value) => values.indexOf(value) >= 0 : null;
}

function length(min: unknown, max: unknown): QuickTest | null {
  const [least, most] = [min ?? 0, max === undefined ? Number.POSITIVE_INFINITY : max];
  if (typeof least !== 'number' || typeof most !== 'number') return null;
  return (value) => typeof value === 'string' && value.length >= least && value.length <= most && isOneUnitEach(value);
}

const MAX_SCANNED = 256;

/** Surrogates and variation selectors, which class-validator does not count as characters, are all above this. */
function isOneUnitEach(text: string): boolean {
  if (text.length > MAX_SCANNED) return false;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) >= 0xd800) return false;
  return true;
}

/** A pattern with `g` or `y` has a state; one in a string is made anew for each value. */
function pattern([source]: readonly unknown[]): QuickTest | null {
  if (!(source instanceof RegExp) || source.global || source.sticky) return null;
  return (value) => typeof value === 'string' && source.test(value);
}

function address(form: RegExp): QuickTest {
  return (value) => typeof value === 'string' && value.length <= MAX_ADDRESS_LENGTH && form.test(value);
}

function uuid([version]: readonly unknown[]): QuickTest | null {
  if (version === undefined || version === null || version === 'all') {
    return (value) => typeof value === 'string' && UUID.test(value);
  }
  const digit = String(version);
  // The digit of the version is the 15th character: 8 digits, a hyphen, 4 digits, a hyphen.
  return /^[1-8]$/.test(digit) ? (value) => typeof value === 'string' && value[14] === digit && UUID.test(value) : null;
}
