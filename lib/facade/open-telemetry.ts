import { tracingChannel } from 'node:diagnostics_channel';
import type { TraceMessage } from '../execution/trace-message';
import { loadOpenTelemetryApi, type SpanLike, type TracerLike, type TracerProviderLike } from './open-telemetry-api';
import { endAttributes, errorAttributes, spanName, startAttributes } from './span-description';

/** How operations become spans. */
export interface OpenTelemetryOptions {
  /** Makes the spans. Without it, one of `tracerProvider`. */
  readonly tracer?: TracerLike | undefined;
  /** Where the tracer `polydoc` is asked for. Without it, the global one. */
  readonly tracerProvider?: TracerProviderLike | undefined;
  /** Puts statements into spans, with parameters in place of values whatever `debugValues` says. Default true. */
  readonly withStatements?: boolean | undefined;
  /** The same for the text of `engine.execute`, which holds what its author wrote into it. Default false. */
  readonly withRawStatements?: boolean | undefined;
}

const NAMES = ['polydoc:operation', 'polydoc:transaction', 'polydoc:schema'] as const;

/** https://opentelemetry.io/docs/specs/otel/trace/api/#spankind, as numbered by `@opentelemetry/api`. */
const KIND_CLIENT = 2;
/** `SpanStatusCode.ERROR` of `@opentelemetry/api`. */
const STATUS_ERROR = 2;

/**
 * Makes spans of the operations, transactions and schema changes of every engine of this process, by OpenTelemetry's
 * stable conventions for database clients: kind CLIENT, below the active span, active themselves while they last, so
 * that what a transaction does is below its span; one that is begun by handle is above its own operations alone, and
 * ends with commit or abort. Statements carry no values.
 * @param options which tracer, and whether statements are shown
 * @returns a function that stops it, and ends the spans that are open; calling it again does nothing.
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) when `@opentelemetry/api`, an optional peer, is not installed.
 * @example
 * const stop = traceWithOpenTelemetry();
 */
export function traceWithOpenTelemetry(options: OpenTelemetryOptions = {}): () => void {
  const { withStatements = true, withRawStatements = false } = options;
  const api = loadOpenTelemetryApi();
  const tracer = options.tracer ?? (options.tracerProvider ?? api.trace).getTracer('polydoc');
  const spans = new Map<TraceMessage, SpanLike>();
  const handlers = {
    start: (message: TraceMessage): void => {
      const parent = api.context.active();
      const attributes = startAttributes(message, { withStatements, withRawStatements });
      const span = tracer.startSpan(spanName(message), { kind: KIND_CLIENT, attributes }, parent);
      spans.set(message, span);
      const { around } = message;
      const context = api.trace.setSpan(parent, span);
      message.around = (work) => api.context.with(context, around === undefined ? work : () => around(work));
    },
    error: (message: TraceMessage): void => {
      const span = spans.get(message);
      if (span !== undefined) recordFailure(span, message.error);
    },
    asyncEnd: (message: TraceMessage): void => {
      const span = spans.get(message);
      spans.delete(message);
      span?.setAttributes(endAttributes(message));
      span?.end();
    },
    end: nothing,
    asyncStart: nothing,
  };
  const channels = NAMES.map((name) => tracingChannel<TraceMessage>(name));
  for (const channel of channels) channel.subscribe(handlers);
  return () => {
    for (const channel of channels) channel.unsubscribe(handlers);
    for (const span of spans.values()) span.end();
    spans.clear();
  };
}

/** A span begins and ends with the asynchronous work, not with the call that starts it. */
function nothing(): void {}

function recordFailure(span: SpanLike, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  span.setAttributes(errorAttributes(error));
  span.recordException(error instanceof Error ? error : message);
  span.setStatus({ code: STATUS_ERROR, message });
}
