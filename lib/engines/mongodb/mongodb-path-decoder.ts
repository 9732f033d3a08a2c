import type { FieldPath, PathStep } from '../../query/field-path';
import type { LogicalType } from '../../types/logical-type';
import { BSON_TYPE, endOfName } from './bson-skip';
import { memberAt, nameBytes } from './bson-walker';
import { decodeValue, type MongoDecoder } from './mongodb-decoder';
import { decoderOf } from './mongodb-decoders';
import { computedName, ID, isKeyField, mapKeyText, typeBelow } from './mongodb-names';

/** Where in a stored document the value of a path begins, and how it is read from there. */
export interface PathSource {
  /** Stored name of the member at the top of the document. */
  readonly member: string;
  readonly decoder: MongoDecoder;
}

/**
 * Where a selected path is stored.
 * @param position of the path in the selection: the name of a value that was computed
 * @param isPart the field is one of several that make up the key
 */
export function pathSource(path: FieldPath, position: number, isPart: boolean): PathSource {
  const { field, steps, type } = path;
  if (field === null) return { member: computedName(position), decoder: decoderOf(type) };
  const below = steppedDecoder(steps, field.type, decoderOf(type));
  if (!isKeyField(field)) return { member: field.column, decoder: below };
  return { member: ID, decoder: keyDecoder(below, field.column, isPart) };
}

/** A decoder that goes down the steps from a value of the type, and reads what is at their end. */
function steppedDecoder(steps: readonly PathStep[], above: LogicalType | null, end: MongoDecoder): MongoDecoder {
  const [step, ...rest] = steps;
  if (step === undefined) return end;
  const below = steppedDecoder(rest, typeBelow(step, above), end);
  const name = nameBytes(nameOfStep(step, above));
  return {
    expected: step.kind === 'index' ? BSON_TYPE.array : BSON_TYPE.document,
    // The elements of an array are named by their positions.
    read: (bytes, offset) => memberValue(below, bytes, offset, name),
    convert: () => null,
  };
}

function nameOfStep(step: PathStep, above: LogicalType | null): string {
  if (step.kind === 'property') return step.field.column;
  if (step.kind === 'index') return String(step.index);
  return mapKeyText(step.key, above?.kind === 'map' ? above.key : null);
}

/** What a member of the document at an offset holds; null where there is none. */
export function memberValue(decoder: MongoDecoder, bytes: Buffer, offset: number, name: Uint8Array): unknown {
  const at = memberAt(bytes, offset, name);
  return at < 0 ? null : decodeValue(decoder, bytes, bytes[at] ?? 0, endOfName(bytes, at + 1));
}

/** A key of one field is the value of `_id`; of several, a document with a member for each. No key is a document. */
function keyDecoder(key: MongoDecoder, column: string, isPart: boolean): MongoDecoder {
  const name = nameBytes(column);
  const part = (bytes: Buffer, offset: number): unknown => memberValue(key, bytes, offset, name);
  if (isPart) {
    return {
      expected: BSON_TYPE.document,
      read: part,
      convert: (bytes, type, offset) => decodeValue(key, bytes, type, offset),
    };
  }
  return {
    ...key,
    convert: (bytes, type, offset) =>
      type === BSON_TYPE.document ? part(bytes, offset) : key.convert(bytes, type, offset),
  };
}
