import { NO_RUN_OPTIONS } from '../../contract/driver';
import type { RawResult } from '../../contract/result';
import type { ChangeLine, ChangeLines, ChangeListener } from './postgres-change-line';
import { quoteName } from './postgres-column';
import type { PostgresLine } from './postgres-line';
import type { PostgresStatement } from './postgres-statement';

/** The part of the driver that notices come from. */
export interface NoticeSource {
  acquire(options: typeof NO_RUN_OPTIONS): Promise<PostgresLine>;
  /** Calls `listener` with the channel of every notice; gives a function that stops it. */
  onNotice(listener: (channel: string) => void): () => void;
}

/** Streams of changes on the one line of an embedded database: questions wait until it is free. */
export class PgliteListener implements ChangeLines {
  readonly #source: NoticeSource;
  /** How many listen on each channel. */
  readonly #counts = new Map<string, number>();

  constructor(source: NoticeSource) {
    this.#source = source;
  }

  async open(): Promise<ChangeLine> {
    let leave: (() => void) | null = null;
    return {
      run: (statement) => this.#run(statement),
      listen: async (channel, listener) => {
        leave = await this.#listen(channel, listener);
      },
      close: async () => {
        leave?.();
        leave = null;
      },
    };
  }

  async #run(statement: PostgresStatement): Promise<RawResult> {
    const line = await this.#source.acquire(NO_RUN_OPTIONS);
    try {
      return await line.run(statement, NO_RUN_OPTIONS);
    } finally {
      line.release(false);
    }
  }

  async #listen(channel: string, listener: ChangeListener): Promise<() => void> {
    const stop = this.#source.onNotice((name) => {
      if (name === channel) listener.onNotice();
    });
    this.#count(channel, 1);
    const leave = (): void => {
      stop();
      // Nobody waits for it: while a transaction holds the line it could take long, and nothing depends on it.
      if (this.#count(channel, -1) === 0) this.#command(`UNLISTEN ${quoteName(channel)}`).catch(() => undefined);
    };
    try {
      await this.#command(`LISTEN ${quoteName(channel)}`);
    } catch (cause) {
      leave();
      throw cause;
    }
    return leave;
  }

  #count(channel: string, by: number): number {
    const count = (this.#counts.get(channel) ?? 0) + by;
    if (count === 0) this.#counts.delete(channel);
    else this.#counts.set(channel, count);
    return count;
  }

  async #command(text: string): Promise<void> {
    const line = await this.#source.acquire(NO_RUN_OPTIONS);
    try {
      await line.command(text);
    } finally {
      line.release(false);
    }
  }
}
