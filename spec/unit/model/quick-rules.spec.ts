import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayNotEmpty,
  Equals,
  getMetadataStorage,
  IsArray,
  IsBoolean,
  IsDate,
  IsDefined,
  IsEmail,
  IsEnum,
  IsIn,
  IsInt,
  IsNegative,
  IsNotEmpty,
  IsNumber,
  IsPositive,
  IsString,
  IsUrl,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  registerDecorator,
} from 'class-validator';
import fc from 'fast-check';
import { type QuickTest, quickTestOf } from '../../../lib/model/quick-rules';
import { rulesOf } from '../../../lib/model/validation-rules';

const RULES: Readonly<Record<string, PropertyDecorator>> = {
  isDefined: IsDefined(),
  isNotEmpty: IsNotEmpty(),
  isString: IsString(),
  isBoolean: IsBoolean(),
  isInt: IsInt(),
  isArray: IsArray(),
  isDate: IsDate(),
  isNumber: IsNumber(),
  isPositive: IsPositive(),
  isNegative: IsNegative(),
  min: Min(2),
  max: Max(2),
  isIn: IsIn(['a', 1, null, Number.NaN]),
  isEnum: IsEnum({ A: 'a', B: 2 }),
  equals: Equals('a'),
  length: Length(2, 4),
  longer: Length(2),
  minLength: MinLength(3),
  maxLength: MaxLength(3),
  matches: Matches(/^a+/),
  isEmail: IsEmail(),
  isUrl: IsUrl(),
  uuid: IsUUID(),
  uuid4: IsUUID(4),
  arrayMinSize: ArrayMinSize(2),
  arrayMaxSize: ArrayMaxSize(2),
  arrayNotEmpty: ArrayNotEmpty(),
};

interface Tested {
  readonly quick: QuickTest | null;
  readonly rule: (value: unknown) => unknown;
}

/** The quick test of the only rule of a class, and the rule itself. */
function testedRule(decorate: PropertyDecorator): Tested {
  class Sample {}
  decorate(Sample.prototype, 'value');
  const storage = getMetadataStorage();
  const [rule] = storage.getTargetValidationMetadatas(Sample, '', false, false);
  if (rule === undefined) throw new Error('the decorator recorded no rule');
  const [constraint] = storage.getTargetValidatorConstraints(rule.constraintCls);
  const { constraints } = rule;
  const facts = { targetName: '', property: 'value', object: {}, value: undefined, constraints };
  return {
    quick: quickTestOf(rule, () => constraint?.instance.defaultMessage?.(facts)),
    rule: (value) => constraint?.instance.validate(value, { ...facts, value }),
  };
}

const letters = fc.constantFrom(
  'a',
  'B',
  '0',
  '9',
  '.',
  '-',
  '_',
  '+',
  '@',
  '/',
  ':',
  'é',
  '\u{fe0f}',
  '😀',
  'ſ',
  ' ',
  '\n',
);
const label = fc.stringMatching(/^[a-zA-Z0-9-]{1,5}$/);
const addresses = fc
  .tuple(
    fc.array(label, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('@', ''),
    fc.array(label, { minLength: 1, maxLength: 3 }),
  )
  .map(([user, at, host]) => `${user.join('.')}${at}${host.join('.')}`);
const urls = fc
  .tuple(
    fc.constantFrom('http://', 'https://', 'ftp://', ''),
    addresses,
    fc.constantFrom('', '/', '/a.b', '/%', '//', '/a/../b'),
  )
  .map((parts) => parts.join(''));
const values = fc.oneof(
  fc.string({ unit: letters, maxLength: 8 }),
  addresses,
  urls,
  fc.webUrl(),
  fc.emailAddress(),
  fc.uuid(),
  fc.uuid().map((text) => text.toUpperCase()),
  fc.integer({ min: -3, max: 5 }),
  fc.double(),
  fc.boolean(),
  fc.date(),
  fc.array(fc.integer(), { maxLength: 3 }),
  fc.constantFrom(undefined, null, 'a', 'b', 2, '2', new Set([1, 2]), {}, Object('text')),
);

describe('quick tests', () => {
  it.each(Object.entries(RULES))('say yes only where class-validator does: %s', (_name, decorate) => {
    const { quick, rule } = testedRule(decorate);
    let accepted = 0;
    fc.assert(
      fc.property(values, (value) => {
        if (quick?.(value) !== true) return;
        accepted += 1;
        expect(rule(value)).toBe(true);
      }),
      { numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(0);
  });

  it('leave rules with options to class-validator', () => {
    const decorators = [
      IsEmail({ host_blacklist: ['b.co'] }),
      IsUrl({ require_tld: false }),
      IsNumber({ maxDecimalPlaces: 2 }),
      Matches(/a/g),
      IsUUID('loose'),
    ];
    expect(decorators.map((decorate) => testedRule(decorate).quick)).toEqual([null, null, null, null, null]);
  });

  it("are not mistaken for somebody else's rule of the same name", async () => {
    class Guest {
      email = 'a@blocked.example.org';
    }
    registerDecorator({
      name: 'isEmail',
      target: Guest,
      propertyName: 'email',
      validator: {
        validate: (value: unknown) => !String(value).includes('blocked'),
        defaultMessage: () => '$property is not welcome',
      },
    });
    expect(await rulesOf(Guest)?.check(new Guest(), undefined)).toEqual([
      { path: 'email', constraint: 'isEmail', message: 'email is not welcome' },
    ]);
  });
});
