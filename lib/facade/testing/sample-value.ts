import { assertNever } from '../../internal/assert-never';
import { Decimal } from '../../types/decimal';
import { Duration } from '../../types/duration';
import type { LogicalType, ScalarName } from '../../types/logical-type';
import { FieldRules } from './field-rules';
import type { SampleContext } from './sample-context';
import { hexDigits, sampleUuid } from './sample-identifier';
import { sampleNumber } from './sample-number';
import { sampleDay, sampleText } from './sample-text';

/** A class whose values embed one another has no end: from here on collections are empty. */
const DEEPEST = 4;

const MINUTES_PER_DAY = 1_440;

/** A value of the type that satisfies what is known of its rules. The same context gives an equal value. */
export function sampleValue(type: LogicalType, context: SampleContext): unknown {
  const { choices } = context.rules;
  if (choices !== null && choices.length > 0 && isScalar(type)) return choices[(context.n - 1) % choices.length];
  switch (type.kind) {
    case 'list':
      return elements(type.element, context);
    case 'set':
      return new Set(elements(type.element, context));
    case 'map':
      return new Map(
        elements(type.key, { ...context, rules: FieldRules.NONE }).map((key) => [
          key,
          sampleValue(type.value, inside(context)),
        ]),
      );
    case 'tuple':
      return type.elements.map((element) => sampleValue(element, inside(context)));
    case 'vector':
      return Float32Array.from({ length: type.dimensions }, () => context.random());
    case 'embedded':
      return embedded(type, context);
    default:
      return scalar(type.kind, context);
  }
}

function isScalar({ kind }: LogicalType): boolean {
  return kind !== 'list' && kind !== 'set' && kind !== 'map' && kind !== 'tuple' && kind !== 'embedded';
}

function inside(context: SampleContext): SampleContext {
  return { ...context, rules: context.rules.ofElements, depth: context.depth + 1 };
}

/** One element, or as many as `ArrayMinSize` asks for; each with a number of its own. */
function elements(element: LogicalType, context: SampleContext): unknown[] {
  if (context.depth >= DEEPEST) return [];
  const most = context.rules.number('arrayMaxSize') ?? 1;
  const count = Math.max(context.rules.number('arrayMinSize') ?? 0, Math.min(1, most));
  const within = inside(context);
  return Array.from({ length: count }, (_, index) =>
    sampleValue(element, { ...within, n: (context.n - 1) * count + index + 1 }),
  );
}

function embedded(type: Extract<LogicalType, { kind: 'embedded' }>, context: SampleContext): Record<string, unknown> {
  const { fields, prototype } = type.shape();
  const required = fields.filter((field) => !field.nullable);
  const owner: unknown = prototype.constructor;
  return Object.fromEntries(
    required.map(({ property, type: fieldType }) => {
      const rules = isClass(owner) ? FieldRules.of(owner, property) : FieldRules.NONE;
      return [property, sampleValue(fieldType, { ...context, property, rules, depth: context.depth + 1 })];
    }),
  );
}

function isClass(value: unknown): value is abstract new (...args: never[]) => object {
  return typeof value === 'function';
}

function scalar(name: ScalarName, context: SampleContext): unknown {
  const { n, random } = context;
  switch (name) {
    case 'string':
    case 'ascii':
      return sampleText(context);
    case 'boolean':
      return n % 2 === 0;
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'float':
    case 'double':
      return sampleNumber(name, context);
    case 'bigint':
    case 'varint':
      return BigInt(Math.round(sampleNumber(name, context)));
    case 'decimal':
      return new Decimal(sampleNumber(name, context));
    case 'uuid':
      return sampleUuid(random, context.rules.number('isUuid'));
    case 'timeuuid':
      return sampleUuid(random, 1);
    case 'objectId':
      return hexDigits(random, 24);
    case 'inet':
      return `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
    case 'bytes':
      return Uint8Array.from({ length: 8 }, () => Math.floor(random() * 256));
    case 'json':
      return { n };
    default:
      return moment(name, n);
  }
}

function moment(name: 'date' | 'time' | 'timestamp' | 'duration', n: number): unknown {
  const minute = new Date(sampleDay(1).getTime() + (n % MINUTES_PER_DAY) * 60_000);
  switch (name) {
    case 'date':
      return sampleDay(n).toISOString().slice(0, 10);
    case 'time':
      return minute.toISOString().slice(11, 19);
    case 'timestamp':
      return sampleDay(n);
    case 'duration':
      return Duration.parse(`P${n}D`);
    default:
      return assertNever(name);
  }
}
