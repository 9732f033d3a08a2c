import type { BatchControl, BatchFailure, BatchOutcome } from '../contract/batch-control';
import type { RawResult } from '../contract/result';
import { ConditionFailedError } from '../errors/outcome-errors';
import { checkConditions } from './batch-conditions';
import type { BatchOptions } from './batch-scope';
import type { BatchServices, PlannedRequest } from './batch-services';
import type { CallOptions } from './call-options';
import { computedPaths } from './computed-paths';
import { checkOutcomes, NotApplied, plainRow } from './not-applied';
import { operationKey } from './operation-key';
import { partialBatchError } from './partial-batch';
import type { CompiledOperation } from './plan-operation';
import type { SessionScope } from './session-scope';
import { TransactionScope } from './transaction-scope';

type SendOptions = BatchOptions & CallOptions;

/** What a batch did: per request its result, null for what did not take place. */
export interface SentBatch {
  readonly results: readonly (RawResult | null)[];
  /** The error of a batch that took place in part, since nothing could take it back; else null. */
  readonly error: Error | null;
}

/** Sends batches of engines that take them as one request. */
export class TogetherSender {
  readonly #services: BatchServices;
  readonly #control: BatchControl<unknown>;

  constructor(services: BatchServices, control: BatchControl<unknown>) {
    this.#services = services;
    this.#control = control;
  }

  /**
   * All or nothing where there are transactions: in one of its own, or in that of `scope`, which a failure ends where there
   * are no savepoints to go back to. Conditions alone do not end it: they are asked before anything is written.
   * @throws NotApplied when a condition did not hold, and the error of the write that failed.
   */
  async send(
    requests: readonly PlannedRequest[],
    options: SendOptions,
    scope: SessionScope | null,
  ): Promise<SentBatch> {
    if (scope instanceof TransactionScope) return whole(await this.#sendJoined(requests, options, scope));
    const { core, transactions } = this.#services;
    if (core.capabilities.transaction.level === 'none') return this.#sendOpenly(requests, options, scope);
    const { timeoutMs, signal } = options;
    const results = await transactions.run(
      (transaction) => this.#sendWhole(requests, options, transaction),
      { timeoutMs: timeoutMs ?? undefined, signal: signal ?? undefined },
      scope,
    );
    return whole(results);
  }

  async #sendJoined(
    requests: readonly PlannedRequest[],
    options: SendOptions,
    scope: TransactionScope,
  ): Promise<readonly RawResult[]> {
    const source = { services: this.#services, scope, options };
    if (!this.#control.judgesConditions) await checkConditions(source, requests, false);
    try {
      return await this.#sendWhole(requests, options, scope);
    } catch (error) {
      scope.markRollbackOnly(error);
      throw error;
    }
  }

  async #sendWhole(
    requests: readonly PlannedRequest[],
    options: SendOptions,
    scope: SessionScope | null,
  ): Promise<readonly RawResult[]> {
    const outcome = await this.#perform(requests, options, scope);
    if (outcome.results === undefined) return this.#judged(requests, outcome);
    await checkOutcomes({ services: this.#services, scope, options }, requests, outcome.results);
    return outcome.results;
  }

  /** Without a transaction: what can be known to fail is asked first, and what fails all the same is told. */
  async #sendOpenly(
    requests: readonly PlannedRequest[],
    options: SendOptions,
    scope: SessionScope | null,
  ): Promise<SentBatch> {
    const source = { services: this.#services, scope, options };
    if (!this.#control.judgesConditions) await checkConditions(source, requests, true);
    const outcome = await this.#perform(requests, options, scope);
    const { results, failure = null } = outcome;
    if (results === undefined) return whole(this.#judged(requests, outcome));
    try {
      await checkOutcomes(source, requests, results);
      if (failure !== null) throw this.#errorOf(requests, failure);
      return whole(results);
    } catch (error) {
      return this.#partly(requests, { ...outcome, results }, error);
    }
  }

  #partly(
    requests: readonly PlannedRequest[],
    { results, failure = null }: BatchOutcome & { readonly results: readonly RawResult[] },
    error: unknown,
  ): SentBatch {
    const written = requests.map((request, index) => {
      const result = results[index] ?? null;
      const hadTo = request.conditional || (request.refuse ?? null) !== null;
      return result !== null && (result.affected > 0 || !hadTo) ? result : null;
    });
    if (written.every((result) => result === null)) throw error;
    const failedAt = failure?.position ?? results.length;
    const outcomes = requests.map((_, index) => {
      if (written[index] !== null) return 'written';
      return index <= failedAt ? 'failed' : 'skipped';
    });
    const { name } = this.#services.core.engine;
    return { results: written, error: partialBatchError(requests, outcomes, shownError(error, name), name) };
  }

  #perform(
    requests: readonly PlannedRequest[],
    options: SendOptions,
    scope: SessionScope | null,
  ): Promise<BatchOutcome> {
    const { core, executor } = this.#services;
    const operations = requests.map((request) => request.operation);
    const compiled = requests.map((request) => request.compiled);
    const { type = 'logged', timestamp } = options;
    const timestampMicros = timestamp === undefined ? null : BigInt(timestamp);
    return executor.perform(
      {
        kind: 'batch',
        operation: null,
        access: 'write',
        channel: 'operation',
        describe: (withValues) => compiled.map((one) => core.engine.compiler.describe(one, withValues)).join(';\n'),
        rowsOf: () => operations.length,
        send: async (connection, runOptions) => {
          const batch = { kind: 'batch', operations, type, timestampMicros } as const;
          const outcome = await this.#control.run(connection, batch, compiled, runOptions);
          if ((outcome.failure ?? null) === null || !(scope instanceof TransactionScope)) return outcome;
          throw this.#errorOf(requests, outcome.failure);
        },
      },
      scope,
      options,
    );
  }

  /** The failure as an error of the operation that it is about. */
  #errorOf(requests: readonly PlannedRequest[], failure: BatchFailure | null | undefined): unknown {
    const operation = requests[failure?.position ?? -1]?.operation;
    if (operation === undefined) return failure?.cause;
    const { kind, model } = operation;
    const about = { operation: kind, model, key: operationKey(operation), computed: computedPaths(operation) };
    return this.#services.core.translate(failure?.cause, about, null);
  }

  /** A batch that applied as a whole says no more than that: what was asked for was done. */
  #judged(requests: readonly PlannedRequest[], outcome: BatchOutcome): readonly RawResult[] {
    if (outcome.applied) {
      return requests.map(({ operation }) => ({ rows: [], affected: rowsOf(operation), existing: null }));
    }
    throw new NotApplied(
      outcome.existing.flatMap(({ position, row }) => {
        const read = requests[position]?.readExisting;
        return read === null || read === undefined ? [] : [plainRow(this.#services, read, row)];
      }),
    );
  }
}

function whole(results: readonly RawResult[]): SentBatch {
  return { results, error: null };
}

function rowsOf(operation: CompiledOperation): number {
  return operation.kind === 'insert' ? operation.rows.length : 1;
}

function shownError(error: unknown, engine: string): unknown {
  if (!(error instanceof NotApplied)) return error;
  return new ConditionFailedError('A condition did not hold any more when its turn came.', {
    engine,
    operation: 'batch',
    existing: error.existing[0] ?? null,
  });
}
