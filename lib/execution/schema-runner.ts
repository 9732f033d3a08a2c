import type { Connection } from '../contract/driver';
import type { SchemaPlan, SchemaPlanOptions, SchemaSync } from '../contract/schema-sync';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { CallOptions } from './call-options';
import type { ExecutionCore } from './execution-core';
import type { Executor } from './executor';
import type { SessionScope } from './session-scope';

/** What is let through of a plan. */
export interface SchemaSyncOptions {
  /** Only says what would be run. */
  readonly dryRun?: boolean | undefined;
  /** Removes indexes that no model declares. */
  readonly dropRemovedIndexes?: boolean | undefined;
  /** Risks beyond the safe changes. */
  readonly allow?: readonly ('rewrite' | 'destructive')[] | undefined;
}

/** Chooses from a plan what to apply; throws when there is something that cannot be done. */
export type AcceptChanges = (plan: SchemaPlan, options: SchemaSyncOptions) => SchemaPlan;

/** Lets safe changes alone through. */
function acceptSafeChanges(plan: SchemaPlan): SchemaPlan {
  return plan.filter((change) => change.risk === 'safe');
}

/** What schema work is about, for errors and observers. */
export interface SchemaActivity {
  readonly operation: string;
  readonly model?: ModelMetadata | null;
}

/** Runs schema work on a connection, in the transaction at hand if there is one. */
export class SchemaRunner {
  readonly #core: ExecutionCore;
  readonly #executor: Executor;
  readonly #accept: AcceptChanges;

  constructor(core: ExecutionCore, executor: Executor, accept: AcceptChanges = acceptSafeChanges) {
    this.#core = core;
    this.#executor = executor;
    this.#accept = accept;
  }

  /** Lends the engine's schema and a connection. */
  run<T>(
    work: (schema: SchemaSync<unknown>, connection: Connection<unknown>) => Promise<T>,
    about: SchemaActivity,
    scope: SessionScope | null,
    options: CallOptions,
  ): Promise<T> {
    return this.#executor.perform(
      {
        kind: about.operation,
        operation: null,
        model: about.model ?? null,
        access: 'write',
        channel: 'schema',
        describe: null,
        rowsOf: () => 0,
        send: (connection) => work(this.#core.engine.schema, connection),
      },
      scope,
      options,
    );
  }

  /** Differences between models and store; nothing is written. */
  plan(
    models: readonly ModelMetadata[],
    options: SchemaSyncOptions,
    scope: SessionScope | null,
    call: CallOptions,
  ): Promise<SchemaPlan> {
    const about = { operation: 'planSchema' };
    return this.run((schema, connection) => schema.plan(connection, models, planOptions(options)), about, scope, call);
  }

  /** Applies what is accepted, or with `dryRun` says what that would be. */
  async sync(
    models: readonly ModelMetadata[],
    options: SchemaSyncOptions,
    scope: SessionScope | null,
    call: CallOptions,
  ): Promise<SchemaPlan> {
    if (options.dryRun === true) return this.#accept(await this.plan(models, options, scope, call), options);
    const accept = (plan: SchemaPlan): SchemaPlan => this.#accept(plan, options);
    return this.run(
      (schema, connection) => schema.sync(connection, models, planOptions(options), accept),
      { operation: 'syncSchema' },
      scope,
      call,
    );
  }
}

function planOptions(options: SchemaSyncOptions): SchemaPlanOptions {
  return { dropRemovedIndexes: options.dropRemovedIndexes ?? false };
}
