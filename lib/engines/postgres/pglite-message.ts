/** A parameter in wire form: text, or bytes in binary format. */
export type WireParameter = string | Buffer | null;

const HEADER_BYTES = 5;

/** Sync: ends the implicit transaction; the server answers ReadyForQuery. */
export const SYNC = Buffer.from([0x53, 0, 0, 0, 4]);
/** Execute the unnamed portal to its end. */
export const EXECUTE = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0]);
/** Describe the unnamed portal: the answer is the row's columns. */
export const DESCRIBE_PORTAL = Buffer.from([0x44, 0, 0, 0, 6, 0x50, 0]);
/** Describe the unnamed statement: the answer has the parameters' types. */
export const DESCRIBE_STATEMENT = Buffer.from([0x44, 0, 0, 0, 6, 0x53, 0]);
/** The data of a COPY is complete. */
export const COPY_DONE = Buffer.from([0x63, 0, 0, 0, 4]);

function message(code: string, bodyBytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + bodyBytes);
  buffer.write(code, 0, 'latin1');
  buffer.writeInt32BE(bodyBytes + 4, 1);
  return buffer;
}

function putCString(buffer: Buffer, text: string, at: number): number {
  const end = at + buffer.write(text, at, 'utf8');
  buffer[end] = 0;
  return end + 1;
}

/** A simple query, which may hold several statements. */
export function queryMessage(text: string): Buffer {
  const buffer = message('Q', Buffer.byteLength(text) + 1);
  putCString(buffer, text, HEADER_BYTES);
  return buffer;
}

/** A piece of the data of a COPY, to be sent in this order. */
export function copyDataMessages(chunk: Buffer): Buffer[] {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header.write('d', 0, 'latin1');
  header.writeInt32BE(chunk.length + 4, 1);
  return [header, chunk];
}

/** Parse `text` as the named statement; the empty name is the unnamed one. */
export function parseMessage(name: string, text: string): Buffer {
  const buffer = message('P', Buffer.byteLength(name) + Buffer.byteLength(text) + 4);
  const at = putCString(buffer, text, putCString(buffer, name, HEADER_BYTES));
  buffer.writeInt16BE(0, at);
  return buffer;
}

/** Forget a named statement; the server does not mind when there is none. */
export function closeMessage(name: string): Buffer {
  const buffer = message('C', Buffer.byteLength(name) + 2);
  buffer.write('S', HEADER_BYTES, 'latin1');
  putCString(buffer, name, HEADER_BYTES + 1);
  return buffer;
}

function parameterBytes(value: WireParameter): number {
  if (value === null) return 0;
  return typeof value === 'string' ? Buffer.byteLength(value) : value.length;
}

/** Bind parameters of the named statement to the unnamed portal; results come as text. */
export function bindMessage(name: string, values: readonly WireParameter[]): Buffer {
  const lengths = values.map(parameterBytes);
  const valueBytes = lengths.reduce((sum, length) => sum + length + 4, 0);
  const buffer = message('B', Buffer.byteLength(name) + 2 + 2 + values.length * 2 + 2 + valueBytes + 2);
  let at = HEADER_BYTES;
  buffer[at] = 0;
  at = putCString(buffer, name, at + 1);
  at = buffer.writeUInt16BE(values.length, at);
  for (const value of values) at = buffer.writeInt16BE(value instanceof Buffer ? 1 : 0, at);
  at = buffer.writeUInt16BE(values.length, at);
  values.forEach((value, index) => {
    at = buffer.writeInt32BE(value === null ? -1 : (lengths[index] ?? 0), at);
    if (typeof value === 'string') at += buffer.write(value, at, 'utf8');
    else if (value !== null) at += value.copy(buffer, at);
  });
  buffer.writeInt16BE(0, at);
  return buffer;
}
