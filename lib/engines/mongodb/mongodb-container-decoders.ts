import type { EmbeddedShape, LogicalType } from '../../types/logical-type';
import { naturalValue } from './bson-natural';
import { BSON_TYPE, endOfValue } from './bson-skip';
import { nameOf } from './bson-text';
import { walkMembers } from './bson-walker';
import { compileObjectReader, type ObjectReader } from './mongodb-compiled-decoder';
import { decodeOther, type MongoDecoder } from './mongodb-decoder';
import { mapKeyReader } from './mongodb-map-key';

/** Elements of an array in stored order; their names, which count them, mean nothing. */
function readItems(element: MongoDecoder, bytes: Buffer, start: number): unknown[] {
  const items: unknown[] = [];
  const { expected, read } = element;
  let offset = start + 4;
  for (let type = bytes[offset] ?? 0; type !== 0; type = bytes[offset] ?? 0) {
    let value = offset + 2;
    while ((bytes[value] ?? 0) !== 0) value += 1;
    value += 1;
    items.push(type === expected ? read(bytes, value) : decodeOther(element, bytes, type, value));
    offset = endOfValue(bytes, type, value);
  }
  return items;
}

function arrayDecoder(read: MongoDecoder['read']): MongoDecoder {
  return { expected: BSON_TYPE.array, read, convert: naturalValue };
}

function documentDecoder(read: MongoDecoder['read']): MongoDecoder {
  return { expected: BSON_TYPE.document, read, convert: naturalValue };
}

/** A list from an array. */
export function listDecoder(element: MongoDecoder): MongoDecoder {
  return arrayDecoder((bytes, offset) => readItems(element, bytes, offset));
}

/** A set from an array. */
export function setDecoder(element: MongoDecoder): MongoDecoder {
  return arrayDecoder((bytes, offset) => new Set(readItems(element, bytes, offset)));
}

/** A tuple from an array: as many values as it has types, null where the array is shorter. */
export function tupleDecoder(elements: readonly MongoDecoder[]): MongoDecoder {
  return arrayDecoder((bytes, offset) => {
    const values: unknown[] = elements.map(() => null);
    let index = 0;
    walkMembers(bytes, offset, (type, _nameStart, valueStart) => {
      const element = elements[index];
      if (element === undefined) return;
      values[index] =
        type === element.expected ? element.read(bytes, valueStart) : decodeOther(element, bytes, type, valueStart);
      index += 1;
    });
    return values;
  });
}

/** A vector from an array of numbers; another array stays one. */
export function vectorDecoder(number: MongoDecoder): MongoDecoder {
  return arrayDecoder((bytes, offset) => {
    const items = readItems(number, bytes, offset);
    return items.every((item) => typeof item === 'number') ? Float32Array.from(items) : items;
  });
}

/** A map from a document, in stored order. */
export function mapDecoder(key: LogicalType, value: MongoDecoder): MongoDecoder {
  const readKey = mapKeyReader(key);
  return documentDecoder((bytes, offset) => {
    const map = new Map<unknown, unknown>();
    walkMembers(bytes, offset, (type, nameStart, valueStart) => {
      const name = readKey(nameOf(bytes, nameStart, valueStart - 1));
      const isExpected = type === value.expected;
      map.set(name, isExpected ? value.read(bytes, valueStart) : decodeOther(value, bytes, type, valueStart));
    });
    return map;
  });
}

/**
 * An embedded value from a document with stored names. A property that is not there is not set.
 * Shapes may contain themselves; their fields are looked at when the first value comes by.
 */
export function embeddedDecoder(
  shapeOf: () => EmbeddedShape,
  decoderOf: (type: LogicalType) => MongoDecoder,
): MongoDecoder {
  let reader: ObjectReader | null = null;
  return documentDecoder((bytes, offset) => {
    reader ??= readerOfShape(shapeOf(), decoderOf);
    return reader(bytes, offset);
  });
}

function readerOfShape(shape: EmbeddedShape, decoderOf: (type: LogicalType) => MongoDecoder): ObjectReader {
  const properties = shape.fields.map(({ property, column, type }) => ({
    property,
    member: column,
    decoder: decoderOf(type),
  }));
  return compileObjectReader({ properties, prototype: shape.prototype, isComplete: false });
}
