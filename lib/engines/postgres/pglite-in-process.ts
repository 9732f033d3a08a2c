import type { PgliteClient } from './pglite-client';
import type { PgliteTransport } from './pglite-transport';

/**
 * A PGlite database in this thread. `exchange` is synchronous inside: nothing can come between its messages. The
 * database's own locks are only taken when somebody else has it in hands, because they cost a third of a read by key.
 */
export class PgliteInProcess implements PgliteTransport {
  readonly client: PgliteClient;
  readonly #isOurs: boolean;
  readonly #listeners = new Set<(channel: string) => void>();
  #isShared: boolean;

  constructor(client: PgliteClient, isOurs: boolean) {
    this.client = client;
    this.#isOurs = isOurs;
    this.#isShared = !isOurs;
  }

  get isShared(): boolean {
    return this.#isShared;
  }

  /** From now on somebody else may use the database. */
  share(): void {
    this.#isShared = true;
  }

  async exchange(message: Buffer): Promise<Buffer> {
    const chunks: Buffer[] = [];
    await this.client.execProtocolRawStream(message, {
      // The file system that we ask for writes through; one of the caller's may have to be told.
      syncToFs: !this.#isOurs,
      // The bytes are a view of the database's memory, which the next write changes.
      onRawData: (bytes) => chunks.push(Buffer.from(bytes)),
    });
    return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
  }

  lock(): Promise<() => void> | null {
    if (!this.#isShared) return null;
    return new Promise((resolve, reject) => {
      const hold = (): Promise<void> => new Promise((release) => resolve(() => release()));
      const { client } = this;
      const held = client._runExclusiveTransaction?.(hold) ?? client.runExclusive(hold);
      held.catch(reject);
    });
  }

  notify(channel: string, payload: string): void {
    for (const listener of this.#listeners) listener(channel);
    // Sent once more through the client, whose own reader gives it to its listeners.
    if (!this.#isShared) return;
    // What was delivered once can only fail when the database is closed: then nobody is left to hear of either.
    this.client.query('SELECT pg_notify($1, $2)', [channel, payload]).catch(() => undefined);
  }

  onNotice(listener: (channel: string) => void): () => void {
    this.#listeners.add(listener);
    // What others do through the client, its own reader hears.
    const stop = this.client.onNotification?.(listener);
    return () => {
      stop?.();
      this.#listeners.delete(listener);
    };
  }

  async close(): Promise<void> {
    if (this.#isOurs && !this.client.closed) await this.client.close();
  }
}
