/**
 * The process of a canned server: started by `canned-mongodb-server.ts`, which sends the documents and gets the port.
 */
import { createServer, type Socket } from 'node:net';
import { BSON } from 'mongodb';
import { cursorReply, legacyHead, messageHead } from './canned-mongodb-reply';

const HEAD = 16;
const OP_QUERY = 2004;
/** Documents in a first batch without a size, as of a real server. */
const DEFAULT_BATCH = 101;

const HELLO = {
  helloOk: true,
  ismaster: true,
  isWritablePrimary: true,
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  logicalSessionTimeoutMinutes: 30,
  minWireVersion: 0,
  maxWireVersion: 25,
  readOnly: false,
  ok: 1,
};

type Command = Readonly<Record<string, unknown>>;

/** Replies to commands about one list of documents, made once per command and size. */
class CannedReplies {
  readonly #documents: readonly Uint8Array[];
  readonly #made = new Map<string, Buffer>();

  constructor(documents: readonly Uint8Array[]) {
    this.#documents = documents;
  }

  replyTo(command: Command): Buffer {
    const [name = ''] = Object.keys(command);
    switch (name.toLowerCase()) {
      case 'hello':
      case 'ismaster':
        return this.#fixed('hello', HELLO);
      case 'buildinfo':
        return this.#fixed('buildinfo', { version: '8.0.0', versionArray: [8, 0, 0, 0], ok: 1 });
      case 'ping':
      case 'endsessions':
      case 'killcursors':
        return this.#fixed('ok', { ok: 1 });
      case 'find':
        return this.#batch('firstBatch', 0, command, DEFAULT_BATCH);
      case 'getmore':
        return this.#batch('nextBatch', Number(command.getMore), command, this.#documents.length);
      default:
        return Buffer.from(BSON.serialize({ ok: 0, code: 59, errmsg: `no such command: ${name}` }));
    }
  }

  #fixed(name: string, reply: object): Buffer {
    return this.#once(name, () => Buffer.from(BSON.serialize(reply)));
  }

  /** The id of a cursor is the position of the next document. */
  #batch(batch: string, from: number, command: Command, defaultSize: number): Buffer {
    const limit = Number(command.limit ?? 0) || this.#documents.length;
    const size = Number(command.batchSize ?? defaultSize);
    const collection = String(command.find ?? command.collection);
    const namespace = `${String(command.$db)}.${collection}`;
    return this.#once(`${batch} ${from} ${size} ${limit} ${namespace}`, () => {
      const end = Math.min(from + size, limit, this.#documents.length);
      const isLast = end === Math.min(limit, this.#documents.length);
      return cursorReply(batch, this.#documents.slice(from, end), isLast ? 0 : end, namespace);
    });
  }

  #once(name: string, make: () => Buffer): Buffer {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const made = make();
    this.#made.set(name, made);
    return made;
  }
}

/** The command in a message. Of an OP_MSG it is the section of kind 0, which the client sends first. */
function commandOf(message: Buffer): Command {
  if (message.readInt32LE(12) === OP_QUERY) {
    const nameEnd = message.indexOf(0, HEAD + 4);
    return BSON.deserialize(message.subarray(nameEnd + 9), { allowObjectSmallerThanBufferSize: true });
  }
  return BSON.deserialize(message.subarray(HEAD + 5), { allowObjectSmallerThanBufferSize: true });
}

function answer(socket: Socket, message: Buffer, replies: CannedReplies): void {
  const body = replies.replyTo(commandOf(message));
  const isLegacy = message.readInt32LE(12) === OP_QUERY;
  const head = (isLegacy ? legacyHead : messageHead)(body, message.readInt32LE(4));
  socket.cork();
  socket.write(head);
  socket.write(body);
  socket.uncork();
}

function serve(socket: Socket, replies: CannedReplies): void {
  let pending = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    pending = pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([pending, chunk]);
    while (pending.length >= HEAD && pending.length >= pending.readInt32LE(0)) {
      const length = pending.readInt32LE(0);
      answer(socket, pending.subarray(0, length), replies);
      pending = pending.subarray(length);
    }
  });
}

process.once('message', (documents: readonly Uint8Array[]) => {
  const replies = new CannedReplies(documents);
  const server = createServer((socket) => serve(socket, replies));
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.send?.(typeof address === 'object' ? address?.port : undefined);
  });
});

// The process that started this one is gone: nobody is left to answer to.
process.once('disconnect', () => process.exit(0));
