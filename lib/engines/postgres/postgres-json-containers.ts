import { propertyWriter } from '../../internal/property-writer';
import type { EmbeddedShape, LogicalType } from '../../types/logical-type';
import { locatedAt } from '../../types/misfit';
import type { Codec, JsonCodec } from './postgres-codec';
import { numberText } from './postgres-scalar-codecs';

/** JSON text of a part that may be null. A problem in it tells where it is. */
function part(codec: JsonCodec, value: unknown, step: string | number): string {
  if (value === null || value === undefined) return 'null';
  try {
    return codec.encode(value);
  } catch (cause) {
    throw locatedAt(cause, String(step));
  }
}

function decoded(codec: JsonCodec, json: unknown): unknown {
  return json === null || json === undefined ? null : codec.decode(json);
}

function elementsOf(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : [];
}

function joined(values: Iterable<unknown>, element: JsonCodec): string {
  return `[${Array.from(values, (value, index) => part(element, value, index)).join(',')}]`;
}

/** A list as a JSON array. */
export function listCodec(element: JsonCodec): JsonCodec {
  return {
    encode: (value) => joined(value as readonly unknown[], element),
    decode: (json) => elementsOf(json).map((value) => decoded(element, value)),
  };
}

/** A set as a JSON array in the order of insertion. */
export function setCodec(element: JsonCodec): JsonCodec {
  return {
    encode: (value) => joined(value as ReadonlySet<unknown>, element),
    decode: (json) => new Set(elementsOf(json).map((value) => decoded(element, value))),
  };
}

/** A tuple as a JSON array. */
export function tupleCodec(elements: readonly JsonCodec[]): JsonCodec {
  return {
    encode: (value) => {
      const values = value as readonly unknown[];
      return `[${elements.map((element, index) => part(element, values[index], index)).join(',')}]`;
    },
    decode: (json) => {
      const values = elementsOf(json);
      return elements.map((element, index) => decoded(element, values[index]));
    },
  };
}

/** A vector as a JSON array of numbers. */
export function vectorCodec(): JsonCodec {
  return {
    encode: (value) => `[${Array.from(value as Float32Array, numberText).join(',')}]`,
    decode: (json) => Float32Array.from(elementsOf(json), Number),
  };
}

/** A map as a JSON object. */
export function mapCodec(key: Pick<Codec, 'encode' | 'decode'>, value: JsonCodec): JsonCodec {
  return {
    encode: (map) => {
      const entries = Array.from(map as ReadonlyMap<unknown, unknown>, ([name, entry]) => {
        const text = part({ encode: key.encode, decode: String }, name, String(name));
        return `${JSON.stringify(text)}:${part(value, entry, text)}`;
      });
      return `{${entries.join(',')}}`;
    },
    decode: (json) =>
      new Map(Object.entries(json as object).map(([name, entry]) => [key.decode(name), decoded(value, entry)])),
  };
}

interface EmbeddedField {
  readonly property: string;
  readonly column: string;
  readonly label: string;
  readonly codec: JsonCodec;
  readonly write: (target: object, value: unknown) => void;
}

function embeddedFields(shape: EmbeddedShape, codecOf: (type: LogicalType) => JsonCodec): readonly EmbeddedField[] {
  return shape.fields.map((field) => ({
    property: field.property,
    column: field.column,
    label: `${JSON.stringify(field.column)}:`,
    codec: codecOf(field.type),
    write: propertyWriter(shape.prototype, field.property),
  }));
}

/**
 * An embedded value as a JSON object with stored names. A null property is a JSON null, an undefined one is left out;
 * one that is not there is not set on reading either.
 */
export function embeddedCodec(shape: () => EmbeddedShape, codecOf: (type: LogicalType) => JsonCodec): JsonCodec {
  let known: readonly EmbeddedField[] | null = null;
  const fieldsOf = (): readonly EmbeddedField[] => {
    known ??= embeddedFields(shape(), codecOf);
    return known;
  };
  return {
    encode: (value) => {
      const source = value as Readonly<Record<string, unknown>>;
      let text = '';
      for (const { property, label, codec } of fieldsOf()) {
        const held = source[property];
        if (held !== undefined) text += `${text === '' ? '' : ','}${label}${part(codec, held, property)}`;
      }
      return `{${text}}`;
    },
    decode: (json) => {
      const source = json as Readonly<Record<string, unknown>>;
      const target: object = Object.create(shape().prototype);
      for (const { column, codec, write } of fieldsOf()) {
        if (Object.hasOwn(source, column)) write(target, decoded(codec, source[column]));
      }
      return target;
    },
  };
}
