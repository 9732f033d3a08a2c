import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  Contains,
  Equals,
  IsAlphanumeric,
  IsArray,
  IsBoolean,
  IsDate,
  IsDefined,
  IsDivisibleBy,
  IsEmail,
  IsEnum,
  IsIn,
  IsInstance,
  IsInt,
  IsNotEmpty,
  IsNotIn,
  IsNumber,
  IsOptional,
  IsPositive,
  IsString,
  IsUrl,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  MinDate,
  NotEquals,
  registerDecorator,
  Validate,
  ValidateIf,
  ValidateNested,
  type ValidationArguments,
  type ValidationError,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
  validate,
} from 'class-validator';
import fc from 'fast-check';
import { rulesOf } from '../../../lib/model/validation-rules';

enum Colour {
  Red = 'red',
  Blue = 'blue',
}

@ValidatorConstraint({ name: 'isShort' })
class IsShort implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && value.length < 4;
  }

  defaultMessage({ property, constraints }: ValidationArguments): string {
    return `${property} is not short (${String(constraints)})`;
  }
}

@ValidatorConstraint({ name: 'isFree', async: true })
class IsFree implements ValidatorConstraintInterface {
  async validate(value: unknown): Promise<boolean> {
    await Promise.resolve();
    return value !== 'taken';
  }

  defaultMessage(): string {
    return '$property "$value" is taken';
  }
}

/** A rule that knows the other properties of the object. */
function IsLongerThan(other: string) {
  return (target: object, propertyName: string): void => {
    registerDecorator({
      name: 'isLongerThan',
      target: target.constructor,
      propertyName,
      constraints: [other],
      options: {},
      validator: {
        validate: (value: unknown, { object, constraints }: ValidationArguments) =>
          String(value).length > String(Reflect.get(object, String(constraints[0]))).length,
        defaultMessage: () => '$property must be longer than $constraint1 in $target',
      },
    });
  };
}

class Part {
  @IsInt() @Min(1, { message: '$property is $value, at least $constraint1 is due' }) count: unknown;
  @IsOptional() @IsString({ groups: ['a'] }) label?: unknown;
}

abstract class Base {
  @IsString() @Length(1, 4) inherited: unknown;
  @MaxLength(3) overridden: unknown;
}

class Sample extends Base {
  @MaxLength(5) override overridden: unknown;
  @IsEmail() @IsNotEmpty({ groups: ['a'] }) email: unknown;
  @IsOptional() @IsUrl() url: unknown;
  @IsUUID(4) uuid: unknown;
  @IsNumber({ maxDecimalPlaces: 2 }) @Max(10) @IsPositive() number: unknown;
  @IsInt() @IsDivisibleBy(3) @Min(0, { groups: ['a', 'b'] }) whole: unknown;
  @IsBoolean({ always: true }) flag: unknown;
  @IsDate() @MinDate(new Date(0)) date: unknown;
  @IsEnum(Colour) colour: unknown;
  @IsIn(['x', 'y']) @NotEquals('y', { groups: ['b'] }) choice: unknown;
  @IsNotIn([1, 2]) @Equals(3) same: unknown;
  @Matches(/^a+$/i) @Contains('aa', { message: ({ value }) => `no aa in ${String(value)}` }) text: unknown;
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(3) @ArrayUnique() @IsInt({ each: true }) list: unknown;
  @IsString({ each: true }) @Length(2, 3, { each: true, groups: ['a'] }) words: unknown;
  @ValidateIf((object: Sample) => object.flag === true) @IsString() @IsAlphanumeric() conditional: unknown;
  @IsString({ validateIf: (object: Sample) => object.flag === false }) sometimes: unknown;
  @IsDefined() defined: unknown;
  @Validate(IsShort, [1, 2]) short: unknown;
  @Validate(IsShort, { each: true }) shorts: unknown;
  @Validate(IsFree, { each: true, groups: ['b'] }) free: unknown;
  @IsLongerThan('short') long: unknown;
  @IsOptional() @IsInstance(Part) part: unknown;
  @ValidateNested() nested: unknown;
  @IsOptional() @ValidateNested({ each: true }) many: unknown;
}

const anything = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    true,
    false,
    0,
    1,
    2,
    3,
    -1,
    0.5,
    1.234,
    9,
    Number.NaN,
    '',
    'a',
    'aa',
    'AAA',
    'x',
    'y',
  ),
  fc.constantFrom(
    'a@b.co',
    'https://example.org',
    'taken',
    'red',
    'blue',
    new Date(0),
    new Date(-1),
    new Date(Number.NaN),
  ),
  fc.string({ maxLength: 6 }),
  fc.integer(),
  fc.uuid({ version: 4 }),
);
const part = fc
  .record({ count: fc.oneof(fc.integer({ min: -1, max: 3 }), anything), label: anything })
  .map((members) => Object.assign(new Part(), members));
const good: Readonly<Record<keyof Sample, unknown>> = {
  inherited: 'in',
  overridden: 'over',
  email: 'a@b.co',
  url: 'https://example.org',
  uuid: 'c2d2c0a4-3ac0-4a3c-9d8b-0e3f6f1f3a11',
  number: 1.25,
  whole: 3,
  flag: true,
  date: new Date(5),
  colour: Colour.Red,
  choice: 'x',
  same: 3,
  text: 'aaa',
  list: [1, 2],
  words: ['ab', 'abc'],
  conditional: 'abc',
  sometimes: 1,
  defined: 0,
  short: 'a',
  shorts: ['a', 'b'],
  free: ['free'],
  long: 'long',
  part: null,
  nested: Object.assign(new Part(), { count: 1, label: 'l' }),
  many: [Object.assign(new Part(), { count: 1 })],
};
const odd = fc.oneof(
  anything,
  fc.array(anything, { maxLength: 4 }),
  part,
  fc.array(fc.oneof({ weight: 3, arbitrary: part }, { weight: 1, arbitrary: anything }), { maxLength: 3 }),
  fc.array(anything, { maxLength: 3 }).map((items) => new Set(items)),
  fc.array(part, { maxLength: 2 }).map((items) => new Map(items.map((item, index) => [`k${index}`, item]))),
);
const sample = fc
  .dictionary(fc.constantFrom(...Object.keys(good)), odd, { maxKeys: 4 })
  .map((members) => Object.assign(new Sample(), good, members));
const groups = fc.constantFrom(undefined, [], ['a'], ['b'], ['a', 'b'], ['none']);

/** class-validator's own result, as a list of its own making. */
function flatten(errors: readonly ValidationError[], above: readonly string[] = []): string[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    // It names no property where a whole value is of no class that it knows.
    const path = property === undefined ? above : [...above, property];
    const own = Object.entries(constraints).map(([name, message]) => JSON.stringify([path.join('.'), name, message]));
    return [...own, ...flatten(children, path)];
  });
}

async function ours(instance: object, chosen: readonly string[] | undefined): Promise<string[]> {
  const problems = (await rulesOf(instance.constructor as never)?.check(instance, chosen)) ?? [];
  return problems.map(({ path, constraint, message }) => JSON.stringify([path, constraint, message])).sort();
}

async function theirs(instance: object, chosen: readonly string[] | undefined): Promise<string[]> {
  return flatten(await validate(instance, chosen === undefined ? {} : { groups: [...chosen] })).sort();
}

describe('rules of a class', () => {
  it('find what class-validator finds, with its messages', async () => {
    await fc.assert(
      fc.asyncProperty(sample, groups, async (instance, chosen) => {
        expect(await ours(instance, chosen)).toEqual(await theirs(instance, chosen));
      }),
      { numRuns: 400 },
    );
  });

  it('answer at once, without a promise, when all is well and no rule is asynchronous', () => {
    class Simple {
      @IsInt() count = 1;
      @ValidateNested() part = Object.assign(new Part(), { count: 1 });
    }
    expect(rulesOf(Simple)?.check(new Simple(), undefined)).toEqual([]);
  });

  it('find nothing in a class without rules, where class-validator would object to the class', async () => {
    class Free {}
    expect(await ours(new Free(), undefined)).toEqual([]);
  });

  it('give an object that class-validator does not know the path of its place', async () => {
    const instance = Object.assign(new Sample(), good, { nested: new Date(0) });
    expect(await ours(instance, undefined)).toEqual([
      JSON.stringify(['nested', 'unknownValue', 'an unknown value was passed to the validate function']),
    ]);
  });

  it('leave the value as it is', async () => {
    const instance = Object.assign(new Sample(), good);
    const before = { ...instance };
    await ours(instance, undefined);
    expect({ ...instance }).toEqual(before);
  });
});
