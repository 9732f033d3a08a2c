import { requireCapability } from '../capability/require-capability';
import type { RawResult } from '../contract/result';
import type { FindOperation } from '../query/operation';
import type { AsyncContext } from './async-context';
import { type BatchOptions, type BatchResult, BatchScope, type WriteRequest } from './batch-scope';
import type { CallOptions } from './call-options';
import type { ExecutionCore } from './execution-core';
import type { Executor } from './executor';
import { type CompiledOperation, planOperation } from './plan-operation';
import type { SessionScope } from './session-scope';
import type { TransactionRunner } from './transaction-runner';
import { TransactionScope } from './transaction-scope';

/** A request that passed the plan. */
interface PlannedRequest extends WriteRequest {
  readonly compiled: unknown;
}

/** Thrown inside the transaction of a batch to take it back when a condition did not hold. */
class NotApplied extends Error {
  constructor(readonly existing: readonly object[]) {
    super('A condition of the batch did not hold.');
  }
}

const APPLIED: BatchResult = Object.freeze({ applied: true, existing: Object.freeze([]) });

/** What the runner works with. */
export interface BatchServices {
  readonly core: ExecutionCore;
  readonly context: AsyncContext<SessionScope, BatchScope>;
  readonly executor: Executor;
  readonly transactions: TransactionRunner;
}

/** Collects the writes of a callback and sends them together: as one request, or in one transaction. */
export class BatchRunner {
  readonly #services: BatchServices;
  readonly #planned = new WeakMap<WriteRequest, unknown>();

  constructor(services: BatchServices) {
    this.#services = services;
  }

  /**
   * Nothing is sent when `work` throws or writes nothing. Documents get back their state when the batch fails.
   * @throws what `work` throws, and the error of the write that failed.
   */
  async run(
    work: (batch: BatchScope) => unknown,
    options: BatchOptions & CallOptions,
    scope: SessionScope | null,
  ): Promise<BatchResult> {
    const { core, context } = this.#services;
    core.lifecycle.check(scope?.isTransaction ?? false);
    if (options.timestamp !== undefined) {
      requireCapability(core.capabilities, 'write.timestamp', { engine: core.engine.name, operation: 'batch' });
    }
    const batch = new BatchScope();
    try {
      await context.run(scope, batch, async () => work(batch));
      return await this.#send(batch, options, scope);
    } catch (error) {
      batch.close();
      batch.enlistment.restore();
      if (error instanceof NotApplied) return Object.freeze({ applied: false, existing: error.existing });
      throw error;
    }
  }

  /** Takes a write into the batch; it is planned now, so that a write that can never be run is refused where it stands. */
  add(batch: BatchScope, request: WriteRequest): void {
    batch.assertOpen();
    this.#planned.set(request, planOperation(this.#services.core, request.operation));
    batch.add(request);
  }

  async #send(
    batch: BatchScope,
    options: BatchOptions & CallOptions,
    scope: SessionScope | null,
  ): Promise<BatchResult> {
    const requests = batch.close().map((request) => ({ ...request, compiled: this.#planned.get(request) }));
    if (requests.length === 0) return APPLIED;
    const isOneRequest = this.#services.core.engine.batches !== null;
    const results = isOneRequest
      ? await this.#sendTogether(requests, options, scope)
      : await this.#sendInTransaction(requests, options, scope);
    if (scope instanceof TransactionScope) batch.enlistment.mergeInto(scope.enlistment);
    else batch.enlistment.clear();
    await settleAll(requests, results);
    return APPLIED;
  }

  #sendInTransaction(
    requests: readonly PlannedRequest[],
    options: BatchOptions & CallOptions,
    scope: SessionScope | null,
  ): Promise<readonly RawResult[]> {
    // A savepoint inside a transaction, so that the batch is whole or not at all there as well.
    const propagation = scope instanceof TransactionScope ? 'savepoint' : 'join';
    const { timeoutMs, signal } = options;
    return this.#services.transactions.run(
      (transaction) => this.#runAll(requests, transaction, options),
      { propagation, timeoutMs: timeoutMs ?? undefined, signal: signal ?? undefined },
      scope,
    );
  }

  async #runAll(
    requests: readonly PlannedRequest[],
    scope: SessionScope,
    options: CallOptions,
  ): Promise<readonly RawResult[]> {
    const { executor } = this.#services;
    const results: RawResult[] = [];
    const existing: object[] = [];
    let isApplied = true;
    for (const request of requests) {
      // After the first condition that did not hold, only the others that are conditions are of interest.
      if (!isApplied && !request.conditional) continue;
      const result = await executor.runCompiled(request.operation, request.compiled, scope, options);
      results.push(result);
      if (result.affected > 0) continue;
      if (request.conditional) {
        isApplied = false;
        existing.push(...(await this.#existingRow(request, result, scope, options)));
      } else if (request.refuse !== null && request.refuse !== undefined) {
        throw await request.refuse(result);
      }
    }
    if (!isApplied) throw new NotApplied(existing);
    return results;
  }

  async #existingRow(
    request: WriteRequest,
    result: RawResult,
    scope: SessionScope,
    options: CallOptions,
  ): Promise<object[]> {
    const { readExisting } = request;
    if (readExisting === null || readExisting === undefined) return [];
    const given = result.existing ?? null;
    const rows = given === null ? (await this.#services.executor.run(readExisting, scope, options)).rows : [given];
    return rows.slice(0, 1).map((row) => this.#plainRow(readExisting, row));
  }

  #plainRow(read: FindOperation, row: unknown): object {
    const { rows } = this.#services.core.engine;
    return Object.fromEntries(read.selection.map((path, position) => [path.text, rows.value(row, position, path)]));
  }

  async #sendTogether(
    requests: readonly PlannedRequest[],
    options: BatchOptions & CallOptions,
    scope: SessionScope | null,
  ): Promise<readonly RawResult[]> {
    const { core, executor } = this.#services;
    const operations = requests.map((request) => request.operation);
    const { type = 'logged', timestamp } = options;
    const batch = {
      kind: 'batch',
      operations,
      type,
      timestampMicros: timestamp === undefined ? null : BigInt(timestamp),
    } as const;
    const compiled = requests.map((request) => request.compiled);
    const outcome = await executor.perform(
      {
        kind: 'batch',
        operation: null,
        access: 'write',
        channel: 'operation',
        describe: (withValues) => compiled.map((one) => core.engine.compiler.describe(one, withValues)).join(';\n'),
        rowsOf: () => operations.length,
        send: (connection, runOptions) => {
          if (core.engine.batches === null) throw new TypeError('The engine has no batches.');
          return core.engine.batches.run(connection, batch, compiled, runOptions);
        },
      },
      scope,
      options,
    );
    if (outcome.applied)
      return operations.map((operation) => ({ rows: [], affected: rowsOf(operation), existing: null }));
    throw new NotApplied(
      outcome.existing.flatMap(({ position, row }) => {
        const read = requests[position]?.readExisting;
        return read === null || read === undefined ? [] : [this.#plainRow(read, row)];
      }),
    );
  }
}

/** A batch that applied says no more than that: what was asked for was done. */
function rowsOf(operation: CompiledOperation): number {
  return operation.kind === 'insert' ? operation.rows.length : 1;
}

/** Takes all outcomes over, since all is written, and only then throws what the first one that failed threw. */
async function settleAll(requests: readonly WriteRequest[], results: readonly RawResult[]): Promise<void> {
  let failure: { readonly error: unknown } | null = null;
  for (const [index, request] of requests.entries()) {
    const result = results[index];
    try {
      if (result !== undefined) await request.settle(result);
    } catch (error) {
      failure ??= { error };
    }
  }
  if (failure !== null) throw failure.error;
}
