import type { FieldPath } from '../query/field-path';
import type { FindOperation } from '../query/operation';
import { and } from '../query/predicate';
import { seekAfter } from '../query/seek';
import { isByDistance } from '../query/selection';
import { checkConsistency, runOptionsOf } from './call-limits';
import type { CallOptions } from './call-options';
import { checkLock } from './check-lock';
import { Deadline } from './deadline';
import type { ExecutionCore } from './execution-core';
import type { Executor } from './executor';
import { planOperation } from './plan-operation';
import type { SessionScope } from './session-scope';
import type { StatementOperation } from './statement-operation';
import { streamInSession } from './stream-statement';

/** What a stream runs with. */
export interface StreamContext {
  readonly core: ExecutionCore;
  readonly executor: Executor;
  readonly scope: SessionScope | null;
  readonly options: CallOptions;
}

/**
 * Chunks of wire rows. Outside of sessions by the engine's own streaming, where it has one; else in keyset pages, each
 * an operation of its own, so that the loop's body may use the same connection.
 */
export function streamRows(
  context: StreamContext,
  operation: FindOperation | StatementOperation,
  batchSize: number,
): AsyncIterable<readonly unknown[]> {
  const { core, scope } = context;
  if (operation.kind === 'statement') {
    return scope === null
      ? streamNatively(context, operation, batchSize)
      : streamInSession({ ...context, scope }, operation, batchSize);
  }
  const isPaged = scope !== null || core.engine.streaming === null;
  if (!isPaged) return streamNatively(context, operation, batchSize);
  const canSeek = !operation.distinct && operation.orderBy.length > 0 && !isByDistance(operation.orderBy);
  if (!canSeek) return inChunks(context, operation, batchSize);
  return streamPages(context, operation, batchSize);
}

async function* streamNatively(
  { core, options }: StreamContext,
  operation: FindOperation | StatementOperation,
  batchSize: number,
): AsyncGenerator<readonly unknown[]> {
  const { streaming, compiler } = core.engine;
  if (streaming === null || (operation.kind === 'find' && isEmpty(operation))) return;
  if (operation.kind === 'find') checkLock(operation, null);
  checkConsistency(core, options.consistency);
  checkConsistency(core, options.serialConsistency);
  const compiled = operation.kind === 'statement' ? operation.compiled : planOperation(core, operation);
  const deadline = Deadline.of(options.timeoutMs ?? core.options.timeoutMs, options.signal, null);
  deadline?.check('stream');
  core.lifecycle.enter(false);
  try {
    const runOptions = runOptionsOf({ ...options, fetchSize: batchSize }, undefined, deadline);
    const lease = await core.lease(false, runOptions, deadline);
    const ended = core.observer.isActive('operation')
      ? core.observer.begin({
          model: operation.model,
          operation: 'stream',
          describe: (withValues) => compiler.describe(compiled, withValues),
          attempt: 1,
        })
      : null;
    let rows = 0;
    let failure: unknown;
    try {
      for await (const chunk of streaming.stream(lease.connection, compiled, runOptions)) {
        rows += chunk.length;
        yield chunk;
      }
    } catch (cause) {
      failure = core.translate(cause, { operation: 'stream', model: operation.model }, deadline);
      lease.note(failure);
      throw failure;
    } finally {
      lease.release();
      ended?.(rows, failure);
    }
  } finally {
    core.lifecycle.leave();
  }
}

function isEmpty({ where, limit }: FindOperation): boolean {
  return where.kind === 'never' || limit === 0;
}

async function* streamPages(
  { core, executor, scope, options }: StreamContext,
  operation: FindOperation,
  batchSize: number,
): AsyncGenerator<readonly unknown[]> {
  const { orderBy } = operation;
  // Order terms that are not read anyway are read behind the selection, where nobody looks for them.
  const isRead = (path: FieldPath): boolean => operation.selection.some((read) => read.text === path.text);
  const missing = orderBy.map((term) => term.path).filter((path) => !isRead(path));
  const selection = [...operation.selection, ...missing];
  const positions = orderBy.map((term) => selection.findIndex((read) => read.text === term.path.text));
  let page: FindOperation = { ...operation, selection };
  let left = operation.limit ?? Number.POSITIVE_INFINITY;
  while (left > 0) {
    const limit = Math.min(batchSize, left);
    const { rows } = await executor.run({ ...page, limit }, scope, options);
    if (rows.length > 0) yield rows;
    if (rows.length < limit) return;
    left -= rows.length;
    const last = rows[rows.length - 1];
    const values = orderBy.map((term, index) => core.engine.rows.value(last, positions[index] ?? 0, term.path));
    page = { ...page, skip: 0, where: and(operation.where, seekAfter(orderBy, values)) };
  }
}

/** Without a complete order by values there is no next page: read at once. */
async function* inChunks(
  { executor, scope, options }: StreamContext,
  operation: FindOperation,
  batchSize: number,
): AsyncGenerator<readonly unknown[]> {
  const { rows } = await executor.run(operation, scope, options);
  for (let start = 0; start < rows.length; start += batchSize) yield rows.slice(start, start + batchSize);
}
