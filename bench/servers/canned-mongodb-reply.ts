/** Header, flags and the kind of the only section. https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */
const MESSAGE_HEAD = 21;
/** The same for OP_REPLY, with which the first question of a connection is answered. */
const LEGACY_HEAD = 36;
const OP_MSG = 2013;
const OP_REPLY = 1;

const BSON_TYPE = { double: 1, string: 2, document: 3, array: 4, int64: 18 } as const;

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function member(type: number, name: string, value: Uint8Array): Uint8Array[] {
  return [Buffer.of(type), Buffer.from(`${name}\0`), value];
}

function document(parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat([...parts, Buffer.of(0)]);
  return Buffer.concat([int32(body.length + 4), body]);
}

/**
 * The body of a reply to `find` or `getMore`.
 * @param batch name of the list of documents: `firstBatch` or `nextBatch`
 * @param cursorId what the next `getMore` has to say; 0 when this was the last batch
 */
export function cursorReply(
  batch: string,
  documents: readonly Uint8Array[],
  cursorId: number,
  namespace: string,
): Buffer {
  const items = document(documents.flatMap((bytes, index) => member(BSON_TYPE.document, String(index), bytes)));
  const id = Buffer.alloc(8);
  id.writeBigInt64LE(BigInt(cursorId));
  const name = Buffer.from(`${namespace}\0`);
  const cursor = document([
    ...member(BSON_TYPE.array, batch, items),
    ...member(BSON_TYPE.int64, 'id', id),
    ...member(BSON_TYPE.string, 'ns', Buffer.concat([int32(name.length), name])),
  ]);
  const one = Buffer.alloc(8);
  one.writeDoubleLE(1);
  return document([...member(BSON_TYPE.document, 'cursor', cursor), ...member(BSON_TYPE.double, 'ok', one)]);
}

/** What goes before the body of a reply to an OP_MSG. */
export function messageHead(body: Uint8Array, responseTo: number): Buffer {
  const head = Buffer.alloc(MESSAGE_HEAD);
  head.writeInt32LE(MESSAGE_HEAD + body.length, 0);
  head.writeInt32LE(responseTo, 8);
  head.writeInt32LE(OP_MSG, 12);
  return head;
}

/** What goes before the body of a reply to an OP_QUERY. */
export function legacyHead(body: Uint8Array, responseTo: number): Buffer {
  const head = Buffer.alloc(LEGACY_HEAD);
  head.writeInt32LE(LEGACY_HEAD + body.length, 0);
  head.writeInt32LE(responseTo, 8);
  head.writeInt32LE(OP_REPLY, 12);
  head.writeInt32LE(1, 32);
  return head;
}
