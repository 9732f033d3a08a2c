import { tracingChannel } from 'node:diagnostics_channel';
import { ConfigurationError } from '../errors/definition-errors';
import { isDebugLogOn, writeDebugLine } from './debug-log';
import { ENGINE_EVENTS, type EngineEvent, type EngineEventName } from './engine-event';

/** What is known before it runs. */
export interface Observed {
  readonly model: string | null;
  readonly operation: string;
  /** Asked only when somebody listens. */
  readonly describe: (() => string) | null;
  readonly attempt: number;
}

/** Message of the tracing channels; `rows` and `durationMs` are there from `asyncEnd` on. */
interface TraceContext {
  engine: string;
  model: string | null;
  operation: string;
  statement: string | null;
  attempt: number;
  rows?: number;
  durationMs?: number;
}

const CHANNELS = {
  operation: tracingChannel<TraceContext>('polydoc:operation'),
  transaction: tracingChannel<TraceContext>('polydoc:transaction'),
  schema: tracingChannel<TraceContext>('polydoc:schema'),
};

/** Which tracing channel hears of it: `polydoc:operation`, `polydoc:transaction`, `polydoc:schema`. */
export type ChannelName = keyof typeof CHANNELS;

const DEBUG_NAMES = { operation: 'polydoc:operation', transaction: 'polydoc:transaction', schema: 'polydoc:schema' };

/** Tells listeners, tracing channels and the debug log what an engine does. */
export class Observer {
  readonly #engine: string;
  readonly #slowMs: number | null;
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

  constructor(engine: string, slowMs: number | null) {
    this.#engine = engine;
    this.#slowMs = slowMs;
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
    const { model, operation, attempt } = about;
    const context: TraceContext = {
      engine: this.#engine,
      model,
      operation,
      statement: about.describe?.() ?? null,
      attempt,
    };
    const measured = async (): Promise<T> => {
      const startedAtMs = performance.now();
      try {
        const result = await work();
        context.rows = rowsOf(result);
        return result;
      } finally {
        context.durationMs = performance.now() - startedAtMs;
      }
    };
    try {
      const result = await (CHANNELS[channel].hasSubscribers
        ? CHANNELS[channel].tracePromise(measured, context)
        : measured());
      this.#tell(channel, context, undefined);
      return result;
    } catch (error) {
      this.#tell(channel, context, error);
      throw error;
    }
  }

  /** Tells of an operation that was not run through `observe`, because it took place in the steps of a loop. */
  report(about: Observed, durationMs: number, rows: number, error: unknown): void {
    if (!this.isActive('operation')) return;
    const { model, operation, attempt, describe } = about;
    const statement = describe?.() ?? null;
    this.#tell('operation', { engine: this.#engine, model, operation, statement, attempt, durationMs, rows }, error);
  }

  /** Sends one event that is no operation of its own. */
  emit(name: 'retry' | 'warning', operation: string, attempt: number, error: unknown): void {
    if (this.#listeners[name].size === 0) return;
    const event = { engine: this.#engine, model: null, operation, statement: null, durationMs: 0, rows: 0 };
    this.#send(name, Object.freeze({ ...event, attempt, error }));
  }

  #tell(channel: ChannelName, context: TraceContext, error: unknown): void {
    const { engine, model, operation, statement, attempt, durationMs = 0, rows = 0 } = context;
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
