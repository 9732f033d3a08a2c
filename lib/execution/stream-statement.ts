import type { RunOptions } from '../contract/driver';
import type { RawResult } from '../contract/result';
import { SessionStateError } from '../errors/usage-errors';
import type { CallOptions } from './call-options';
import type { ExecutionCore } from './execution-core';
import type { Executor, Task } from './executor';
import type { SessionScope } from './session-scope';
import type { StatementOperation } from './statement-operation';

/** What a stream of a statement runs with. */
interface StatementContext {
  readonly core: ExecutionCore;
  readonly executor: Executor;
  readonly scope: SessionScope;
  readonly options: CallOptions;
}

type Chunk = readonly unknown[];

/**
 * Chunks of wire rows inside a session, from one cursor there: a turn of the session is taken for each chunk and given
 * back with it, so that the loop's body may use the same session. The cursor is gone when the loop is left, and with the
 * session at the latest.
 */
export async function* streamInSession(
  context: StatementContext,
  operation: StatementOperation,
  batchSize: number,
): AsyncGenerator<Chunk> {
  const { executor, scope, options } = context;
  const limits = { ...options, fetchSize: batchSize };
  let chunks: AsyncIterator<Chunk> | null = null;
  const next: Task<IteratorResult<Chunk>>['send'] = (connection, runOptions) => {
    chunks ??= openedOn(context, connection, operation, runOptions);
    return chunks.next();
  };
  const send = (work: Task<IteratorResult<Chunk>>['send']): Promise<IteratorResult<Chunk>> =>
    executor.perform(streamTask(context, operation, work), scope, limits);
  let isDone = false;
  try {
    for (;;) {
      const chunk = await send(next);
      isDone = chunk.done === true;
      if (isDone) return;
      yield chunk.value;
    }
  } finally {
    if (!isDone) await closed(chunks, send);
  }
}

function openedOn(
  { core }: StatementContext,
  connection: Parameters<Task<RawResult>['send']>[0],
  { compiled }: StatementOperation,
  options: RunOptions,
): AsyncIterator<Chunk> {
  const { streaming } = core.engine;
  if (streaming === null) throw new TypeError('The engine streams nothing.');
  return streaming.stream(connection, compiled, options)[Symbol.asyncIterator]();
}

function streamTask(
  { core }: StatementContext,
  { model, access, compiled }: StatementOperation,
  send: Task<IteratorResult<Chunk>>['send'],
): Task<IteratorResult<Chunk>> {
  return {
    kind: 'stream',
    operation: null,
    model,
    access,
    channel: 'operation',
    describe: (withValues) => core.engine.compiler.describe(compiled, withValues),
    rowsOf: (chunk) => (chunk.done === true ? 0 : chunk.value.length),
    send,
  };
}

/** Lets go of the cursor, in a turn of the session; one that has ended has let go of it, and only the loop is left to end. */
async function closed(
  chunks: AsyncIterator<Chunk> | null,
  send: (work: () => Promise<IteratorResult<Chunk>>) => Promise<unknown>,
): Promise<void> {
  if (chunks === null) return;
  const close = async (): Promise<IteratorResult<Chunk>> =>
    (await chunks.return?.()) ?? { done: true, value: undefined };
  try {
    await send(close);
  } catch (cause) {
    if (!(cause instanceof SessionStateError)) throw cause;
    await close();
  }
}
