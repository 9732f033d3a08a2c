import { defineValue, needsDefinition, propertyWriter } from '../../internal/property-writer';
import { BSON_TYPE, endOfValue } from './bson-skip';
import { stringAt, textOf } from './bson-text';
import { isNamedAt } from './bson-walker';
import { decodeOther, type MongoDecoder } from './mongodb-decoder';
import { type MemberGroup, memberGroups, restReader } from './mongodb-member-groups';

/** One property that is made of one member of a document. */
export interface ObjectProperty {
  readonly property: string;
  /** Stored name of the member; several properties may read one. */
  readonly member: string;
  readonly decoder: MongoDecoder;
  /** Makes the value where the member is missing or null; absent or null where that is null. */
  readonly onNull?: ((bytes: Buffer) => unknown) | null;
}

/** What is to be made of documents of one kind. */
export interface ObjectPlan {
  /** In the order that the properties get; members are expected in the order of their first property. */
  readonly properties: readonly ObjectProperty[];
  readonly prototype: object;
  /** True where the property of a missing member is null; else it is not set. */
  readonly isComplete: boolean;
}

/** Makes an object of the document that begins at an offset; runs no constructor. */
export type ObjectReader = (bytes: Buffer, start: number) => object;

/** Bytes of the length in front of a document. */
const DOCUMENT_HEAD = 4;

/** Longer names are compared in a loop from here on, which keeps the generated code small. */
const INLINE_NAME = 16;

/** Bytes of values that have one length, by type. */
const LENGTHS: ReadonlyMap<number, number> = new Map([
  [BSON_TYPE.double, 8],
  [BSON_TYPE.objectId, 12],
  [BSON_TYPE.boolean, 1],
  [BSON_TYPE.date, 8],
  [BSON_TYPE.int32, 4],
  [BSON_TYPE.int64, 8],
  [BSON_TYPE.decimal128, 16],
]);

/**
 * Compiles the making of objects from documents. Members in the expected order are recognised by their bytes; what is
 * missing costs a comparison; from the first member on that is none of the expected ones or out of order, members are
 * looked up by name. Properties are own and enumerable. Where code generation is forbidden
 * (`--disallow-code-generation-from-strings`), closures do the same, slower.
 */
export function compileObjectReader(plan: ObjectPlan): ObjectReader {
  const reader = bestReader(plan);
  samples.set(reader, sampleOf(plan, reader));
  return reader;
}

function bestReader(plan: ObjectPlan): ObjectReader {
  try {
    return generatedReader(plan);
  } catch (cause) {
    if (!(cause instanceof EvalError)) throw cause;
    return closureObjectReader(plan);
  }
}

/**
 * One object per reader, without values. While one object of a kind exists, the runtime remembers what such objects look
 * like; once a collection has found none, it throws the optimised code of the reader away.
 */
const samples = new WeakMap<ObjectReader, object>();

/** Made of a document in which every member is null, so that it has every property. */
function sampleOf({ properties }: ObjectPlan, reader: ObjectReader): object {
  const members = memberGroups(properties).flatMap(({ name }) => [Uint8Array.of(BSON_TYPE.null), name]);
  const bytes = Buffer.concat([Buffer.alloc(DOCUMENT_HEAD), ...members, Uint8Array.of(0)]);
  sampled.add(bytes);
  return reader(bytes, 0);
}

/** Documents of samples: no default is made for what they lack. */
const sampled = new WeakSet<Buffer>();

function filledValue(plan: ObjectPlan, index: number, value: unknown, bytes: Buffer): unknown {
  if (value !== undefined && value !== null) return value;
  const onNull = plan.properties[index]?.onNull ?? null;
  return onNull === null || sampled.has(bytes) ? null : onNull(bytes);
}

/** The same without generated code. */
export function closureObjectReader(plan: ObjectPlan): ObjectReader {
  const { properties, prototype, isComplete } = plan;
  const readRest = restReader(memberGroups(properties));
  const writers = properties.map(({ property }) => propertyWriter(prototype, property));
  return (bytes, start) => {
    const values: unknown[] = properties.map(() => undefined);
    readRest(bytes, start + DOCUMENT_HEAD, values);
    const made: object = Object.create(prototype);
    writers.forEach((write, index) => {
      const value = values[index];
      if (isComplete || value !== undefined) write(made, filledValue(plan, index, value, bytes));
    });
    return made;
  };
}

function generatedReader(plan: ObjectPlan): ObjectReader {
  const groups = memberGroups(plan.properties);
  const helpers = {
    plan,
    prototype: plan.prototype,
    names: groups.map(({ name }) => name.subarray(INLINE_NAME)),
    decoders: plan.properties.map(({ decoder }) => decoder),
    other: decodeOther,
    skip: endOfValue,
    textOf,
    isNamedAt,
    defineValue,
    filledValue,
    readRest: restReader(groups),
  };
  const factory: unknown = new Function(...Object.keys(helpers), readerSource(plan, groups));
  if (typeof factory !== 'function') throw new TypeError('Function made no function.');
  return factory(...Object.values(helpers));
}

/** `b` bytes, `p` where the member at hand begins, `t` its type, `q` where its value begins, `v0` ... the values. */
function readerSource({ properties, prototype, isComplete }: ObjectPlan, groups: readonly MemberGroup[]): string {
  const values = properties.map((_property, index) => `v${index}`);
  const declared = [`p = start + ${DOCUMENT_HEAD}`, 't = 0', 'q = 0', 'n = 0', ...values].join(', ');
  return [
    '"use strict";',
    ...properties.map((_property, index) => `const d${index} = decoders[${index}], r${index} = d${index}.read;`),
    `function Made(b, start) { let ${declared};`,
    ...groups.map(memberSource),
    `if (b[p] !== 0) { const w = [${values.join()}]; readRest(b, p, w);`,
    ...values.map((value, index) => `${value} = w[${index}];`),
    '}',
    ...properties.map((property, index) => assignment(property, index, prototype, isComplete)),
    '}',
    'Made.prototype = prototype;',
    'return (b, start) => new Made(b, start);',
  ].join('\n');
}

function memberSource({ name, targets }: MemberGroup, index: number): string {
  const isNamed = Array.from(name.subarray(0, INLINE_NAME), (byte, place) => `b[p+${place + 1}]===${byte}`);
  if (name.length > INLINE_NAME) isNamed.push(`isNamedAt(b, p+${INLINE_NAME + 1}, names[${index}])`);
  const [first] = targets;
  const isShared = first === undefined || targets.length > 1;
  const read = isShared ? sharedValue(targets) : singleValue(first.index, first.decoder);
  return `if (${isNamed.join('&&')} && (t = b[p]) !== 0) { q = p + ${name.length + 1}; ${read} }`;
}

/** Several properties of one member: parts of a compound key. */
function sharedValue(targets: MemberGroup['targets']): string {
  const reads = targets.map(
    ({ index, decoder }) => `v${index} = t === ${decoder.expected} ? r${index}(b, q) : other(d${index}, b, t, q);`,
  );
  return `${reads.join(' ')} p = skip(b, t, q);`;
}

function singleValue(index: number, { expected, read }: MongoDecoder): string {
  const size = '(b[q]|b[q+1]<<8|b[q+2]<<16|b[q+3]<<24)';
  const otherwise = `else { v${index} = other(d${index}, b, t, q); p = skip(b, t, q); }`;
  if (read === stringAt) {
    return `if (t === ${expected}) { n = q + 4; p = n + ${size}; v${index} = textOf(b, n, p - 1); } ${otherwise}`;
  }
  return `if (t === ${expected}) { v${index} = r${index}(b, q); p = ${endSource(expected, size)}; } ${otherwise}`;
}

function endSource(expected: number, size: string): string {
  const length = LENGTHS.get(expected);
  if (length !== undefined) return `q + ${length}`;
  if (expected === BSON_TYPE.document || expected === BSON_TYPE.array) return `q + ${size}`;
  return `skip(b, ${expected}, q)`;
}

function assignment(property: ObjectProperty, index: number, prototype: object, isComplete: boolean): string {
  const held = `v${index}`;
  const isFilled = (property.onNull ?? null) !== null;
  const complete = isFilled ? `filledValue(plan, ${index}, ${held}, b)` : `${held} === undefined ? null : ${held}`;
  const value = isComplete ? complete : held;
  // JSON text is JavaScript text: no name can end the literal, U+2028 included since ECMAScript 2019.
  const name = JSON.stringify(property.property);
  const write = needsDefinition(prototype, property.property)
    ? `defineValue(this, ${name}, ${value});`
    : `this[${name}] = ${value};`;
  return isComplete ? write : `if (${held} !== undefined) ${write}`;
}
