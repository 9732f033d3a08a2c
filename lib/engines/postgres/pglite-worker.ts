import { Worker } from 'node:worker_threads';
import { ConnectionError } from '../../errors/database-errors';
import { ConfigurationError } from '../../errors/definition-errors';
import { propertyOf } from '../../internal/property-of';
import type { PgliteTransport } from './pglite-transport';
import { PGLITE_WORKER_SOURCE } from './pglite-worker-source';

interface PlainError {
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
}

/** What the worker says; exactly one part is there. */
interface WorkerMessage {
  readonly open?: true;
  readonly failed?: PlainError;
  readonly replies?: readonly { readonly reply?: Uint8Array; readonly error?: PlainError }[];
  readonly closed?: true;
  readonly error?: PlainError;
}

interface Waiter<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

function revive(plain: PlainError): Error {
  const error = new Error(plain.message);
  if (plain.stack !== undefined) error.stack = plain.stack;
  return plain.code === undefined ? error : Object.assign(error, { code: plain.code });
}

/**
 * A PGlite database in a worker thread. Messages of one turn of the event loop travel together. The thread keeps the
 * process alive only while somebody waits for it.
 */
export class PgliteWorker implements PgliteTransport {
  readonly isShared = false;
  readonly #worker: Worker;
  readonly #waiting: Waiter<Buffer>[] = [];
  readonly #listeners = new Set<(channel: string) => void>();
  #outbox: Uint8Array[] = [];
  #opening: Waiter<void> | null = null;
  #closing: Waiter<void> | null = null;
  #lost: Error | null = null;

  private constructor(options: Readonly<Record<string, unknown>>) {
    this.#worker = new Worker(PGLITE_WORKER_SOURCE, { eval: true, workerData: { from: __filename, options } });
    this.#worker.on('message', (message: WorkerMessage) => this.#hear(message));
    this.#worker.on('error', (cause) => this.#lose(cause));
    this.#worker.on('exit', (code) => this.#lose(new Error(`The thread ended with code ${code}.`)));
  }

  /**
   * Starts a thread and opens the database in it.
   * @param options those of `new PGlite`; what cannot be copied to a thread is refused
   * @throws ConfigurationError (POLYDOC_CONFIGURATION); the client's own error when the database does not open.
   */
  static async open(options: Readonly<Record<string, unknown>>): Promise<PgliteWorker> {
    const worker = PgliteWorker.#start(options);
    try {
      await new Promise<void>((resolve, reject) => {
        worker.#opening = { resolve, reject };
      });
    } catch (cause) {
      await worker.#worker.terminate();
      throw cause;
    }
    worker.#rest();
    return worker;
  }

  exchange(message: Buffer): Promise<Buffer> {
    if (this.#lost !== null) return Promise.reject(this.#lost);
    if (this.#outbox.length === 0) queueMicrotask(() => this.#send());
    this.#outbox.push(message);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  lock(): null {
    return null;
  }

  notify(channel: string): void {
    for (const listener of this.#listeners) listener(channel);
  }

  onNotice(listener: (channel: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    if (this.#lost === null) {
      this.#worker.ref();
      await new Promise<void>((resolve, reject) => {
        this.#closing = { resolve, reject };
        this.#send();
        this.#worker.postMessage({ close: true });
      });
    }
    await this.#worker.terminate();
  }

  static #start(options: Readonly<Record<string, unknown>>): PgliteWorker {
    try {
      return new PgliteWorker(options);
    } catch (cause) {
      if (propertyOf(cause, 'name') !== 'DataCloneError') throw cause;
      throw new ConfigurationError('An option of PGlite cannot be handed to the thread that it runs in.', {
        engine: 'pglite',
        hint: "Name an extension by its npm module: `extensions: { vector: '@electric-sql/pglite-pgvector' }`.",
        cause,
      });
    }
  }

  #send(): void {
    if (this.#outbox.length === 0) return;
    const messages = this.#outbox;
    this.#outbox = [];
    this.#worker.ref();
    this.#worker.postMessage({ messages });
  }

  #hear(message: WorkerMessage): void {
    if (message.replies !== undefined) this.#answer(message.replies);
    else if (message.open === true) this.#opening?.resolve();
    else if (message.failed !== undefined) this.#opening?.reject(revive(message.failed));
    else if (message.error !== undefined) this.#closing?.reject(revive(message.error));
    else if (message.closed === true) this.#closing?.resolve();
  }

  #answer(replies: NonNullable<WorkerMessage['replies']>): void {
    for (const { reply, error } of replies) {
      const waiter = this.#waiting.shift();
      if (reply === undefined) waiter?.reject(error === undefined ? new Error('No reply.') : revive(error));
      else waiter?.resolve(Buffer.from(reply.buffer, reply.byteOffset, reply.byteLength));
    }
    this.#rest();
  }

  #rest(): void {
    if (this.#waiting.length === 0 && this.#closing === null) this.#worker.unref();
  }

  #lose(cause: unknown): void {
    this.#lost ??= new ConnectionError('The thread that PGlite runs in has ended.', { engine: 'pglite', cause });
    this.#opening?.reject(this.#lost);
    this.#closing?.resolve();
    for (const waiter of this.#waiting.splice(0)) waiter.reject(this.#lost);
  }
}
