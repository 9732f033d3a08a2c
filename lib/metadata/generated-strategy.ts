import type { LogicalType } from '../types/logical-type';
import { describeType } from '../types/type-declaration';
import type { GeneratedStrategy } from './field-metadata';

const FITTING: Readonly<Record<GeneratedStrategy, readonly LogicalType['kind'][]>> = {
  uuidv7: ['uuid', 'string', 'ascii'],
  uuidv4: ['uuid', 'string', 'ascii'],
  objectId: ['objectId', 'string', 'ascii'],
  timeuuid: ['timeuuid', 'uuid', 'string', 'ascii'],
};

const BY_TYPE: ReadonlyMap<LogicalType['kind'], GeneratedStrategy> = new Map([
  ['uuid', 'uuidv7'],
  ['string', 'uuidv7'],
  ['ascii', 'uuidv7'],
  ['objectId', 'objectId'],
  ['timeuuid', 'timeuuid'],
]);

/** The strategy that `generated` means for a type, or a message that says why there is none. */
export function generatedStrategy(
  generated: unknown,
  type: LogicalType,
): { readonly kind: 'strategy'; readonly strategy: GeneratedStrategy } | { readonly kind: 'problem'; message: string } {
  const strategy = generated === true ? BY_TYPE.get(type.kind) : generated;
  if (strategy === undefined) {
    return problem(`no value can be generated for ${describeType(type)}: write type: 'uuid', 'timeuuid' or 'objectId'`);
  }
  if (!isStrategy(strategy)) {
    return problem(`${String(strategy)} is no strategy: write generated: true, ${quoted(Object.keys(FITTING))}`);
  }
  if (FITTING[strategy].includes(type.kind)) return { kind: 'strategy', strategy };
  return problem(`${strategy} does not fit ${describeType(type)}: write type: ${quoted(FITTING[strategy])}`);
}

function isStrategy(value: unknown): value is GeneratedStrategy {
  return typeof value === 'string' && Object.hasOwn(FITTING, value);
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(' or ');
}

function problem(message: string): { readonly kind: 'problem'; message: string } {
  return { kind: 'problem', message };
}
