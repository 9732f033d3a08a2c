import type { CapabilityTable } from '../capability/support';
import type { EngineName } from '../contract/engine';
import type { SchemaPlan } from '../contract/schema-sync';
import { ConfigurationError } from '../errors/definition-errors';
import type { BatchOptions, BatchResult, BatchScope } from '../execution/batch-scope';
import type { EngineEvent, EngineEventName } from '../execution/engine-event';
import type { EngineRuntime } from '../execution/engine-runtime';
import type { SchemaSyncOptions } from '../execution/schema-runner';
import type { TransactionOptions } from '../execution/transaction-options';
import type { AnyClass } from '../internal/any-class';
import type { ModelMetadata } from '../metadata/model-metadata';
import { modelMetadataOf } from '../metadata/model-metadata-of';
import { bind, bindingProblem, modelOfView } from './binding';
import { checkModels } from './check-models';
import type { ReadOptions } from './options';
import type { Plugin } from './plugin';
import { addEnginePlugin } from './plugin-registry';
import { Session, type SessionOptions } from './session';
import { Transaction } from './transaction';

/** Options of `register`, given last. */
export interface RegisterOptions {
  /** Takes models away from the engine that has them. */
  readonly rebind?: boolean | undefined;
}

/** Options of `planSchema`. */
export type PlanSchemaOptions = Pick<SchemaSyncOptions, 'dropRemovedIndexes'>;

/** An engine in the user's hand: open, with the models that it was given. */
export class ConnectedEngine {
  /** The engine below, for other parts of polydoc. */
  readonly runtime: EngineRuntime;
  readonly #models = new Set<AnyClass>();

  /** Made by `createEngine` and by `connect` of the engine classes. */
  constructor(runtime: EngineRuntime) {
    this.runtime = runtime;
  }

  /** `mongodb`, `cassandra`, `postgres` or `pglite`. */
  get name(): EngineName {
    return this.runtime.name;
  }

  /** What this server can do; frozen. */
  get capabilities(): CapabilityTable {
    return this.runtime.capabilities;
  }

  /** The raw driver client or pool. */
  get client(): unknown {
    return this.runtime.client;
  }

  /**
   * Checks models against the engine and binds them; none is bound when one cannot be.
   * @param entries model classes; options may come last
   * @throws ModelDefinitionError (POLYDOC_MODEL_DEFINITION) with all problems, one a line.
   * @throws ConfigurationError (POLYDOC_CONFIGURATION) for a model of another open engine, without `rebind`.
   */
  register(...entries: readonly (AnyClass | RegisterOptions)[]): this {
    const models = entries.filter((entry) => typeof entry === 'function').map(modelOfView);
    const rebind = entries.some((entry) => typeof entry !== 'function' && entry.rebind === true);
    checkModels(this.runtime, models);
    const problems = rebind ? [] : models.flatMap((model) => bindingProblem(model, this.runtime) ?? []);
    if (problems.length > 0) {
      throw new ConfigurationError(problems.join(' '), {
        engine: this.name,
        hint: 'Pass `{ rebind: true }` last, or use `using(engine)` for some calls.',
      });
    }
    for (const model of models) {
      bind(model, this.runtime, { rebind });
      this.#models.add(model);
    }
    return this;
  }

  /**
   * Adds a plugin to every model on this engine, those registered later and by `using` included, while they are on it.
   * @throws ConfigurationError (POLYDOC_CONFIGURATION) when the engine has a plugin, or a scope, of that name.
   */
  use<T extends object>(plugin: Plugin<T>): this {
    addEnginePlugin(this.runtime, plugin);
    return this;
  }

  /** @throws ConnectionError (POLYDOC_CONNECTION) when the store does not answer. */
  async ping(): Promise<void> {
    await this.runtime.ping();
  }

  /**
   * Waits for what runs, whole transactions included, up to `timeoutMs` (default 10,000), then lets go. Idempotent.
   */
  async close(options: { readonly timeoutMs?: number } = {}): Promise<void> {
    await this.runtime.close(options);
  }

  /** Closes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /**
   * The raw escape hatch: SQL, CQL or a command, in the session at hand.
   * @returns rows as plain objects
   */
  async execute(
    statement: unknown,
    parameters: readonly unknown[] = [],
    options: ReadOptions = {},
  ): Promise<readonly Record<string, unknown>[]> {
    const { session, ...limits } = options;
    const rows = await this.runtime.execute(statement, parameters, {
      ...limits,
      session: session === null ? null : session?.scope,
    });
    return rows.map((row) => ({ ...row }));
  }

  /** Runs `work` in a session of its own, which is ambient inside and ends with it. */
  session<T>(work: (session: Session) => T | Promise<T>, options?: SessionOptions): Promise<T>;
  /** A session, to be started and ended by hand. */
  session(options?: SessionOptions): Session;
  session<T>(
    first?: ((session: Session) => T | Promise<T>) | SessionOptions,
    options?: SessionOptions,
  ): Promise<T> | Session {
    return typeof first === 'function' ? this.#inSession(first, options) : new Session(this.runtime, first);
  }

  /**
   * Runs `work` in a transaction, which is ambient inside: commits when it returns, rolls back when it throws, and runs it
   * again after a conflict.
   * @throws ConcurrencyError, CommitAmbiguousError, AfterCommitError, SessionStateError, and what `work` throws.
   */
  transaction<T>(work: (transaction: Transaction) => T | Promise<T>, options?: TransactionOptions): Promise<T>;
  /** A transaction, to be begun and ended by hand; it is never run again. */
  transaction(options?: TransactionOptions): Transaction;
  transaction<T>(
    first?: ((transaction: Transaction) => T | Promise<T>) | TransactionOptions,
    options?: TransactionOptions,
  ): Promise<T> | Transaction {
    const { runtime } = this;
    if (typeof first !== 'function') return new Transaction(runtime, first);
    return runtime.transaction((scope, isJoined) => first(Transaction.of(runtime, scope, isJoined)), options);
  }

  /**
   * Collects the writes of `work` and sends them together: all or nothing. Nothing is sent when it throws. Inside
   * another batch it becomes part of that, and resolves at once: the outcome is the outer one's.
   * @returns whether it was applied, and if not the rows in the way
   * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for a type or time that differs from the outer batch's.
   */
  async batch(
    work: (batch: BatchScope) => unknown,
    options: BatchOptions & Omit<ReadOptions, 'consistency'> = {},
  ): Promise<BatchResult> {
    const { session, ...others } = options;
    return this.runtime.batch(work, { ...others, session: session === null ? null : session?.scope });
  }

  /** Runs `work` in no session, transaction or batch, whatever is around it. */
  outside<T>(work: () => T): T {
    return this.runtime.outside(work);
  }

  /** Differences between the registered models and the store; nothing is written. */
  async planSchema(options: PlanSchemaOptions = {}): Promise<SchemaPlan> {
    return this.runtime.planModels(this.#tables(), options);
  }

  /**
   * Applies the safe differences, others only when named by `allow`; resolves to what was applied.
   * @throws SchemaError (POLYDOC_SCHEMA) listing what cannot be done.
   */
  async syncSchema(options: SchemaSyncOptions = {}): Promise<SchemaPlan> {
    return this.runtime.syncSchema(this.#tables(), options);
  }

  /** Removes rows whose time to live is over; resolves to how many. */
  async purgeExpired(): Promise<number> {
    const models = this.#tables().filter((model) => model.kind === 'document');
    return this.runtime.schema((schema, connection) => schema.purgeExpired(connection, models), {
      operation: 'purgeExpired',
    });
  }

  /** Calls `listener` on every such event; gives a function that stops it. */
  on(event: EngineEventName, listener: (event: EngineEvent) => void): () => void {
    return this.runtime.on(event, listener);
  }

  async #inSession<T>(work: (session: Session) => T | Promise<T>, options: SessionOptions | undefined): Promise<T> {
    const session = new Session(this.runtime, options);
    await session.start();
    try {
      return await session.run(() => work(session));
    } finally {
      if (session.isStarted) await session.end();
    }
  }

  /** One model for each stored thing that is ours to make: classes in one table stand behind their root. */
  #tables(): readonly ModelMetadata[] {
    const tables = new Set<ModelMetadata>();
    for (const model of this.#models) {
      const metadata = modelMetadataOf(model);
      if (metadata.discriminator !== null) tables.add(metadata.discriminator.root());
      else if (!metadata.abstract && (!metadata.readOnly || metadata.kind === 'view')) tables.add(metadata);
    }
    return [...tables];
  }
}
