import { PolydocError } from '../errors/polydoc-error';
import type { TraceMessage } from '../execution/trace-message';
import type { SpanAttributes } from './open-telemetry-api';

/** Which texts become part of a span. */
export interface StatementRules {
  readonly withStatements: boolean;
  readonly withRawStatements: boolean;
}

/** Names of stores as the conventions list them; PGlite is PostgreSQL. */
const SYSTEMS: ReadonlyMap<string, string> = new Map([
  ['postgres', 'postgresql'],
  ['pglite', 'postgresql'],
]);

/** Operations whose rows were returned rather than affected. */
const READS = new Set(['find', 'aggregate', 'stream', 'execute']);

/** Causes that are looked at for the store's own error. */
const MAX_CAUSES = 5;

/** Name of a span: `<operation> <collection>`, or what is known beside the operation. */
export function spanName(message: TraceMessage): string {
  const { operation, collection, endpoint } = message;
  const server = endpoint === null || endpoint.host === null ? null : serverName(endpoint.host, endpoint.port);
  const target = collection ?? namespaceOf(message) ?? server;
  return target === null ? operation : `${operation} ${target}`;
}

function serverName(host: string, port: number | null): string {
  return port === null ? host : `${host}:${port}`;
}

/** Database and schema, the general one first. */
function namespaceOf({ endpoint, namespace }: TraceMessage): string | null {
  const parts = [endpoint?.database ?? null, namespace].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join('|');
}

/**
 * What a span starts with, by the stable conventions for spans of database clients.
 * https://opentelemetry.io/docs/specs/semconv/db/database-spans/
 */
export function startAttributes(message: TraceMessage, rules: StatementRules): SpanAttributes {
  const { engine, operation, collection, endpoint } = message;
  const known: Readonly<Record<string, string | number | null>> = {
    'db.system.name': SYSTEMS.get(engine) ?? engine,
    'db.operation.name': operation,
    'db.collection.name': collection,
    'db.namespace': namespaceOf(message),
    'db.query.text': queryText(message, rules),
    'server.address': endpoint?.host ?? null,
    'server.port': endpoint?.port ?? null,
  };
  return Object.fromEntries(
    Object.entries(known).flatMap(([name, value]): [string, string | number][] =>
      value === null ? [] : [[name, value]],
    ),
  );
}

/** Statements of polydoc's own have parameters in place of values; a raw one is what the caller made of it. */
function queryText({ operation, text }: TraceMessage, rules: StatementRules): string | null {
  const isShown = operation === 'execute' ? rules.withRawStatements : rules.withStatements;
  return isShown ? text : null;
}

/** What is known at the end of an operation that did not fail. */
export function endAttributes({ operation, rows }: TraceMessage): SpanAttributes {
  if (rows === undefined) return {};
  if (READS.has(operation)) return { 'db.response.returned_rows': rows };
  return operation === 'batch' && rows > 1 ? { 'db.operation.batch.size': rows } : {};
}

/** What is known of a failure: the store's own code where it has said one, else the name of the error. */
export function errorAttributes(error: unknown): SpanAttributes {
  const status = statusCodeOf(error);
  if (status !== null) return { 'error.type': status, 'db.response.status_code': status };
  return { 'error.type': error instanceof Error ? error.name : '_OTHER' };
}

function statusCodeOf(error: unknown): string | null {
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES && typeof current === 'object' && current !== null; depth += 1) {
    const code: unknown = current instanceof PolydocError ? null : Reflect.get(current, 'code');
    if (isStatusCode(code)) return String(code);
    current = Reflect.get(current, 'cause');
  }
  return null;
}

/** An SQLSTATE, or the number of another store; what an operating system says (`ECONNRESET`) is no answer of a store. */
function isStatusCode(code: unknown): code is string | number {
  return typeof code === 'number' ? code > 0 : typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(code);
}
