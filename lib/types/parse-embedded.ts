import { asRecord } from '../internal/as-record';
import { instanceOfShape } from './instance-of-shape';
import { isPlainObject } from './is-plain-object';
import type { EmbeddedShape, FieldShape } from './logical-type';
import { locatedAt, misfit } from './misfit';
import type { ValueParser } from './value-parser';
import { ValueProblem } from './value-problem';

interface FieldParser {
  readonly field: FieldShape;
  readonly parse: ValueParser;
}

/**
 * A parser of embedded values: instances of the class, or plain objects with its fields, which become instances.
 * What a plain object leaves out has the value of the class's initialiser, else its default; a nullable field without
 * either stays missing. Own properties of an instance that are no fields are not stored, and left
 * alone; a plain object with a key that is no field is refused.
 */
export function embeddedParser(
  shapeOf: () => EmbeddedShape,
  parserOf: (field: FieldShape) => ValueParser,
): ValueParser {
  let compiled: { readonly shape: EmbeddedShape; readonly parsers: readonly FieldParser[] } | null = null;
  return (value) => {
    if (compiled === null) {
      // Not before the first value: shapes may refer to themselves, and to classes that are declared later.
      const shape = shapeOf();
      compiled = { shape, parsers: shape.fields.map((field) => ({ field, parse: parserOf(field) })) };
    }
    return parseEmbedded(compiled.shape, compiled.parsers, value);
  };
}

function parseEmbedded(shape: EmbeddedShape, parsers: readonly FieldParser[], value: unknown): object {
  if (typeof value !== 'object' || value === null) throw misfit(`an instance of ${shape.className}`, value);
  if (Object.getPrototypeOf(value) === shape.prototype) return parseInstance(shape, parsers, value);
  if (!isPlainObject(value)) throw misfit(`an instance of ${shape.className}`, value);
  refuseUnknownKeys(shape, value);
  const instance = instanceOfShape(shape);
  for (const parser of parsers) {
    const { property } = parser.field;
    // Own keys only: a field may have the name of something that every object inherits.
    const given = Object.hasOwn(value, property) ? value[property] : undefined;
    const parsed = parseField(parser, given === undefined ? initialValue(instance, parser.field) : given);
    if (parsed !== undefined) asRecord(instance)[property] = parsed;
  }
  return instance;
}

/** What a field has that a plain object leaves out: from the class's own initialiser, else its default. */
function initialValue(instance: object, field: FieldShape): unknown {
  const { property } = field;
  const initial: unknown = Object.hasOwn(instance, property) ? asRecord(instance)[property] : undefined;
  return initial ?? field.makeDefault?.();
}

function parseInstance(shape: EmbeddedShape, parsers: readonly FieldParser[], value: object): object {
  let copy: object | null = null;
  for (const parser of parsers) {
    const { property } = parser.field;
    const current = asRecord(value)[property];
    const parsed = parseField(parser, current);
    if (Object.is(parsed, current)) continue;
    copy ??= copyOf(shape, value);
    asRecord(copy)[property] = parsed;
  }
  return copy ?? value;
}

function copyOf(shape: EmbeddedShape, value: object): object {
  const copy: object = Object.create(shape.prototype);
  return Object.assign(copy, value);
}

function refuseUnknownKeys(shape: EmbeddedShape, value: object): void {
  const known = new Set(shape.fields.map((field) => field.property));
  const unknown = Object.keys(value).find((key) => !known.has(key));
  if (unknown === undefined) return;
  throw new ValueProblem('unknown', `is not a field of ${shape.className}`).within(unknown);
}

function parseField({ field, parse }: FieldParser, value: unknown): unknown {
  if (value === undefined || value === null) {
    if (field.nullable) return value;
    throw new ValueProblem('required', 'has no value; state { nullable: true } if that is allowed').within(
      field.property,
    );
  }
  try {
    return parse(value);
  } catch (cause) {
    throw locatedAt(cause, field.property);
  }
}
