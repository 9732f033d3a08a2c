import { defineValue } from '../../internal/property-writer';
import type { LogicalType } from '../../types/logical-type';
import { naturalValue } from './bson-natural';
import { BSON_TYPE } from './bson-skip';
import { nameOf } from './bson-text';
import { nameBytes, walkMembers } from './bson-walker';
import { compileObjectReader, type ObjectReader } from './mongodb-compiled-decoder';
import { listDecoder, mapDecoder, setDecoder, tupleDecoder } from './mongodb-container-decoders';
import { decodeValue, type MongoDecoder } from './mongodb-decoder';
import { decoderOf } from './mongodb-decoders';
import { EXPIRY_FIELD } from './mongodb-expiry';
import { memberValue } from './mongodb-path-decoder';
import { type MemberShape, type RowShape, shapeOfType, type ValueShape } from './pipeline-shape';

const NATURAL: MongoDecoder = {
  expected: BSON_TYPE.string,
  read: (bytes, offset) => naturalValue(bytes, BSON_TYPE.string, offset),
  convert: naturalValue,
};

/**
 * How rows of a pipeline are read: canonical values where the type is known, natural forms elsewhere; embedded values and
 * the rows themselves are plain objects, and what is missing is null.
 * @returns reader of the bytes of one row
 */
export function pipelineRowReader(shape: RowShape): (row: unknown) => object {
  const read = rowReader(shape);
  return (row) => read(bytesOf(row), 0);
}

function bytesOf(row: unknown): Buffer {
  if (Buffer.isBuffer(row)) return row;
  if (!ArrayBuffer.isView(row)) throw new TypeError('A row is bytes.');
  return Buffer.from(row.buffer, row.byteOffset, row.byteLength);
}

function rowReader(shape: RowShape): ObjectReader {
  return shape.isOpen ? openReader(shape) : closedReader(shape);
}

function closedReader({ members }: RowShape): ObjectReader {
  const properties = Array.from(members, ([property, member]) => ({
    property,
    member: member.place[0] ?? property,
    decoder: decoderOfMember(member),
  }));
  return compileObjectReader({ properties, prototype: Object.prototype, isComplete: true });
}

/** Known members first, in their order, then the others by their stored names. */
function openReader(shape: RowShape): ObjectReader {
  const known = shape.members.size === 0 ? null : closedReader(shape);
  const taken = new Set([EXPIRY_FIELD, ...Array.from(shape.members.values(), ({ place }) => place[0])]);
  return (bytes, start) => {
    const row: object = known === null ? {} : known(bytes, start);
    walkMembers(bytes, start, (type, nameStart, valueStart) => {
      const name = nameOf(bytes, nameStart, valueStart - 1);
      if (!taken.has(name)) defineValue(row, name, naturalValue(bytes, type, valueStart));
    });
    return row;
  };
}

function decoderOfMember({ place, value }: MemberShape): MongoDecoder {
  return place.slice(1).reduceRight(memberDecoder, decoderOfShape(value));
}

function memberDecoder(below: MongoDecoder, name: string): MongoDecoder {
  const bytesOfName = nameBytes(name);
  return {
    expected: BSON_TYPE.document,
    read: (bytes, offset) => memberValue(below, bytes, offset, bytesOfName),
    convert: (bytes, type, offset) => decodeValue(below, bytes, type, offset),
  };
}

function decoderOfShape(shape: ValueShape): MongoDecoder {
  switch (shape.kind) {
    case 'unknown':
      return NATURAL;
    case 'typed':
      return plainDecoder(shape.type);
    case 'list':
      return listDecoder(decoderOfShape(shape.element));
    case 'row':
      return documentDecoder(shape.row);
  }
}

/** Embedded values may contain themselves: their members are looked at when the first one comes by. */
function documentDecoder(row: () => RowShape): MongoDecoder {
  let reader: ObjectReader | null = null;
  return {
    expected: BSON_TYPE.document,
    read: (bytes, offset) => {
      reader ??= rowReader(row());
      return reader(bytes, offset);
    },
    convert: naturalValue,
  };
}

/** As documents have them, but with plain objects for embedded values. */
function plainDecoder(type: LogicalType): MongoDecoder {
  switch (type.kind) {
    case 'list':
    case 'embedded':
      return decoderOfShape(shapeOfType(type));
    case 'set':
      return setDecoder(plainDecoder(type.element));
    case 'tuple':
      return tupleDecoder(type.elements.map(plainDecoder));
    case 'map':
      return mapDecoder(type.key, plainDecoder(type.value));
    default:
      return decoderOf(type);
  }
}
