/** Bytes that kept documents share. */
const SLAB_BYTES = 32 * 1024;
/** Bigger documents are kept on their own. */
const MAX_SHARED = SLAB_BYTES / 8;
/** A buffer of at most this many times the document's bytes may be held on to for it. */
const MAX_EXCESS = 2;

/** The document of a row as it was read, and the defaults that were made for what it lacks. */
export class KeptRow {
  /** @param defaults canonical values by the index of their property; null for none */
  constructor(
    readonly bytes: Buffer,
    public start: number,
    readonly defaults: ReadonlyMap<number, unknown> | null,
  ) {}
}

/** Where the next document goes. Of the class, so that there is always one: see the samples of object readers. */
let free = new KeptRow(Buffer.alloc(0), 0, null);

/**
 * Keeps a document without its reply: the bytes are copied to where other kept documents are, since the reply may be
 * thousands of times as big and would stay in memory as long as the document.
 */
export function keepRow(row: Buffer, defaults: ReadonlyMap<number, unknown> | null): KeptRow {
  const { length } = row;
  if (length > MAX_SHARED) return new KeptRow(ownBytes(row), 0, defaults);
  if (free.start + length > free.bytes.length) free = new KeptRow(Buffer.allocUnsafeSlow(SLAB_BYTES), 0, null);
  const { bytes, start } = free;
  bytes.set(row, start);
  free.start += length;
  return new KeptRow(bytes, start, defaults);
}

function ownBytes(row: Buffer): Buffer {
  if (row.buffer.byteLength <= row.length * MAX_EXCESS) return row;
  const copy = Buffer.allocUnsafeSlow(row.length);
  copy.set(row);
  return copy;
}
