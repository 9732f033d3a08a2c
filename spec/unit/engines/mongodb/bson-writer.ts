/** One member of a document in bytes: written by hand, since the client cannot write every document that there can be. */
export interface Member {
  readonly name: string;
  readonly type: number;
  readonly value: Buffer;
}

/** A value in bytes, with its type. */
export type Value = Omit<Member, 'name'>;

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(`${value}\0`);
  return Buffer.concat([int32(bytes.length), bytes]);
}

/** The bytes of a document. Names may come twice and in any order. */
export function documentOf(members: readonly Member[]): Buffer {
  const parts = members.map(({ name, type, value }) =>
    Buffer.concat([Buffer.of(type), Buffer.from(`${name}\0`), value]),
  );
  const body = Buffer.concat([...parts, Buffer.of(0)]);
  return Buffer.concat([int32(body.length + 4), body]);
}

const empty = Buffer.alloc(0);

/** Values of every BSON type, deprecated ones included. https://bsonspec.org/spec.html */
export const bson = {
  double: (value: number): Value => ({ type: 0x01, value: double(value) }),
  string: (value: string): Value => ({ type: 0x02, value: text(value) }),
  rawString: (bytes: Buffer): Value => ({
    type: 0x02,
    value: Buffer.concat([int32(bytes.length + 1), bytes, Buffer.of(0)]),
  }),
  document: (members: readonly Member[]): Value => ({ type: 0x03, value: documentOf(members) }),
  array: (items: readonly Value[]): Value => ({
    type: 0x04,
    value: documentOf(items.map((item, index) => ({ name: String(index), ...item }))),
  }),
  binary: (subtype: number, bytes: Uint8Array): Value => {
    const payload = subtype === 2 ? Buffer.concat([int32(bytes.length), bytes]) : Buffer.from(bytes);
    return { type: 0x05, value: Buffer.concat([int32(payload.length), Buffer.of(subtype), payload]) };
  },
  undefined: (): Value => ({ type: 0x06, value: empty }),
  objectId: (bytes: Uint8Array): Value => ({ type: 0x07, value: Buffer.from(bytes) }),
  boolean: (value: boolean): Value => ({ type: 0x08, value: Buffer.of(value ? 1 : 0) }),
  date: (ms: bigint): Value => ({ type: 0x09, value: int64(ms) }),
  null: (): Value => ({ type: 0x0a, value: empty }),
  regex: (source: string, flags: string): Value => ({ type: 0x0b, value: Buffer.from(`${source}\0${flags}\0`) }),
  dbPointer: (name: string, id: Uint8Array): Value => ({ type: 0x0c, value: Buffer.concat([text(name), id]) }),
  code: (source: string): Value => ({ type: 0x0d, value: text(source) }),
  symbol: (value: string): Value => ({ type: 0x0e, value: text(value) }),
  codeWithScope: (source: string, scope: readonly Member[]): Value => {
    const body = Buffer.concat([text(source), documentOf(scope)]);
    return { type: 0x0f, value: Buffer.concat([int32(body.length + 4), body]) };
  },
  int32: (value: number): Value => ({ type: 0x10, value: int32(value) }),
  timestamp: (value: bigint): Value => ({ type: 0x11, value: int64(value) }),
  int64: (value: bigint): Value => ({ type: 0x12, value: int64(value) }),
  decimal128: (bytes: Uint8Array): Value => ({ type: 0x13, value: Buffer.from(bytes) }),
  minKey: (): Value => ({ type: 0xff, value: empty }),
  maxKey: (): Value => ({ type: 0x7f, value: empty }),
};
