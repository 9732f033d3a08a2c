import type { EmbeddedShape, LogicalType } from '../../types/logical-type';
import { locatedAt } from '../../types/misfit';
import type { MongoCodec } from './mongodb-codec';
import { memberNameOf } from './mongodb-member-name';
import { doubleOf } from './mongodb-numbers';

/** A part that may be null. A problem in it tells where it is. */
function part(codec: MongoCodec, value: unknown, step: string | number): unknown {
  if (value === null || value === undefined) return null;
  try {
    return codec.encode(value);
  } catch (cause) {
    throw locatedAt(cause, String(step));
  }
}

/** A list as an array. */
export function listCodec(element: MongoCodec): MongoCodec {
  return {
    isSame: false,
    encode: (value) => (value as readonly unknown[]).map((item, index) => part(element, item, index)),
  };
}

/** A set as an array in the order of insertion. */
export function setCodec(element: MongoCodec): MongoCodec {
  return {
    isSame: false,
    encode: (value) => Array.from(value as ReadonlySet<unknown>, (item, index) => part(element, item, index)),
  };
}

/** A tuple as an array of its length, with nulls where a position is empty. */
export function tupleCodec(elements: readonly MongoCodec[]): MongoCodec {
  return {
    isSame: false,
    encode: (value) => {
      const values = value as readonly unknown[];
      return elements.map((element, index) => part(element, values[index], index));
    },
  };
}

/** A vector as an array of doubles. */
export function vectorCodec(): MongoCodec {
  return { isSame: false, encode: (value) => Array.from(value as Float32Array, doubleOf) };
}

/** A map as a sub-document, in the order of insertion: an object would put names that look like numbers first. */
export function mapCodec(key: LogicalType, value: MongoCodec): MongoCodec {
  return {
    isSame: false,
    encode: (map) => {
      const members = new Map<string, unknown>();
      for (const [name, entry] of map as ReadonlyMap<unknown, unknown>) {
        const member = named(name, key);
        members.set(member, part(value, entry, member));
      }
      return members;
    },
  };
}

function named(name: unknown, type: LogicalType): string {
  try {
    return memberNameOf(name, type);
  } catch (cause) {
    throw locatedAt(cause, String(name));
  }
}

interface EmbeddedField {
  readonly property: string;
  readonly column: string;
  readonly codec: MongoCodec;
}

/**
 * An embedded value as a sub-document with stored names in declared order. A null property is stored as null, an undefined
 * one is left out, so that both read as they were. A map and no object, so that no stored name means anything to the
 * client.
 */
export function embeddedCodec(shape: () => EmbeddedShape, codecOf: (type: LogicalType) => MongoCodec): MongoCodec {
  let known: readonly EmbeddedField[] | null = null;
  const fieldsOf = (): readonly EmbeddedField[] => {
    known ??= shape().fields.map(({ property, column, type }) => ({ property, column, codec: codecOf(type) }));
    return known;
  };
  return {
    isSame: false,
    encode: (value) => {
      const source = value as Readonly<Record<string, unknown>>;
      const members = new Map<string, unknown>();
      for (const { property, column, codec } of fieldsOf()) {
        const held = source[property];
        if (held !== undefined) members.set(column, part(codec, held, property));
      }
      return members;
    },
  };
}
