import { createRequire } from 'node:module';
import { ConfigurationError } from '../errors/definition-errors';
import { asRecord } from '../internal/as-record';

/** Values of attributes that polydoc sets. */
export type SpanAttributes = Record<string, string | number>;

/** What is used of a `Span` of `@opentelemetry/api`; written down here, so that the package need not be installed. */
export interface SpanLike {
  setAttributes(attributes: SpanAttributes): unknown;
  setStatus(status: { code: number; message?: string }): unknown;
  recordException(exception: Error | string): void;
  end(): void;
}

/** What is used of a `Tracer`. */
export interface TracerLike {
  startSpan(name: string, options?: { kind?: number; attributes?: SpanAttributes }, context?: unknown): SpanLike;
}

/** What is used of a `TracerProvider`. */
export interface TracerProviderLike {
  getTracer(name: string): TracerLike;
}

/** What is used of the module. A context is opaque: only the module itself looks into it. */
export interface OpenTelemetryApi {
  readonly trace: TracerProviderLike & { setSpan(context: unknown, span: SpanLike): unknown };
  readonly context: { active(): unknown; with<T>(context: unknown, work: () => T): T };
}

const PACKAGE = '@opentelemetry/api';
const HINT = `Run \`npm install ${PACKAGE}\`.`;

/**
 * Loads `@opentelemetry/api`, an optional peer dependency.
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) when it is not installed, with what to run.
 */
export function loadOpenTelemetryApi(): OpenTelemetryApi {
  const loaded = requireApi();
  if (isApi(loaded)) return loaded;
  throw new ConfigurationError(`The npm package \`${PACKAGE}\` has another interface than version 1.`, { hint: HINT });
}

function requireApi(): unknown {
  try {
    return createRequire(__filename)(PACKAGE);
  } catch (cause) {
    if (asRecord(Object(cause)).code !== 'MODULE_NOT_FOUND') throw cause;
    throw new ConfigurationError(`The npm package \`${PACKAGE}\` is not installed.`, { hint: HINT, cause });
  }
}

function isApi(module: unknown): module is OpenTelemetryApi {
  return hasMethods(module, 'trace', 'getTracer', 'setSpan') && hasMethods(module, 'context', 'active', 'with');
}

function hasMethods(module: unknown, part: string, ...names: readonly string[]): boolean {
  const owner: unknown = asRecord(Object(module))[part];
  return names.every((name) => typeof asRecord(Object(owner))[name] === 'function');
}
