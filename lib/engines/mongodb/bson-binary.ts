import { uuidAt } from './bson-scalars';
import { int32At } from './bson-skip';

/** Subtypes of binary values: https://bsonspec.org/spec.html */
const SUBTYPE = Object.freeze({ oldBinary: 0x02, uuid: 0x04 });
const UUID_LENGTH = 16;
/** Length and subtype in front of the bytes. */
const HEAD = 5;
/** The oldest subtype has the length a second time. */
const OLD_HEAD = HEAD + 4;

/** A copy of the bytes of a binary value. */
export function binaryAt(bytes: Buffer, offset: number): Uint8Array {
  const isOld = bytes[offset + 4] === SUBTYPE.oldBinary;
  const end = offset + HEAD + int32At(bytes, offset);
  return new Uint8Array(bytes.subarray(offset + (isOld ? OLD_HEAD : HEAD), end));
}

/** The text of a UUID, or null where the binary value is none. */
export function uuidIn(bytes: Buffer, offset: number): string | null {
  const isUuid = bytes[offset + 4] === SUBTYPE.uuid && int32At(bytes, offset) === UUID_LENGTH;
  return isUuid ? uuidAt(bytes, offset + HEAD) : null;
}
