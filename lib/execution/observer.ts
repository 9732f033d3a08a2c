import { tracingChannel } from 'node:diagnostics_channel';
import type { StoreEndpoint } from '../contract/store-endpoint';
import { ConfigurationError } from '../errors/definition-errors';
import type { ModelMetadata } from '../metadata/model-metadata';
import { isDebugLogOn, writeDebugLine } from './debug-log';
import { ENGINE_EVENTS, type EngineEvent, type EngineEventName } from './engine-event';
import type { ResolvedEngineOptions } from './engine-options';
import type { Trace } from './trace';
import type { TraceMessage } from './trace-message';

/** What is known before it runs. */
export interface Observed {
  readonly model: ModelMetadata | null;
  readonly operation: string;
  /** Asked only when somebody listens. */
  readonly describe: ((withValues: boolean) => string) | null;
  readonly attempt: number;
}

const CHANNELS = {
  operation: tracingChannel<TraceMessage>('polydoc:operation'),
  transaction: tracingChannel<TraceMessage>('polydoc:transaction'),
  schema: tracingChannel<TraceMessage>('polydoc:schema'),
};

/** Which tracing channel hears of it: `polydoc:operation`, `polydoc:transaction`, `polydoc:schema`. */
export type ChannelName = keyof typeof CHANNELS;

const DEBUG_NAMES = { operation: 'polydoc:operation', transaction: 'polydoc:transaction', schema: 'polydoc:schema' };

/** Tells listeners, tracing channels and the debug log what an engine does. */
export class Observer {
  readonly #engine: string;
  readonly #endpoint: StoreEndpoint | null;
  readonly #slowMs: number | null;
  readonly #debugValues: boolean;
  readonly #listeners: Record<EngineEventName, Set<(event: EngineEvent) => void>> = {
    operation: new Set(),
    slow: new Set(),
    retry: new Set(),
    warning: new Set(),
  };
  readonly #logs = {
    operation: isDebugLogOn(DEBUG_NAMES.operation),
    transaction: isDebugLogOn(DEBUG_NAMES.transaction),
    schema: isDebugLogOn(DEBUG_NAMES.schema),
  };

  constructor(
    engine: string,
    endpoint: StoreEndpoint | null,
    { slowMs, debugValues }: Pick<ResolvedEngineOptions, 'slowMs' | 'debugValues'>,
  ) {
    this.#engine = engine;
    this.#endpoint = endpoint;
    this.#slowMs = slowMs;
    this.#debugValues = debugValues;
  }

  /**
   * Calls `listener` on every such event; gives a function that stops it.
   * @throws ConfigurationError (POLYDOC_CONFIGURATION) for a name that is no event.
   */
  on(event: EngineEventName, listener: (event: EngineEvent) => void): () => void {
    if (!ENGINE_EVENTS.includes(event)) {
      throw new ConfigurationError(`\`${String(event)}\` is no event. Events are: ${ENGINE_EVENTS.join(', ')}.`);
    }
    // A wrapper of its own, so that the same function given twice is heard twice and stopped once.
    const entry = (payload: EngineEvent): void => listener(payload);
    this.#listeners[event].add(entry);
    return () => {
      this.#listeners[event].delete(entry);
    };
  }

  /** False: nobody listens, `observe` need not be called. */
  isActive(channel: ChannelName): boolean {
    return (
      CHANNELS[channel].hasSubscribers ||
      this.#logs[channel] ||
      (channel === 'operation' &&
        (this.#listeners.operation.size > 0 || (this.#slowMs !== null && this.#listeners.slow.size > 0)))
    );
  }

  /** Runs `work` and tells about it. `rowsOf` counts the rows of its result. */
  async observe<T>(channel: ChannelName, about: Observed, rowsOf: (result: T) => number, work: () => Promise<T>) {
    const message = this.#messageOf(about);
    const measured = async (): Promise<T> => {
      const startedAtMs = performance.now();
      try {
        const result = await work();
        message.rows = rowsOf(result);
        return result;
      } finally {
        message.durationMs = performance.now() - startedAtMs;
      }
    };
    // Asked when `start` has been published: a subscriber may have set it.
    const run = (): Promise<T> => (message.around === undefined ? measured() : message.around(measured));
    try {
      const result = await (CHANNELS[channel].hasSubscribers
        ? CHANNELS[channel].tracePromise(run, message)
        : measured());
      this.#tell(channel, message, undefined);
      return result;
    } catch (error) {
      this.#tell(channel, message, error);
      throw error;
    }
  }

  /**
   * Begins to tell of an operation that is not run through `observe`, because it takes place in the steps of a loop.
   * @returns to be called at its end, with the rows so far and the error if there was one.
   */
  begin(about: Observed): Trace['end'] {
    return this.trace('operation', about).end;
  }

  /** The same on any channel, with what subscribers want around the work, which is begun and ended by its owner. */
  trace(channel: ChannelName, about: Observed): Trace {
    const message = this.#messageOf(about);
    const { start, end: ended, error: failed, asyncStart, asyncEnd } = CHANNELS[channel];
    const startedAtMs = performance.now();
    start.publish(message);
    ended.publish(message);
    const end: Trace['end'] = (rows, error) => {
      message.durationMs = performance.now() - startedAtMs;
      message.rows = rows;
      if (error !== undefined) {
        message.error = error;
        failed.publish(message);
      }
      asyncStart.publish(message);
      asyncEnd.publish(message);
      this.#tell(channel, message, error);
    };
    return { around: message.around, end };
  }

  /** Sends one event that is no operation of its own. */
  emit(name: 'retry' | 'warning', operation: string, attempt: number, error: unknown): void {
    if (this.#listeners[name].size === 0) return;
    const event = { engine: this.#engine, model: null, operation, statement: null, durationMs: 0, rows: 0 };
    this.#send(name, Object.freeze({ ...event, attempt, error }));
  }

  #messageOf({ model, operation, describe, attempt }: Observed): TraceMessage {
    const text = describe?.(false) ?? null;
    return {
      engine: this.#engine,
      endpoint: this.#endpoint,
      model: model?.name ?? null,
      collection: model?.table ?? null,
      namespace: model?.namespace ?? null,
      operation,
      statement: this.#debugValues && describe !== null ? describe(true) : text,
      text,
      attempt,
    };
  }

  #tell(channel: ChannelName, message: TraceMessage, error: unknown): void {
    const { engine, model, operation, statement, attempt, durationMs = 0, rows = 0 } = message;
    const facts = { engine, model, operation, statement, durationMs, rows, attempt };
    const event: EngineEvent = Object.freeze(error === undefined ? facts : { ...facts, error });
    if (this.#logs[channel]) writeDebugLine(DEBUG_NAMES[channel], event);
    if (channel !== 'operation') return;
    this.#send('operation', event);
    if (this.#slowMs !== null && durationMs >= this.#slowMs) this.#send('slow', event);
  }

  #send(name: EngineEventName, event: EngineEvent): void {
    for (const listener of this.#listeners[name]) {
      try {
        listener(event);
      } catch (error) {
        // A listener must not change what the caller of the operation sees.
        process.emitWarning(`A listener of \`${name}\` threw: ${error instanceof Error ? error.stack : String(error)}`);
      }
    }
  }
}
