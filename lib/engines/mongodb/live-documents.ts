import { BSON_TYPE, endOfName, endOfValue } from './bson-skip';
import { EXPIRY_FIELD } from './mongodb-expiry';

const NAME = Buffer.from(EXPIRY_FIELD, 'latin1');

function isExpiryField(bytes: Uint8Array, start: number, end: number): boolean {
  // The second letter tells it from `_id` and from nearly everything else.
  if (end - start - 1 !== NAME.length || bytes[start + 1] !== NAME[1]) return false;
  return NAME.every((byte, index) => bytes[start + index] === byte);
}

function dateAt(bytes: Uint8Array, offset: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, 8);
  return Number(view.getBigInt64(0, true));
}

/** True for a document whose end has passed. Walks the names at top level and decodes nothing else. */
export function hasExpired(bytes: Uint8Array, nowMs: number): boolean {
  let offset = 4;
  for (let type = bytes[offset] ?? 0; type !== 0; type = bytes[offset] ?? 0) {
    const start = offset + 1;
    const value = endOfName(bytes, start);
    if (isExpiryField(bytes, start, value)) return type === BSON_TYPE.date && dateAt(bytes, value) <= nowMs;
    offset = endOfValue(bytes, type, value);
  }
  return false;
}

/** The documents that have not ended by now. */
export function liveDocuments(documents: readonly Uint8Array[]): readonly Uint8Array[] {
  const nowMs = Date.now();
  return documents.some((bytes) => hasExpired(bytes, nowMs))
    ? documents.filter((bytes) => !hasExpired(bytes, nowMs))
    : documents;
}
