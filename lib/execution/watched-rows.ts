import { setTimeout as sleep } from 'node:timers/promises';
import { requireCapability } from '../capability/require-capability';
import type { ChangeFeed, ChangeSource, RowChange } from '../contract/change-feed';
import { NO_RUN_OPTIONS } from '../contract/driver';
import { ConnectionError, TimeoutError } from '../errors/database-errors';
import { InvalidQueryError, UnsupportedCapabilityError } from '../errors/usage-errors';
import type { WatchOperation } from '../query/operation';
import { requirementsOf } from '../query/requirements';
import { ValueProblem } from '../types/value-problem';
import type { ExecutionCore } from './execution-core';
import { Interruptible } from './interruptible';
import type { WatchLimits } from './watch-options';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;
/** How long a store may be out of reach before the stream gives up. */
const LONGEST_OUTAGE_MS = 60_000;

/**
 * Changes of rows, from now or from a token on, outside of all sessions. A connection that is lost is made again, and the
 * stream goes on behind the last change that it had, so that none is missed and none comes twice. It ends with `close`,
 * with the engine, with its signal, and with an error.
 */
export class WatchedRows {
  readonly #core: ExecutionCore;
  readonly #operation: WatchOperation;
  readonly #limits: WatchLimits;
  readonly #waiting = new Interruptible();
  readonly #onAbort = (): void => this.#abort();
  #source: ChangeSource | null = null;
  #opening: Promise<void> | null = null;
  #token: string | null = null;
  #isOver = false;
  #reason: { readonly error: unknown } | null = null;
  #rows = 0;
  #observed: ((rows: number, error: unknown) => void) | null = null;

  constructor(core: ExecutionCore, operation: WatchOperation, limits: WatchLimits) {
    this.#core = core;
    this.#operation = operation;
    this.#limits = limits;
  }

  /** Where the stream has got to; null before it is live. */
  get token(): string | null {
    return this.#token;
  }

  /**
   * Begins to listen; later calls wait for the first.
   * @throws EngineClosedError, UnsupportedCapabilityError, InvalidQueryError, SchemaError, ConnectionError, or the signal's
   * reason.
   */
  open(): Promise<void> {
    this.#opening ??= this.#begin();
    return this.#opening;
  }

  /** Waits for changes; null at the end of the stream. Not called again before it has settled. */
  async next(): Promise<readonly RowChange[] | null> {
    await this.open();
    while (!this.#isOver) {
      try {
        const changes = await this.#take();
        if (changes === null) break;
        if (changes.length > 0) return changes;
      } catch (cause) {
        await this.#recover(cause);
      }
    }
    this.#throwReason();
    return null;
  }

  /** Ends the stream and frees what is held; whoever waits gets the end. Idempotent. */
  async close(): Promise<void> {
    await this.#end(undefined);
  }

  async #begin(): Promise<void> {
    const { signal } = this.#limits;
    const feed = this.#feed();
    if (signal?.aborted === true) throw signal.reason;
    try {
      this.#core.lifecycle.check(false);
      this.#core.watches.add(this);
      signal?.addEventListener('abort', this.#onAbort, { once: true });
      await this.#lineIsFree();
      await this.#openSource(feed, this.#operation.after);
    } catch (cause) {
      const error = this.#reason === null ? this.#translated(cause) : this.#reason.error;
      await this.#end(error);
      throw error;
    }
    this.#throwReason();
    this.#observe();
  }

  /** @throws UnsupportedCapabilityError (POLYDOC_UNSUPPORTED_CAPABILITY). */
  #feed(): ChangeFeed {
    const { engine, capabilities } = this.#core;
    const { model, kind } = this.#operation;
    const request = { engine: engine.name, model: model.name, operation: kind };
    for (const { capability } of requirementsOf(this.#operation)) requireCapability(capabilities, capability, request);
    if (engine.changes != null) return engine.changes;
    throw new UnsupportedCapabilityError(`${engine.name} has no streams of changes.`, {
      ...request,
      capability: 'watch',
    });
  }

  /** Where all share one line, whoever holds it on must be told here: later, the stream just waits for its turn. */
  async #lineIsFree(): Promise<void> {
    if (!this.#core.isSingleConnection) return;
    const lease = await this.#core.lease(false, NO_RUN_OPTIONS, null);
    lease.release();
  }

  async #openSource(feed: ChangeFeed, after: string | null): Promise<void> {
    const opening = feed.open({ ...this.#operation, after }, { fetchSize: this.#limits.fetchSize ?? null });
    const source = await this.#waiting.wait(opening);
    if (source === null || this.#isOver) {
      // Ended meanwhile: what still comes of it is closed at once, and a failure concerns nobody.
      opening.then(
        (late) => late.close(),
        () => undefined,
      );
      return;
    }
    this.#source = source;
    this.#token = source.token;
  }

  async #take(): Promise<readonly RowChange[] | null> {
    const source = this.#source;
    if (source === null) return null;
    const chunk = await this.#waiting.wait(source.next());
    if (chunk === null || this.#isOver) return null;
    this.#token = chunk.token;
    this.#rows += chunk.changes.length;
    return chunk.changes;
  }

  /** Opens the stream anew where it has got to; throws, and ends it, where that makes no sense or takes too long. */
  async #recover(cause: unknown): Promise<void> {
    if (this.#isOver) return;
    let error = this.#translated(cause);
    // It may have moved on over changes that did not match.
    this.#token = this.#source?.token ?? this.#token;
    const startedAtMs = performance.now();
    for (let attempt = 1; !this.#isOver; attempt += 1) {
      await this.#dropSource();
      if (!isOutage(error) || performance.now() - startedAtMs > LONGEST_OUTAGE_MS) throw await this.#failed(error);
      this.#core.observer.emit('retry', 'watch', attempt, error);
      await this.#waiting.wait(sleep(pauseMs(attempt)));
      if (this.#isOver) return;
      try {
        await this.#openSource(this.#feed(), this.#token);
        return;
      } catch (again) {
        error = this.#translated(again);
      }
    }
  }

  async #failed(error: unknown): Promise<unknown> {
    await this.#end(error);
    this.#reason = null;
    return error;
  }

  #abort(): void {
    void this.#end(this.#limits.signal?.reason);
  }

  async #end(error: unknown): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    if (error !== undefined) this.#reason = { error };
    this.#core.watches.delete(this);
    this.#limits.signal?.removeEventListener('abort', this.#onAbort);
    this.#observed?.(this.#rows, error);
    this.#waiting.interrupt();
    await this.#dropSource();
  }

  async #dropSource(): Promise<void> {
    const source = this.#source;
    this.#source = null;
    await source?.close();
  }

  /** What ended the stream is thrown once, to whoever asks next; from then on it is just over. */
  #throwReason(): void {
    const reason = this.#reason;
    this.#reason = null;
    if (reason !== null) throw reason.error;
  }

  #observe(): void {
    const { observer } = this.#core;
    if (this.#isOver || !observer.isActive('operation')) return;
    const { model } = this.#operation;
    const describe = (): string => `watch ${model.table}`;
    this.#observed = observer.begin({ model, operation: 'watch', describe, attempt: 1 });
  }

  #translated(cause: unknown): unknown {
    const { model } = this.#operation;
    if (!(cause instanceof ValueProblem)) return this.#core.translate(cause, { operation: 'watch', model }, null);
    const path = cause.path.join('.');
    return new InvalidQueryError(`${model.name}.${path}: ${cause.message}.`, {
      model: model.name,
      operation: 'watch',
      cause,
      path,
    });
  }
}

/** The store could not be reached in time; nothing else speaks against going on. */
function isOutage(error: unknown): boolean {
  return error instanceof ConnectionError || error instanceof TimeoutError;
}

/** A random time below a limit that doubles, so that streams that were cut together do not come back in step. */
function pauseMs(attempt: number): number {
  return Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempt, 10));
}
