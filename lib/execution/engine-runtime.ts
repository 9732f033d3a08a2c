import type { CapabilityTable } from '../capability/support';
import type { Connection } from '../contract/driver';
import type { Engine, EngineName } from '../contract/engine';
import type { RawResult } from '../contract/result';
import type { RowReaders } from '../contract/row-reader';
import type { SchemaPlan, SchemaSync } from '../contract/schema-sync';
import { promised } from '../internal/maybe-promise';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { FindOperation, WatchOperation } from '../query/operation';
import { AsyncContext } from './async-context';
import { BatchRunner } from './batch-runner';
import type { BatchOptions, BatchResult, BatchScope, WriteRequest } from './batch-scope';
import { checkConsistency } from './call-limits';
import type { CallOptions } from './call-options';
import type { EngineEvent, EngineEventName } from './engine-event';
import { type EngineOptions, type ResolvedEngineOptions, resolveEngineOptions } from './engine-options';
import { ExecutionCore } from './execution-core';
import { Executor } from './executor';
import type { OutcomeCallback } from './outcome-callbacks';
import type { CompiledOperation } from './plan-operation';
import { type AcceptChanges, type SchemaActivity, SchemaRunner, type SchemaSyncOptions } from './schema-runner';
import { ScopeResolver } from './scope-resolver';
import type { SessionDefaults } from './session-defaults';
import { SessionScope } from './session-scope';
import type { StatementOperation } from './statement-operation';
import { streamRows } from './stream-rows';
import type { TransactionOptions } from './transaction-options';
import { type BegunTransaction, TransactionRunner, type TransactionWork } from './transaction-runner';
import { TransactionScope } from './transaction-scope';
import type { WatchLimits } from './watch-options';
import { WatchedRows } from './watched-rows';

const NO_CALL_OPTIONS: CallOptions = Object.freeze({});

/** An open engine: runs operations in the scope that they belong to. Knows nothing of documents. */
export class EngineRuntime {
  readonly #core: ExecutionCore;
  readonly #context = new AsyncContext<SessionScope, BatchScope>();
  readonly #executor: Executor;
  readonly #transactions: TransactionRunner;
  readonly #batches: BatchRunner;
  readonly #schema: SchemaRunner;
  readonly #scopes: ScopeResolver;

  /** Made by `open`; directly only over an engine that needs no connecting. */
  constructor(core: ExecutionCore, accept: AcceptChanges | undefined) {
    this.#core = core;
    this.#scopes = new ScopeResolver(core, this.#context);
    this.#executor = new Executor(core);
    this.#schema = new SchemaRunner(core, this.#executor, accept);
    this.#transactions = new TransactionRunner(core, this.#context);
    this.#batches = new BatchRunner({
      core,
      context: this.#context,
      executor: this.#executor,
      transactions: this.#transactions,
    });
  }

  /**
   * Connects. What the server cannot do narrows `capabilities`.
   * @param accept chooses what schema synchronization applies; safe changes alone when left out
   * @throws ConfigurationError (POLYDOC_CONFIGURATION) for wrong options, ConnectionError (POLYDOC_CONNECTION).
   */
  static async open(
    engine: Engine<unknown>,
    options: EngineOptions = {},
    accept?: AcceptChanges,
  ): Promise<EngineRuntime> {
    const resolved = resolveEngineOptions(options);
    try {
      const capabilities = await engine.driver.open();
      return new EngineRuntime(new ExecutionCore(engine, capabilities, resolved), accept);
    } catch (cause) {
      const core = new ExecutionCore(engine, engine.capabilities, resolved);
      throw core.translate(cause, { operation: 'connect', model: null }, null);
    }
  }

  get name(): EngineName {
    return this.#core.engine.name;
  }

  /** What this server can do; frozen. */
  get capabilities(): CapabilityTable {
    return this.#core.capabilities;
  }

  get client(): unknown {
    return this.#core.engine.driver.client;
  }

  get rows(): RowReaders {
    return this.#core.engine.rows;
  }

  get options(): ResolvedEngineOptions {
    return this.#core.options;
  }

  /** The engine below, for what is no operation: schema, limits, model checks. */
  get engine(): Engine<unknown> {
    return this.#core.engine;
  }

  /** False from the call of `close` on. */
  get isOpen(): boolean {
    return this.#core.lifecycle.isOpen;
  }

  /** Plans, compiles and runs one operation in its scope. */
  run(operation: CompiledOperation | StatementOperation, options = NO_CALL_OPTIONS): Promise<RawResult> {
    // Every promise less counts here: reading one row by key must cost hardly more than the driver does.
    return promised(() => this.#executor.run(operation, this.scopeOf(options), options));
  }

  /** Runs a write, or queues it into the batch at hand: then the result is null, and `settle` is called later. */
  async write(request: WriteRequest, options: CallOptions = NO_CALL_OPTIONS): Promise<RawResult | null> {
    const batch = this.#scopes.batchOf(options);
    if (batch === null) return this.run(request.operation, options);
    this.#batches.add(batch, request);
    return null;
  }

  /** Chunks of wire rows, at most `batchSize` each, in this call's scope. Leaving the loop frees what was held. */
  stream(
    operation: FindOperation | StatementOperation,
    options: CallOptions = NO_CALL_OPTIONS,
    batchSize = 500,
  ): AsyncIterable<readonly unknown[]> {
    const context = { core: this.#core, executor: this.#executor, scope: this.scopeOf(options), options };
    return streamRows(context, operation, batchSize);
  }

  /** Changes of rows as they are committed, in no session; nothing happens before they are asked for. */
  watch(operation: WatchOperation, limits: WatchLimits): WatchedRows {
    return new WatchedRows(this.#core, operation, limits);
  }

  /** The raw escape hatch: rows as plain objects. */
  async execute(
    statement: unknown,
    parameters: readonly unknown[] = [],
    options: CallOptions = NO_CALL_OPTIONS,
  ): Promise<readonly object[]> {
    return this.#executor.execute(statement, parameters, this.scopeOf(options), options);
  }

  /** The store's plan for an operation, which is not run. */
  async explain(operation: CompiledOperation, options: CallOptions = NO_CALL_OPTIONS): Promise<unknown> {
    return this.#executor.explain(operation, this.scopeOf(options), options);
  }

  /** Lends the engine's schema and a connection, in the transaction at hand if there is one. */
  async schema<T>(
    work: (schema: SchemaSync<unknown>, connection: Connection<unknown>) => Promise<T>,
    about: SchemaActivity,
    options: CallOptions = NO_CALL_OPTIONS,
  ): Promise<T> {
    return this.#schema.run(work, about, this.scopeOf(options), options);
  }

  /** Differences between models and store. */
  async planModels(models: readonly ModelMetadata[], options: SchemaSyncOptions = {}): Promise<SchemaPlan> {
    return this.#schema.plan(models, options, this.scopeOf(NO_CALL_OPTIONS), NO_CALL_OPTIONS);
  }

  /**
   * Brings the store in line with the models; resolves to what was, or with `dryRun` would be, applied.
   * @throws SchemaError (POLYDOC_SCHEMA) listing what cannot be done.
   */
  async syncSchema(
    models: readonly ModelMetadata[],
    options: SchemaSyncOptions = {},
    call: CallOptions = NO_CALL_OPTIONS,
  ): Promise<SchemaPlan> {
    return this.#schema.sync(models, options, this.scopeOf(call), call);
  }

  /** The same; resolves to the statements. */
  async syncModels(
    models: readonly ModelMetadata[],
    options: SchemaSyncOptions = {},
    call: CallOptions = NO_CALL_OPTIONS,
  ): Promise<string[]> {
    return (await this.syncSchema(models, options, call)).map((change) => change.statement);
  }

  /** @throws ConnectionError (POLYDOC_CONNECTION) when the store does not answer. */
  async ping(): Promise<void> {
    this.#core.lifecycle.enter(false);
    try {
      await this.#core.engine.driver.ping();
    } catch (cause) {
      throw this.#core.translate(cause, { operation: 'ping', model: null }, null);
    } finally {
      this.#core.lifecycle.leave();
    }
  }

  /**
   * Ends streams of changes, waits for what runs, whole transactions included, up to `timeoutMs` (default 10,000), then lets
   * go of everything. Idempotent. Later calls throw EngineClosedError (POLYDOC_ENGINE_CLOSED).
   */
  close(options: { readonly timeoutMs?: number | undefined } = {}): Promise<void> {
    return this.#core.close(options.timeoutMs, () => this.#context.disable());
  }

  /** Calls `listener` on every such event; gives a function that stops it. */
  on(event: EngineEventName, listener: (event: EngineEvent) => void): () => void {
    return this.#core.observer.on(event, listener);
  }

  /** Runs `work` in a transaction that commits when it returns and is taken back when it throws. */
  transaction<T>(
    work: TransactionWork<T>,
    options: TransactionOptions = {},
    session?: SessionScope | null,
  ): Promise<T> {
    return promised(() => this.#transactions.run(work, options, this.scopeOf({ session })));
  }

  /** Begins a transaction that the caller ends. It is not ambient. */
  async beginTransaction(options: TransactionOptions = {}, session?: SessionScope | null): Promise<BegunTransaction> {
    return this.#transactions.begin(options, this.scopeOf({ session }));
  }

  /** A session, not started yet. */
  newSession(defaults: SessionDefaults = {}): SessionScope {
    checkConsistency(this.#core, defaults.consistency);
    checkConsistency(this.#core, defaults.serialConsistency);
    return new SessionScope(this.#core, null, Object.freeze({ ...defaults }));
  }

  /** Runs `work` with `scope` as its ambient one. */
  within<T>(scope: SessionScope, work: () => T): T {
    scope.assertUsable('raw', 'run');
    return this.#context.run(scope, null, work);
  }

  /** Runs `work` in no session, transaction or batch, whatever is around it. */
  outside<T>(work: () => T): T {
    return this.#context.run(null, null, work);
  }

  /** Collects the writes of `work` and sends them together; inside another batch they become part of that. */
  async batch(work: (batch: BatchScope) => unknown, options: BatchOptions & CallOptions = {}): Promise<BatchResult> {
    return this.#batches.run(work, options, this.scopeOf(options), this.#scopes.batchOf(options));
  }

  /** Calls `work` once the batch at hand has come to pass; at once where there is none. */
  async afterBatch(work: () => Promise<void>, options: CallOptions = NO_CALL_OPTIONS): Promise<void> {
    const batch = this.#scopes.batchOf(options);
    if (batch === null) await work();
    else batch.afterwards(work);
  }

  /** True when a write with these options joins a batch. */
  inBatch(options: CallOptions = NO_CALL_OPTIONS): boolean {
    return this.#scopes.batchOf(options) !== null;
  }

  /** True inside a transaction. */
  inTransaction(options: CallOptions = NO_CALL_OPTIONS): boolean {
    return this.scopeOf(options)?.isTransaction ?? false;
  }

  /** True when `enlist` would remember anything. */
  isEnlisting(options: CallOptions = NO_CALL_OPTIONS): boolean {
    return this.inBatch(options) || this.inTransaction(options);
  }

  /**
   * Gives `document` back its state of now if the transaction or batch at hand does not come to pass. Outside of both
   * it does nothing. Only the first call for a document counts in each.
   * @param remember takes down the state and gives what brings it back
   */
  enlist(document: object, remember: () => () => void, options: CallOptions = NO_CALL_OPTIONS): void {
    const batch = this.#scopes.batchOf(options);
    if (batch !== null) {
      batch.enlistment.add(document, remember);
      return;
    }
    const scope = this.scopeOf(options);
    if (scope instanceof TransactionScope && scope.isStarted) scope.enlistment.add(document, remember);
  }

  /** Calls `callback` after the outermost commit; at once where there is no transaction. */
  async afterCommit(callback: OutcomeCallback, options: CallOptions = NO_CALL_OPTIONS): Promise<void> {
    const scope = this.scopeOf(options);
    if (scope instanceof TransactionScope) scope.callbacks.onCommit(callback);
    else await callback();
  }

  /** The scope that a call with these options belongs to; null for none. */
  scopeOf(options: CallOptions): SessionScope | null {
    return this.#scopes.scopeOf(options);
  }
}
