import { requireCapability } from '../capability/require-capability';
import type { RawResult } from '../contract/result';
import { InvalidQueryError } from '../errors/usage-errors';
import { type BatchOptions, type BatchResult, BatchScope, type FollowUp, type WriteRequest } from './batch-scope';
import type { BatchServices, PlannedRequest } from './batch-services';
import type { CallOptions } from './call-options';
import { existingRow, NotApplied } from './not-applied';
import { planOperation } from './plan-operation';
import type { SessionScope } from './session-scope';
import { type SentBatch, TogetherSender } from './together-sender';
import { TransactionScope } from './transaction-scope';

const APPLIED: BatchResult = Object.freeze({ applied: true, existing: Object.freeze([]) });

/** Collects the writes of a callback and sends them together: as one request, or in one transaction. */
export class BatchRunner {
  readonly #services: BatchServices;
  readonly #planned = new WeakMap<WriteRequest, unknown>();

  readonly #together: TogetherSender | null;

  constructor(services: BatchServices) {
    this.#services = services;
    const { batches } = services.core.engine;
    this.#together = batches === null ? null : new TogetherSender(services, batches);
  }

  /**
   * Nothing is sent when `work` throws or writes nothing. Documents get back their state when the batch fails.
   * @param outer the batch that this one is part of; null for one of its own
   * @throws what `work` throws, and the error of the write that failed.
   */
  run(
    work: (batch: BatchScope) => unknown,
    options: BatchOptions & CallOptions,
    scope: SessionScope | null,
    outer: BatchScope | null,
  ): Promise<BatchResult> {
    return outer === null ? this.#runOwn(work, options, scope) : this.#join(outer, work, options, scope);
  }

  /** Like a write, it resolves at once; whether its conditions hold is the outer batch's outcome. */
  async #join(
    outer: BatchScope,
    work: (batch: BatchScope) => unknown,
    options: BatchOptions & CallOptions,
    scope: SessionScope | null,
  ): Promise<BatchResult> {
    outer.assertOpen();
    checkSameOptions(outer.options, options);
    const batch = new BatchScope(outer.options);
    try {
      await this.#services.context.run(scope, batch, async () => work(batch));
      batch.mergeInto(outer);
      return APPLIED;
    } catch (error) {
      batch.close();
      batch.enlistment.restore();
      throw error;
    }
  }

  async #runOwn(
    work: (batch: BatchScope) => unknown,
    options: BatchOptions & CallOptions,
    scope: SessionScope | null,
  ): Promise<BatchResult> {
    const { core, context } = this.#services;
    core.lifecycle.check(scope?.isTransaction ?? false);
    if (options.timestamp !== undefined) {
      requireCapability(core.capabilities, 'write.timestamp', { engine: core.engine.name, operation: 'batch' });
    }
    // What is half written when it fails is no batch: where there is no other, the caller has to ask for it.
    if (options.type !== 'unlogged') {
      requireCapability(core.capabilities, 'batch.atomic', { engine: core.engine.name, operation: 'batch' });
    }
    const batch = new BatchScope({ type: options.type, timestamp: options.timestamp });
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
    const { requests: collected, followUps } = batch.close();
    const requests = collected.map((request) => ({ ...request, compiled: this.#planned.get(request) }));
    const { results, error } = await this.#sendAll(requests, options, scope);
    // What did take place is settled on top of that.
    if (error !== null) batch.enlistment.restore();
    if (scope instanceof TransactionScope) batch.enlistment.mergeInto(scope.enlistment);
    else batch.enlistment.clear();
    // In the scope that the batch was addressed to, wherever it was called: what is read there has its rows.
    const settling = this.#services.context.run(scope, null, () =>
      settleAll(requests, results, error === null ? followUps : []),
    );
    if (error === null) await settling;
    // What hooks throw is less than that a part of the batch is missing.
    else await settling.catch(() => undefined);
    if (error !== null) throw error;
    return APPLIED;
  }

  async #sendAll(
    requests: readonly PlannedRequest[],
    options: BatchOptions & CallOptions,
    scope: SessionScope | null,
  ): Promise<SentBatch> {
    if (requests.length === 0) return { results: [], error: null };
    if (this.#together !== null) return this.#together.send(requests, options, scope);
    return { results: await this.#sendInTransaction(requests, options, scope), error: null };
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
        existing.push(...(await existingRow({ services: this.#services, scope, options }, request, result)));
      } else if (request.refuse !== null && request.refuse !== undefined) {
        throw await request.refuse(result);
      }
    }
    if (!isApplied) throw new NotApplied(existing);
    return results;
  }
}

/**
 * Takes all outcomes over, since all is written, does what is to follow, and only then throws what the first one that
 * failed threw.
 */
async function settleAll(
  requests: readonly WriteRequest[],
  results: readonly (RawResult | null)[],
  followUps: readonly FollowUp[],
): Promise<void> {
  const settlements = requests.flatMap((request, index) => {
    const result = results[index] ?? null;
    return result === null ? [] : [async (): Promise<void> => request.settle(result)];
  });
  let failure: { readonly error: unknown } | null = null;
  for (const settle of [...settlements, ...followUps]) {
    try {
      await settle();
    } catch (error) {
      failure ??= { error };
    }
  }
  if (failure !== null) throw failure.error;
}

/** All of a batch is sent in one way, at the end of the outermost. */
function checkSameOptions(outer: BatchOptions, inner: BatchOptions): void {
  for (const name of ['type', 'timestamp'] as const) {
    if (inner[name] === undefined || String(inner[name]) === String(outer[name])) continue;
    throw new InvalidQueryError(`A batch inside another is part of it and has no \`${name}\` of its own.`, {
      operation: 'batch',
      path: name,
      hint: 'State it on the outer batch, or use engine.outside() for a batch of its own.',
    });
  }
}
